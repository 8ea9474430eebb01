import { ClockSet, type Range } from './clock-set.ts'
import type { Clock } from './placement.ts'
import type { Beside, UpdateShape } from './update-shape.ts'

/** More than this can only be meant badly. They are looked through again at every update. */
const UNPLACED_AT_MOST = 400

/**
 * Keeps types from being nested in nested types, also by way of a neighbour that came in an earlier
 * update. It knows what was taken in, on disk or on its way there, and believes the first who says
 * where something hangs: what has been taken must be cut out of an update before it gets here.
 */
export class Depth {
  #taken = new ClockSet()
  #inner: ClockSet
  /** What hangs beside something that has not arrived, by the client of that. */
  #unplaced = new Map<number, Set<Beside>>()
  #unplacedCount = 0
  #unplacedClocks = new ClockSet()

  /** `taken`, `inner`: of the snapshot. */
  constructor(taken: Iterable<readonly [client: number, end: number]>, inner: ClockSet) {
    this.#inner = inner
    for (const [client, to] of taken) this.#taken.add({ client, from: 0, to })
  }

  /** Whether some of its words were taken before. */
  hasTaken({ structs }: UpdateShape): boolean {
    return this.#taken.overlaps(structs)
  }

  /** 'nested': a type would hang in a nested type. 'unknown': that cannot be told yet. */
  judge({ beside, typesBeside }: UpdateShape): 'fine' | 'nested' | 'unknown' {
    let isUnknown = false
    for (const at of typesBeside) {
      if (this.#inner.has(spot(at))) return 'nested'
      isUnknown ||= !this.#isPlaced(at)
    }
    if (isUnknown) return 'unknown'
    let unplaced = this.#unplacedCount
    for (const { at } of beside) {
      if (this.#isPlaced(at)) continue
      unplaced++
      if (unplaced > UNPLACED_AT_MOST) return 'unknown'
    }
    return 'fine'
  }

  /** What one update brings never stands beside another part of it: those are placed already. */
  take({ structs, inner, beside }: UpdateShape): void {
    this.#taken.addAll(structs)
    this.#inner.addAll(inner)
    for (const one of beside) {
      if (this.#isPlaced(one.at)) this.#place(one)
      else this.#wait(one)
    }
    if (this.#unplacedCount > 0) this.#placeWaiting()
  }

  /** Each that finds its place may give others theirs. */
  #placeWaiting() {
    const placed: Range[] = []
    const placeIfKnown = (one: Beside) => {
      if (!this.#isPlaced(one.at)) return
      this.#waitNoMore(one)
      this.#place(one)
      placed.push(one.range)
    }
    for (const waiting of this.#unplaced.values()) for (const one of waiting) placeIfKnown(one)
    for (const { client, from, to } of placed) {
      for (const one of this.#unplaced.get(client) ?? []) {
        if (from <= one.at.clock && one.at.clock < to) placeIfKnown(one)
      }
    }
  }

  #place({ range, at }: Beside) {
    if (this.#inner.has(spot(at))) this.#inner.add(range)
  }

  #wait(one: Beside) {
    const waiting = this.#unplaced.get(one.at.client)
    if (waiting) waiting.add(one)
    else this.#unplaced.set(one.at.client, new Set([one]))
    this.#unplacedCount++
    this.#unplacedClocks.add(one.range)
  }

  #waitNoMore(one: Beside) {
    const waiting = this.#unplaced.get(one.at.client)
    waiting?.delete(one)
    if (waiting?.size === 0) this.#unplaced.delete(one.at.client)
    this.#unplacedCount--
    this.#unplacedClocks.remove(one.range)
  }

  #isPlaced(at: Clock): boolean {
    return this.#taken.has(spot(at)) && !this.#unplacedClocks.has(spot(at))
  }
}

function spot({ client, clock }: Clock): Range {
  return { client, from: clock, to: clock + 1 }
}
