import type { Clock } from '../../shared/kit/clock.ts'
import type { Thread } from '../../shared/threads/record.ts'
import { openDatabase } from '../live/open-database.ts'

/** Rows of another shape are not read: all facts come again. */
const SHAPE = 1

export interface Head {
  logId: string
  /** Of the last fact that is in the threads kept. */
  sequence: number
}

interface Kept extends Head {
  shape: number
}

interface Row {
  thread: Thread
  sequence: number
}

/** null where this browser keeps nothing: forbidden, broken, or silent for too long. */
export async function openKeptThreads(
  factory: IDBFactory | null,
  home: string,
  document: string,
  clock: Clock,
): Promise<KeptThreads | null> {
  const database = await openDatabase(factory, `interline/threads/${home}`, clock, (fresh) => {
    fresh.createObjectStore('head')
    fresh.createObjectStore('thread')
  })
  return database && new KeptThreads(database, document)
}

/**
 * [TC3] The threads of one document on this device: all facts up to the head's sequence are in
 * them. Several tabs keep the same; who knows less than what is kept writes nothing.
 */
export class KeptThreads {
  readonly #database: IDBDatabase
  readonly #document: string

  constructor(database: IDBDatabase, document: string) {
    this.#database = database
    this.#document = document
  }

  /** Where the server should go on, `<logId>:<sequence>`; null: nothing is kept. */
  async place(): Promise<string | null> {
    const head = await this.#head().catch(() => null)
    return head && `${head.logId}:${head.sequence}`
  }

  /** null: nothing is kept, or it cannot be read. */
  async load(): Promise<(Head & { threads: readonly Thread[] }) | null> {
    try {
      const head = await this.#head()
      const stores = this.#database.transaction('thread', 'readonly')
      const rows = await answerOf<Row[]>(stores.objectStore('thread').getAll(this.#range()))
      return head && { ...head, threads: rows.map(({ thread }) => thread) }
    } catch {
      return null
    }
  }

  /** `changed`: at least all threads that changed since the head that is kept. */
  async store(head: Head, changed: readonly { thread: Thread; sequence: number }[]): Promise<void> {
    try {
      const transaction = this.#database.transaction(['head', 'thread'], 'readwrite')
      const heads = transaction.objectStore('head')
      const threads = transaction.objectStore('thread')
      const before = await answerOf<Kept | undefined>(heads.get(this.#document))
      const isSame = before?.shape === SHAPE && before.logId === head.logId
      if (isSame && before.sequence >= head.sequence) return
      if (!isSame) threads.delete(this.#range())
      for (const { thread, sequence } of changed) {
        if (isSame && sequence <= before.sequence) continue
        threads.put({ thread, sequence }, [this.#document, thread.id])
      }
      heads.put({ ...head, shape: SHAPE }, this.#document)
      await new Promise<void>((resolve) => {
        transaction.oncomplete = () => resolve()
        transaction.onabort = () => resolve()
      })
    } catch {
      // Only a copy: the facts come again from the server.
    }
  }

  close(): void {
    this.#database.close()
  }

  async #head(): Promise<Head | null> {
    const heads = this.#database.transaction('head', 'readonly').objectStore('head')
    const found = await answerOf<Kept | undefined>(heads.get(this.#document))
    return found?.shape === SHAPE ? { logId: found.logId, sequence: found.sequence } : null
  }

  #range(): IDBKeyRange {
    return IDBKeyRange.bound([this.#document], [this.#document, []])
  }
}

function answerOf<T>(request: IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
