import type { Clock } from '../../shared/kit/clock.ts'
import type { Database } from '../platform/database.ts'
import { documentsWithExpired, nextExpiry } from './link-store.ts'

/** A timer of the platform holds no longer than 24 days; a clock that was set is noticed by then. */
const LONGEST_MS = 60 * 60 * 1000

export interface ExpiriesOptions {
  db: Database
  clock: Clock
  /** A link to it has just ended. */
  expired: (document: string) => void
  failed: (error: unknown) => void
}

/** Rings when the next link ends, and only then: one timer, no looking every second. [SH7] */
export class Expiries {
  #options: ExpiriesOptions
  #told: number
  #stop: () => void = () => undefined
  #work: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(options: ExpiriesOptions) {
    this.#options = options
    this.#told = options.clock.now()
  }

  /** Links have changed, or it is time: tells what has ended meanwhile and waits for the next. */
  look(): void {
    this.#work = this.#work.then(() => this.#look()).catch(this.#options.failed)
  }

  /** Resolves when it has looked. */
  settled(): Promise<void> {
    return this.#work
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#stop()
    await this.#work
    this.#stop()
  }

  async #look(): Promise<void> {
    if (this.#isClosed) return
    const { db, clock, expired } = this.#options
    const now = clock.now()
    for (const document of await documentsWithExpired(db, this.#told, now)) expired(document)
    this.#told = Math.max(this.#told, now)
    const next = await nextExpiry(db, now)
    this.#stop()
    if (next === null) return
    const wait = Math.max(0, Math.min(next - clock.now(), LONGEST_MS))
    this.#stop = clock.after(wait, () => this.look())
  }
}
