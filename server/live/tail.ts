import * as Y from 'yjs'
import type { Bytes, Cover } from '../platform/log-store.ts'

export interface TailRow {
  origin: string
  sequence: number
  bytes: Uint8Array
}

/** Y.mergeUpdates is quadratic in their number: 30,000 take 51 s, 64 about a millisecond. */
export const MERGED_AT_MOST = 64
/** Merging costs about 40 ms a megabyte; larger updates travel by themselves. */
export const MERGED_BYTES = 64 * 1024

export const NOTHING: Bytes = new Uint8Array([0, 0])

/** Neighbours merged, the order kept. The log has each clock once: no two of them bring the same. */
export function mergeNeighbours(updates: readonly Uint8Array[]): Uint8Array[] {
  const runs: Uint8Array[][] = []
  let bytes = 0
  for (const update of updates) {
    const run = runs.at(-1)
    bytes += update.length
    if (run && run.length < MERGED_AT_MOST && bytes <= MERGED_BYTES) run.push(update)
    else {
      runs.push([update])
      bytes = update.length
    }
  }
  return runs.flatMap(mergeRun)
}

/** Updates that contradict each other (a client that broke the protocol) travel unmerged. */
function mergeRun(run: readonly Uint8Array[]): readonly Uint8Array[] {
  if (run.length === 1) return run
  try {
    return [Y.mergeUpdates([...run])]
  } catch {
    return run
  }
}

/** What the log holds beyond the snapshot, ready to be sent to whoever comes. */
export class Tail {
  #rows: TailRow[]
  #size = 0
  #pieces: Uint8Array[] = []
  /** How many rows are in the pieces already. */
  #packed = 0

  constructor(rows: readonly TailRow[]) {
    this.#rows = [...rows]
    for (const { bytes } of rows) this.#size += bytes.length
  }

  get length(): number {
    return this.#rows.length
  }

  get size(): number {
    return this.#size
  }

  push(row: TailRow): void {
    this.#rows.push(row)
    this.#size += row.bytes.length
  }

  /** As few messages as merging allows; full pieces are kept for the next one who asks. */
  pieces(): Uint8Array[] {
    while (this.#rows.length - this.#packed >= MERGED_AT_MOST) {
      const next = this.#rows.slice(this.#packed, this.#packed + MERGED_AT_MOST)
      this.#pieces.push(...mergeNeighbours(next.map(({ bytes }) => bytes)))
      this.#packed += MERGED_AT_MOST
    }
    const rest = this.#rows.slice(this.#packed).map(({ bytes }) => bytes)
    return [...this.#pieces, ...mergeNeighbours(rest)]
  }

  dropCovered(cover: Cover): void {
    this.#rows = this.#rows.filter(({ origin, sequence }) => sequence > (cover[origin] ?? 0))
    this.#size = this.#rows.reduce((sum, { bytes }) => sum + bytes.length, 0)
    this.#pieces = []
    this.#packed = 0
  }
}
