import * as Y from 'yjs'
import type { Clock } from '../../shared/kit/clock.ts'
import { openDatabase } from './open-database.ts'
import { type Kept, openShelf, type Shelf } from './shelf.ts'
import { createStores, readUpdates } from './updates-store.ts'

/** So long a person may change their mind about what they removed (ms). */
export const SECOND_THOUGHTS_MS = 60 * 60 * 1_000

export type KeptReplica = Pick<Kept, 'name' | 'document' | 'why' | 'at'> & {
  /** null: this device does not give it now. */
  doc: Y.Doc | null
}

/** [RP20] What is kept on this device, whoever this browser took its person for, but for other accounts. */
export class KeptReplicas {
  readonly #factory: IDBFactory | null
  readonly #clock: Clock
  /** Whose is not to be found now. [CA2] */
  readonly #others: ReadonlySet<string>

  constructor(
    factory: IDBFactory | null,
    clock: Clock,
    others: ReadonlySet<string> = new Set<string>(),
  ) {
    this.#factory = factory
    this.#clock = clock
    this.#others = others
  }

  /** The last first; null: this browser keeps nothing, or cannot say. */
  async list(): Promise<KeptReplica[] | null> {
    return this.#onShelf(async (shelf) => {
      const kept: KeptReplica[] = []
      for (const { name, person, document, why, at, removedAt } of await shelf.kept()) {
        if (this.#others.has(person)) continue
        if (removedAt === null) kept.push({ name, document, why, at, doc: await this.#read(name) })
        else if (this.#clock.now() - removedAt > SECOND_THOUGHTS_MS) await this.#forget(shelf, name)
      }
      return kept
    })
  }

  /** It is listed no more, and its document does not open with it; for an hour it can be put back. */
  async remove(name: string): Promise<boolean> {
    const now = this.#clock.now()
    return (await this.#onShelf((shelf) => shelf.remove(name, now))) ?? false
  }

  async putBack(name: string): Promise<boolean> {
    return (await this.#onShelf((shelf) => shelf.putBack(name))) ?? false
  }

  async #read(name: string): Promise<Y.Doc | null> {
    const database = await openDatabase(this.#factory, name, this.#clock, createStores)
    const updates = database && (await readUpdates(database))
    database?.close()
    if (!updates) return null
    const doc = new Y.Doc()
    for (const update of updates) Y.applyUpdate(doc, update)
    return doc
  }

  async #forget(shelf: Shelf, name: string): Promise<void> {
    await shelf.unlist(name)
    this.#factory?.deleteDatabase(name)
  }

  async #onShelf<T>(work: (shelf: Shelf) => Promise<T>): Promise<T | null> {
    const shelf = await openShelf(this.#factory, this.#clock)
    if (!shelf) return null
    const result = await work(shelf)
    shelf.close()
    return result
  }
}
