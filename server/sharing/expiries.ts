import type { Clock } from '../../shared/kit/clock.ts'

/** A timer of the platform holds no longer than 24 days; a clock that was set is noticed by then. */
const LONGEST_MS = 60 * 60 * 1000
/** A database that did not answer may answer then. */
const AGAIN_MS = 1_000

export interface ExpiriesOptions {
  clock: Clock
  /** When the next one ends, ms UTC; null: none will. */
  next: (after: number) => Promise<number | null>
  /** Whom those concern that ended in between, the first moment not counted. */
  ended: (after: number, upTo: number) => Promise<string[]>
  tell: (whom: string) => void
  failed: (error: unknown) => void
}

/** Rings when the next one ends, and only then: one timer, no looking every second. [SH7] [SH11] */
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

  /** Something has changed, or it is time: tells what has ended meanwhile and waits for the next. */
  look(): void {
    this.#work = this.#work
      .then(() => this.#look())
      .catch((error) => {
        this.#waits(AGAIN_MS)
        this.#options.failed(error)
      })
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
    const { clock, next, ended, tell } = this.#options
    const now = clock.now()
    for (const whom of await ended(this.#told, now)) tell(whom)
    this.#told = Math.max(this.#told, now)
    const end = await next(now)
    this.#stop()
    if (end !== null) this.#waits(Math.max(0, Math.min(end - clock.now(), LONGEST_MS)))
  }

  #waits(ms: number) {
    this.#stop()
    if (!this.#isClosed) this.#stop = this.#options.clock.after(ms, () => this.look())
  }
}
