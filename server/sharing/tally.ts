import type { Clock } from '../../shared/kit/clock.ts'

/** Keys that are kept in mind; whoever fills it up with keys forgets only the oldest of them. */
const KEYS_AT_MOST = 10_000

/** At most so many in any such time, for each key by itself. In memory: a restart forgives. */
export class Tally {
  #most: number
  #withinMs: number
  #clock: Clock
  #times = new Map<string, number[]>()

  constructor(most: number, withinMs: number, clock: Clock) {
    this.#most = most
    this.#withinMs = withinMs
    this.#clock = clock
  }

  /** Counts one more. Else: in how many seconds there will be room for it. */
  take(key: string): 'taken' | { retryAfter: number } {
    const now = this.#clock.now()
    const recent = (this.#times.get(key) ?? []).filter((at) => at > now - this.#withinMs)
    const [oldest] = recent
    if (recent.length >= this.#most && oldest !== undefined) {
      return { retryAfter: Math.ceil((oldest + this.#withinMs - now) / 1000) }
    }
    this.#times.delete(key)
    this.#times.set(key, [...recent, now])
    const [first] = this.#times.keys()
    if (this.#times.size > KEYS_AT_MOST && first !== undefined) this.#times.delete(first)
    return 'taken'
  }

  /** The last one does not count. */
  giveBack(key: string): void {
    this.#times.get(key)?.pop()
  }
}
