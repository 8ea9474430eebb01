import type { Clock } from '../../shared/kit/clock.ts'
import { openDatabase } from './open-database.ts'

/** Which local replica of a document is the living one, and what is kept of those that are not. */
export interface Place {
  person: string
  document: string
  log: string
  epoch: number
}

/** A replica that may not merge any more, with words in it that no receipt answers for. */
export interface Kept extends Place {
  waiting: number
  at: number
}

const SHELF = 'interline/shelf'

/** [RP15] */
export function replicaName({ person, document, epoch }: Omit<Place, 'log'>): string {
  return `interline/${person}/${document}/${epoch}`
}

/** null where this browser keeps nothing: forbidden, broken, or silent for too long. */
export async function openShelf(factory: IDBFactory | null, clock: Clock): Promise<Shelf | null> {
  const database = await openDatabase(factory, SHELF, clock, (fresh) => {
    fresh.createObjectStore('place')
    fresh.createObjectStore('kept')
  })
  return database && new Shelf(database)
}

export class Shelf {
  readonly #database: IDBDatabase

  constructor(database: IDBDatabase) {
    this.#database = database
  }

  find(person: string, document: string): Promise<Place | null> {
    return this.#read<Place>('place', keyOf(person, document))
  }

  /** Call when all that the server had is on this device: from now on it opens without a server. */
  remember(place: Place): Promise<boolean> {
    return this.#write((stores) => stores('place').put(place, keyOf(place.person, place.document)))
  }

  /** The words stay where they are; the next visit starts with another replica. */
  keep(kept: Kept): Promise<boolean> {
    return this.#write((stores) => {
      stores('place').delete(keyOf(kept.person, kept.document))
      if (kept.waiting > 0) stores('kept').put(kept, replicaName(kept))
    })
  }

  close(): void {
    this.#database.close()
  }

  #read<T>(store: string, key: string): Promise<T | null> {
    return new Promise((resolve) => {
      try {
        const request = this.#database.transaction(store).objectStore(store).get(key)
        request.onsuccess = () => resolve(request.result ?? null)
        request.onerror = () => resolve(null)
      } catch {
        resolve(null)
      }
    })
  }

  #write(change: (stores: (name: string) => IDBObjectStore) => void): Promise<boolean> {
    return new Promise((resolve) => {
      try {
        const transaction = this.#database.transaction(['place', 'kept'], 'readwrite', {
          durability: 'strict',
        })
        transaction.oncomplete = () => resolve(true)
        transaction.onabort = () => resolve(false)
        change((name) => transaction.objectStore(name))
      } catch {
        resolve(false)
      }
    })
  }
}

const keyOf = (person: string, document: string) => `${person}/${document}`
