import type { Clock } from '../../shared/kit/clock.ts'
import type { LogEntry, LogStore } from '../platform/log-store.ts'
import { type Meter, SILENT } from './meter.ts'

/** An update on its way to the disk, with whatever its room wants to find again afterwards. */
export interface Item {
  entry: LogEntry
  /** What it is made of. */
  updates: readonly unknown[]
}

/** One room's side of the log. Items come back in the order in which they were appended. */
export interface Writer<I extends Item> {
  /** These are on disk, under these sequences. */
  committed(items: readonly I[], sequences: readonly number[]): void
  /** The disk is full: these are not on it and will not be. */
  refused(items: readonly I[]): void
}

const BUSY_COMMITS = 100
const BUSY_WINDOW_MS = 1000
const BUSY_INTERVAL_MS = 8

/**
 * One rhythm for all rooms: while a commit is under way everything waits, then all that waits is
 * the next commit. A quiet server commits at once. [LV1] [LV2]
 */
export class Log<I extends Item> {
  #store: LogStore
  #clock: Clock
  #onBroken: (error: unknown) => void
  #meter: Meter
  #waiting: { writer: Writer<I>; item: I }[] = []
  /** When the first of those that wait came, and of those that are being committed; ms UTC. */
  #waitingSince = 0
  #committing: { since: number; items: readonly { item: I }[] } | null = null
  #state: 'resting' | 'scheduled' | 'committing' | 'broken' = 'resting'
  /** When the latest commits started, ms UTC. */
  #starts: number[] = []
  #whenIdle: (() => void)[] = []

  /** `onBroken`: nobody knows what is on disk. The process must end; nothing is receipted. */
  constructor(
    store: LogStore,
    clock: Clock,
    onBroken: (error: unknown) => void,
    meter: Meter = SILENT,
  ) {
    this.#store = store
    this.#clock = clock
    this.#onBroken = onBroken
    this.#meter = meter
  }

  append(writer: Writer<I>, items: readonly I[]): void {
    if (this.#waiting.length === 0) this.#waitingSince = this.#clock.now()
    for (const item of items) this.#waiting.push({ writer, item })
    this.#next()
  }

  /** What is not on disk yet. */
  get queue(): { updates: number; bytes: number; oldestMs: number } {
    const items = [...(this.#committing?.items ?? []), ...this.#waiting]
    const since = this.#committing?.since ?? this.#waitingSince
    return {
      updates: updatesIn(items),
      bytes: bytesOf(items),
      oldestMs: items.length === 0 ? 0 : this.#clock.now() - since,
    }
  }

  /** Resolves when nothing waits any more. */
  idle(): Promise<void> {
    if (this.#state === 'resting') return Promise.resolve()
    return new Promise((resolve) => this.#whenIdle.push(resolve))
  }

  #next() {
    if (this.#state !== 'resting') return
    if (this.#waiting.length === 0) {
      for (const resolve of this.#whenIdle.splice(0)) resolve()
      return
    }
    const wait = this.#pace(this.#clock.now())
    if (wait === 0) {
      void this.#commit()
      return
    }
    this.#state = 'scheduled'
    this.#clock.after(wait, () => void this.#commit())
  }

  /** How long the next commit has to wait so that a busy disk gets larger batches. */
  #pace(now: number): number {
    if (this.#starts.length < BUSY_COMMITS) return 0
    const oldest = this.#starts[0] ?? 0
    const latest = this.#starts.at(-1) ?? 0
    return now - oldest > BUSY_WINDOW_MS ? 0 : Math.max(0, latest + BUSY_INTERVAL_MS - now)
  }

  async #commit() {
    this.#state = 'committing'
    const now = this.#clock.now()
    this.#starts.push(now)
    if (this.#starts.length > BUSY_COMMITS) this.#starts.shift()
    const batch = this.#waiting
    const since = this.#waitingSince
    this.#committing = { since, items: batch }
    this.#waiting = []
    try {
      const outcome = await this.#store.commit(
        batch.map(({ item }) => item.entry),
        now,
      )
      this.#committing = null
      if (outcome.kind === 'committed') this.#measure(batch, since, now)
      this.#tell(batch, outcome.kind === 'committed' ? outcome.first : null)
    } catch (error) {
      this.#state = 'broken'
      this.#onBroken(error)
      return
    }
    this.#state = 'resting'
    this.#next()
  }

  #measure(batch: readonly { item: I }[], since: number, start: number) {
    const end = this.#clock.now()
    const took = { waitedMs: end - since, tookMs: end - start }
    this.#meter.committed({ updates: updatesIn(batch), bytes: bytesOf(batch), ...took })
  }

  #tell(batch: readonly { writer: Writer<I>; item: I }[], first: number | null) {
    const byWriter = new Map<Writer<I>, { items: I[]; sequences: number[] }>()
    batch.forEach(({ writer, item }, index) => {
      const own = byWriter.get(writer) ?? { items: [], sequences: [] }
      byWriter.set(writer, own)
      own.items.push(item)
      own.sequences.push((first ?? 0) + index)
    })
    for (const [writer, { items, sequences }] of byWriter) {
      if (first === null) writer.refused(items)
      else writer.committed(items, sequences)
    }
  }
}

function updatesIn(items: readonly { item: Item }[]): number {
  return items.reduce((sum, { item }) => sum + item.updates.length, 0)
}

function bytesOf(items: readonly { item: Item }[]): number {
  return items.reduce((sum, { item }) => sum + item.entry.bytes.length, 0)
}
