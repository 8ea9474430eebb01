import { ClockSet, type Range } from './clock-set.ts'
import type { Clock } from './placement.ts'
import type { Beside, UpdateShape } from './update-shape.ts'

/**
 * More than this can only be meant badly. They are looked through again at every update, and as often
 * as one of them finds its place.
 */
const UNPLACED_AT_MOST = 400

/**
 * Keeps types from being nested in nested types, also by way of a neighbour that came in an earlier
 * update. It knows what was taken in, on disk or on its way there.
 */
export class Depth {
  #taken = new ClockSet()
  #inner: ClockSet
  /** What hangs beside something that has not arrived. */
  #unplaced: Beside[] = []
  #unplacedClocks = new ClockSet()

  /** `taken`, `inner`: of the snapshot. */
  constructor(taken: Iterable<readonly [client: number, end: number]>, inner: ClockSet) {
    this.#inner = inner
    for (const [client, to] of taken) this.#taken.add({ client, from: 0, to })
  }

  /** 'nested': a type would hang in a nested type. 'unknown': that cannot be told yet. */
  judge({ beside, typesBeside }: UpdateShape): 'fine' | 'nested' | 'unknown' {
    let isUnknown = false
    for (const at of typesBeside) {
      if (this.#inner.has(spot(at))) return 'nested'
      isUnknown ||= !this.#isPlaced(at)
    }
    if (isUnknown) return 'unknown'
    let unplaced = 0
    for (const { at } of beside) {
      if (this.#isPlaced(at)) continue
      unplaced++
      if (this.#unplaced.length + unplaced > UNPLACED_AT_MOST) return 'unknown'
    }
    return 'fine'
  }

  take({ structs, inner, beside }: UpdateShape): void {
    this.#taken.addAll(structs)
    this.#inner.addAll(inner)
    // What one update brings never stands beside another part of it: those are placed already.
    for (const one of beside) if (!this.#place(one)) this.#unplaced.push(one)
    for (let before = Number.POSITIVE_INFINITY; this.#unplaced.length < before; ) {
      before = this.#unplaced.length
      if (before > 0) this.#placeWaiting()
    }
  }

  #placeWaiting() {
    this.#unplaced = this.#unplaced.filter((one) => !this.#place(one))
    this.#unplacedClocks = new ClockSet()
    for (const { range } of this.#unplaced) this.#unplacedClocks.add(range)
  }

  #place({ range, at }: Beside): boolean {
    if (!this.#isPlaced(at)) {
      this.#unplacedClocks.add(range)
      return false
    }
    if (this.#inner.has(spot(at))) this.#inner.add(range)
    return true
  }

  #isPlaced(at: Clock): boolean {
    return this.#taken.has(spot(at)) && !this.#unplacedClocks.has(spot(at))
  }
}

function spot({ client, clock }: Clock): Range {
  return { client, from: clock, to: clock + 1 }
}
