import type { Clock } from '../../shared/kit/clock.ts'
import type { RefusalReason } from '../../shared/wire/refusals.ts'
import type { Role } from '../../shared/wire/role.ts'
import { openDatabase } from './open-database.ts'

/** Which local replica of a document is the living one, and what is kept of those that are not. */
export interface Place {
  person: string
  document: string
  /** The database that holds it. */
  name: string
  /** Where it belongs; null before the server told: begun here, and never connected. */
  belongs: { log: string; epoch: number } | null
  role: Role | null
}

/** A replica with words in it that no receipt answers for and that the server does not take. */
export interface Kept {
  name: string
  person: string
  document: string
  why: RefusalReason
  at: number
  /** Removed by the person, and really gone a little later: they may change their mind. */
  removedAt: number | null
  /** Where it lived when it was removed. */
  place: Place | null
}

export const SHELF = 'interline/shelf'
export const PLACE = 'place'
export const KEPT = 'kept'

export function createShelf(fresh: IDBDatabase): void {
  fresh.createObjectStore(PLACE)
  fresh.createObjectStore(KEPT)
}

/** null where this browser keeps nothing: forbidden, broken, or silent for too long. */
export async function openShelf(factory: IDBFactory | null, clock: Clock): Promise<Shelf | null> {
  const database = await openDatabase(factory, SHELF, clock, createShelf)
  return database && new Shelf(database)
}

export class Shelf {
  readonly #database: IDBDatabase

  constructor(database: IDBDatabase) {
    this.#database = database
  }

  async find(person: string, document: string): Promise<Place | null> {
    const row = await this.#read((stores) => stores(PLACE).get(keyOf(person, document)))
    const place = row as Place | undefined
    return place?.name ? place : null
  }

  /** Call when all that the server had is on this device: from now on it opens without a server. */
  remember(place: Place): Promise<boolean> {
    return this.#write((stores) => stores(PLACE).put(place, keyOf(place.person, place.document)))
  }

  /** The documents that open here without the server. */
  async documents(person: string): Promise<string[] | null> {
    const rows = (await this.#read((stores) => stores(PLACE).getAll())) as Place[] | undefined
    return rows?.filter((place) => place.person === person).map(({ document }) => document) ?? null
  }

  /** [RP15] A name for a new replica: not that of one that is kept, or its words would come back. */
  async freshName(usual: string): Promise<string> {
    const keys = (await this.#read((stores) => stores(KEPT).getAllKeys())) as string[] | undefined
    const taken = new Set(keys)
    for (let nth = 1; ; nth++) {
      const name = nth === 1 ? usual : `${usual}/${nth}`
      // Two tabs that ask at once are given the same name, and share that replica.
      if (!taken.has(name)) return name
    }
  }

  /** Lists a replica that goes on living: what refuses its words now may take them one day. */
  list(kept: Omit<Kept, 'removedAt' | 'place'>): Promise<boolean> {
    return this.#write((stores) => {
      stores(KEPT).put({ ...kept, removedAt: null, place: null } satisfies Kept, kept.name)
    })
  }

  /** Ends the life of a replica: the next visit starts with another one. Its words stay. */
  retire({ person, document, name }: Pick<Place, 'person' | 'document' | 'name'>) {
    return this.#write((stores) => endPlace(stores, person, document, name))
  }

  /** Its words were taken after all. */
  unlist(name: string): Promise<boolean> {
    return this.#write((stores) => stores(KEPT).delete(name))
  }

  /** All that is kept, the last first, removed ones included. */
  async kept(): Promise<Kept[]> {
    const rows = (await this.#read((stores) => stores(KEPT).getAll())) as Kept[] | undefined
    return (rows ?? []).sort((a, b) => b.at - a.at)
  }

  async isKept(name: string): Promise<boolean> {
    return (await this.#read((stores) => stores(KEPT).getKey(name))) !== undefined
  }

  remove(name: string, at: number): Promise<boolean> {
    return this.#amend(name, (kept, stores) => {
      const { person, document } = kept
      const ask: IDBRequest<Place | undefined> = stores(PLACE).get(keyOf(person, document))
      ask.onsuccess = () => {
        const place = ask.result?.name === name ? ask.result : null
        stores(KEPT).put({ ...kept, removedAt: at, place }, name)
        if (place) stores(PLACE).delete(keyOf(person, document))
      }
    })
  }

  /** Undoes `remove`. A document that lives under another name by now keeps that one. */
  putBack(name: string): Promise<boolean> {
    return this.#amend(name, (kept, stores) => {
      stores(KEPT).put({ ...kept, removedAt: null, place: null }, name)
      const { place } = kept
      if (!place) return
      const key = keyOf(place.person, place.document)
      const ask = stores(PLACE).getKey(key)
      ask.onsuccess = () => {
        if (ask.result === undefined) stores(PLACE).put(place, key)
      }
    })
  }

  close(): void {
    this.#database.close()
  }

  #amend(
    name: string,
    change: (kept: Kept, stores: (name: string) => IDBObjectStore) => void,
  ): Promise<boolean> {
    return this.#write((stores) => {
      const ask: IDBRequest<Kept | undefined> = stores(KEPT).get(name)
      ask.onsuccess = () => {
        if (ask.result) change(ask.result, stores)
      }
    })
  }

  #read(ask: (stores: (name: string) => IDBObjectStore) => IDBRequest): Promise<unknown> {
    return new Promise((resolve) => {
      try {
        const transaction = this.#database.transaction([PLACE, KEPT])
        const request = ask((name) => transaction.objectStore(name))
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => resolve(undefined)
      } catch {
        resolve(undefined)
      }
    })
  }

  #write(change: (stores: (name: string) => IDBObjectStore) => void): Promise<boolean> {
    return new Promise((resolve) => {
      try {
        const transaction = this.#database.transaction([PLACE, KEPT], 'readwrite', {
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

/** Another tab may have given the document a new place meanwhile: that one stays. */
function endPlace(
  stores: (name: string) => IDBObjectStore,
  person: string,
  document: string,
  name: string,
): void {
  const key = keyOf(person, document)
  const ask: IDBRequest<Place | undefined> = stores(PLACE).get(key)
  ask.onsuccess = () => {
    if (ask.result?.name === name) stores(PLACE).delete(key)
  }
}

export const keyOf = (person: string, document: string) => `${person}/${document}`
