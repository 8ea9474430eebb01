import type { Clock } from '../../shared/kit/clock.ts'
import { type Thread, threadSchema } from '../../shared/threads/record.ts'
import { openDatabase } from '../live/open-database.ts'

export interface Head {
  logId: string
  /** Of the last fact that is in the threads kept. */
  sequence: number
}

interface Row {
  document: string
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

  /** null: nothing is kept, or it cannot be read. */
  async load(): Promise<(Head & { threads: readonly Thread[] }) | null> {
    try {
      const transaction = this.#database.transaction(['head', 'thread'], 'readonly')
      const [head, rows] = await Promise.all([
        answerOf<Head | undefined>(transaction.objectStore('head').get(this.#document)),
        answerOf<Row[]>(transaction.objectStore('thread').getAll(this.#range())),
      ])
      if (!head) return null
      const threads = rows.map(({ thread }) => threadSchema.safeParse(thread))
      // Of another version of ours, and not readable: all facts come again.
      if (threads.some(({ success }) => !success)) {
        this.#forget()
        return null
      }
      return { ...head, threads: threads.flatMap(({ data }) => (data ? [data] : [])) }
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
      const before = await answerOf<Head | undefined>(heads.get(this.#document))
      const isSame = before?.logId === head.logId
      if (isSame && before.sequence >= head.sequence) return
      if (!isSame) threads.delete(this.#range())
      for (const { thread, sequence } of changed) {
        if (isSame && sequence <= before.sequence) continue
        threads.put({ document: this.#document, thread, sequence }, [this.#document, thread.id])
      }
      heads.put(head, this.#document)
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

  #forget(): void {
    const transaction = this.#database.transaction(['head', 'thread'], 'readwrite')
    transaction.objectStore('head').delete(this.#document)
    transaction.objectStore('thread').delete(this.#range())
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
