import type { Clock } from '../../shared/kit/clock.ts'
import type { StoredSnapshot } from '../platform/log-store.ts'
import type { Compaction, Compactor, Description } from './compactor.ts'

const BURST_QUIET_MS = 2_000
/** Who types without a pause is read in between. */
const BURST_AT_MOST_MS = 10_000
const IDLE_MS = 30_000
const COMPACT_EVERY_MS = 10_000
const AFTER_FAILURE_MS = 60_000
const TAIL_ROWS = 2_048
const TAIL_BYTES = 64 * 1024

/** What upkeep has to know of its room, and whom it tells. */
export interface Kept {
  readonly document: string
  readonly tailRows: number
  readonly tailBytes: number
  readonly snapshotBytes: number
  adopt(snapshot: StoredSnapshot): void
  described(description: Description): void
  failed(why: string): void
}

/** Decides when a document is read again and when its log is folded into a snapshot. [LV16] [LV17] */
export class Upkeep {
  #kept: Kept
  #compactor: Compactor
  #clock: Clock
  #state: 'resting' | 'working' | 'closed' = 'resting'
  /** The first and the last edit that have not been read yet, ms UTC. */
  #burst: { since: number; latest: number } | null = null
  #lastEdit: number
  #notBefore: number
  #timer: { at: number; stop: () => void } | null = null

  constructor(kept: Kept, compactor: Compactor, clock: Clock) {
    this.#kept = kept
    this.#compactor = compactor
    this.#clock = clock
    this.#lastEdit = clock.now()
    this.#notBefore = clock.now()
    this.#plan()
  }

  /** All is written down: a snapshot covers everything. */
  get isResting(): boolean {
    return this.#state !== 'working' && this.#kept.tailRows === 0
  }

  edited(): void {
    const now = this.#clock.now()
    this.#lastEdit = now
    this.#burst = { since: this.#burst?.since ?? now, latest: now }
    this.#plan()
  }

  /** Nobody is left who would write on: the burst is over. */
  left(): void {
    if (!this.#burst) return
    this.#burst = { since: Number.NEGATIVE_INFINITY, latest: this.#burst.latest }
    this.#plan()
  }

  close(): void {
    this.#state = 'closed'
    this.#timer?.stop()
  }

  /** Edits only push work back; so an armed timer may stay unless work is due earlier. */
  #plan() {
    if (this.#state !== 'resting') return
    const at = Math.min(this.#readingDue(), this.#compactionDue())
    if (at === Number.POSITIVE_INFINITY || (this.#timer && this.#timer.at <= at)) return
    this.#timer?.stop()
    const stop = this.#clock.after(Math.max(0, at - this.#clock.now()), () => this.#wake())
    this.#timer = { at, stop }
  }

  #wake() {
    this.#timer = null
    const now = this.#clock.now()
    if (this.#compactionDue() <= now) void this.#work(now, true)
    else if (this.#readingDue() <= now) void this.#work(now, false)
    else this.#plan()
  }

  async #work(now: number, isCompacting: boolean) {
    this.#state = 'working'
    this.#burst = null
    const { document } = this.#kept
    const work = isCompacting ? this.#compactor.compact(document) : this.#compactor.read(document)
    const outcome = await work.catch(
      (error): Compaction => ({ kind: 'failed', why: String(error) }),
    )
    if (isCompacting) this.#notBefore = now + COMPACT_EVERY_MS
    this.#conclude(outcome)
    if ((this.#state as string) === 'closed') return
    this.#state = 'resting'
    this.#plan()
  }

  #conclude(outcome: Compaction) {
    if (outcome.kind === 'failed') {
      this.#notBefore = this.#clock.now() + AFTER_FAILURE_MS
      this.#kept.failed(outcome.why)
      return
    }
    if (outcome.snapshot) this.#kept.adopt(outcome.snapshot)
    this.#kept.described(outcome.description)
  }

  #readingDue(): number {
    if (!this.#burst) return Number.POSITIVE_INFINITY
    const { since, latest } = this.#burst
    return Math.min(latest + BURST_QUIET_MS, since + BURST_AT_MOST_MS)
  }

  #compactionDue(): number {
    const { tailRows, tailBytes, snapshotBytes } = this.#kept
    if (tailRows === 0) return Number.POSITIVE_INFINITY
    const isLong = tailRows > TAIL_ROWS || tailBytes > Math.max(TAIL_BYTES, snapshotBytes / 4)
    return Math.max(this.#notBefore, isLong ? this.#clock.now() : this.#lastEdit + IDLE_MS)
  }
}
