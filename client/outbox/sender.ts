import type { Clock } from '../../shared/kit/clock.ts'
import type { Rng } from '../../shared/kit/rng.ts'
import { waitAfter } from './back-off.ts'
import { deliver } from './deliver.ts'
import type { Entries } from './entries.ts'

/** The tab that added something sends it; the others look whether it did (ms). */
const OTHERS_MS = 5_000

/** What `navigator.locks` is to us; it is missing on plain http. */
export interface Locks {
  request(name: string, work: () => Promise<void>): Promise<unknown>
}

export interface SenderOptions {
  name: string
  entries: Entries
  clock: Clock
  rng: Rng
  fetch: typeof fetch
  locks: Locks | null
}

/**
 * [OB3] [OB4] Sends what waits: each lane in order, one intent at a time; one tab at a time where
 * the browser has locks. Without them two tabs may send the same intent, which does no harm.
 */
export class Sender {
  readonly #options: SenderOptions
  readonly #end = new AbortController()
  #flight: Promise<void> | null = null
  #wanted: 'due' | 'all' | null = null
  /** Resolves when there is more to look at. */
  #poked = Promise.withResolvers<void>()
  #stop = () => {}

  constructor(options: SenderOptions) {
    this.#options = options
  }

  /** `all`: whatever waits, also what was to be tried later. */
  send(what: 'due' | 'all'): void {
    this.#wanted = what === 'all' || this.#wanted === 'all' ? 'all' : 'due'
    this.#poked.resolve()
    if (!this.#end.signal.aborted) this.#flight ??= this.#fly()
  }

  /** Another tab sends; this one looks after a while. */
  watch(): void {
    this.#wakeAfter(OTHERS_MS)
  }

  async close(): Promise<void> {
    this.#stop()
    this.#end.abort()
    await this.#flight
  }

  async #fly(): Promise<void> {
    const { locks, name } = this.#options
    const pass = () => this.#pass()
    const done = await Promise.resolve(locks ? locks.request(name, pass) : pass()).then(
      () => true,
      // A browser that gives no lock (a page on its way out): the alarm tries again.
      () => false,
    )
    this.#flight = null
    if (!done) this.#wakeAfter(OTHERS_MS)
    else if (this.#wanted) this.send(this.#wanted)
    else this.#wakeAfter(0)
  }

  /** Goes on while a lane is being sent; one that gets no answer keeps no other from starting. */
  async #pass(): Promise<void> {
    const { entries } = this.#options
    const busy = new Map<string, Promise<void>>()
    await entries.loaded
    for (;;) {
      this.#poked = Promise.withResolvers()
      while (this.#wanted && !this.#end.signal.aborted) {
        const all = this.#wanted === 'all'
        this.#wanted = null
        await entries.refresh()
        for (const { intent } of entries.rows) {
          const { lane } = intent
          if (busy.has(lane)) continue
          const sending = this.#sendLane(lane, all).finally(() => busy.delete(lane))
          busy.set(lane, sending)
        }
      }
      if (busy.size === 0) return
      await Promise.race([this.#poked.promise, ...busy.values()])
    }
  }

  async #sendLane(lane: string, all: boolean): Promise<void> {
    const { entries, clock, rng, fetch } = this.#options
    const end = this.#end.signal
    while (!end.aborted) {
      const row = entries.rows.find(
        ({ intent, standing }) => intent.lane === lane && standing.state === 'waiting',
      )
      if (row?.standing.state !== 'waiting') return
      if (!all && row.notBefore > clock.now()) return
      const outcome = await deliver(row.intent, { fetch, clock, end })
      if (end.aborted) return
      if (outcome.kind === 'confirmed') await entries.confirm(row)
      else if (outcome.kind === 'refused') {
        const { refusal, sentence } = outcome
        await entries.amend(row, {
          standing: { state: 'refused', refusal, sentence },
          notBefore: 0,
        })
      } else {
        const { tries } = row.standing
        const wait = Math.max(outcome.waitMs, waitAfter(tries, rng))
        const standing = { state: 'waiting', tries: tries + 1, why: outcome.why } as const
        await entries.amend(row, { standing, notBefore: clock.now() + wait })
        return
      }
    }
  }

  /** Rings when the first lane is due, but not within `ms`. */
  #wakeAfter(ms: number): void {
    this.#stop()
    if (this.#end.signal.aborted) return
    const { entries, clock } = this.#options
    const heads = new Map<string, number>()
    for (const { intent, standing, notBefore } of entries.rows) {
      if (standing.state === 'waiting' && !heads.has(intent.lane)) heads.set(intent.lane, notBefore)
    }
    if (heads.size === 0) return
    const wait = Math.max(ms, Math.min(...heads.values()) - clock.now())
    this.#stop = clock.after(wait, () => this.send('due'))
  }
}
