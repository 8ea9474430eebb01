/**
 * The only time and the only chance of a simulated world. Import it before anything that reads a
 * clock, sets a timer or draws a number when it is loaded: Yjs, y-websocket and fake-indexeddb do.
 */
import { webcrypto } from 'node:crypto'
import type { Clock } from '../../shared/kit/clock.ts'
import { type Rng, seededRng } from '../../shared/kit/rng.ts'

interface Event {
  at: number
  nth: number
  run: (() => void) | null
}

const START = Date.UTC(2026, 10, 22, 14, 2)
const realTurn = globalThis.setImmediate

/** What happens, in the order of its time; of what happens at one time, in the order of its planning. */
export class VirtualTime implements Clock {
  /** How long a turn of a device's database takes, ms. */
  diskTurnMs = 0
  /** How many events have happened. */
  events = 0
  #now = START
  #nth = 0
  #heap: Event[] = []
  #diskUntil = START
  #chance: Rng = seededRng(0)

  /** A new world: nothing is planned, chance starts anew. */
  reset(seed: number): void {
    this.#heap = []
    this.#now = START
    this.#nth = 0
    this.#diskUntil = START
    this.#chance = seededRng(seed)
    this.diskTurnMs = 0
    this.events = 0
  }

  now(): number {
    return this.#now
  }

  chance(): number {
    return this.#chance()
  }

  after(ms: number, run: () => void): () => void {
    const event: Event = { at: this.#now + Math.max(0, ms), nth: this.#nth++, run }
    this.#push(event)
    return () => {
      event.run = null
    }
  }

  /** One turn of a database: turns follow each other, however long each takes. */
  diskTurn(run: () => void): () => void {
    this.#diskUntil = Math.max(this.#diskUntil, this.#now) + this.diskTurnMs
    return this.after(this.#diskUntil - this.#now, run)
  }

  /** All that happens in so long a time; after each event promises go on, then `look` is called. */
  async pass(ms: number, look: () => boolean): Promise<void> {
    const end = this.#now + ms
    for (let next = this.#heap[0]; next && next.at <= end; next = this.#heap[0]) {
      this.#pop()
      if (!next.run) continue
      this.#now = next.at
      this.events++
      next.run()
      await new Promise((go) => realTurn(go))
      if (!look()) return
    }
    this.#now = end
  }

  #push(event: Event): void {
    const heap = this.#heap
    let index = heap.push(event) - 1
    while (index > 0) {
      const above = (index - 1) >> 1
      const parent = heap[above] as Event
      if (!isBefore(event, parent)) break
      heap[index] = parent
      index = above
    }
    heap[index] = event
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (!last || heap.length === 0) return
    let index = 0
    for (;;) {
      let below = 2 * index + 1
      if (below >= heap.length) break
      const right = heap[below + 1]
      if (right && isBefore(right, heap[below] as Event)) below++
      const child = heap[below] as Event
      if (!isBefore(child, last)) break
      heap[index] = child
      index = below
    }
    heap[index] = last
  }
}

function isBefore(one: Event, other: Event): boolean {
  return one.at < other.at || (one.at === other.at && one.nth < other.nth)
}

export const time = new VirtualTime()

type Wake = (...given: unknown[]) => void

/** What libraries take from the global object. They keep no process alive and outlive no world. */
function takeOver(): void {
  const stops = new Map<number, () => void>()
  let last = 0
  const keep = (stop: () => void) => {
    stops.set(++last, stop)
    return last
  }
  const clear = (id: unknown) => {
    stops.get(id as number)?.()
    stops.delete(id as number)
  }
  const repeat = (wake: Wake, ms: number, given: unknown[]) => {
    const id = keep(() => undefined)
    const again = () => {
      stops.set(id, time.after(ms, again))
      wake(...given)
    }
    stops.set(id, time.after(ms, again))
    return id
  }
  const fill = <T extends ArrayBufferView | null>(array: T): T => {
    const words = array as unknown as Uint32Array
    for (let i = 0; i < words.length; i++) words[i] = Math.floor(time.chance() * 4294967296)
    return array
  }
  const timers = {
    setTimeout: (wake: Wake, ms = 0, ...given: unknown[]) =>
      keep(time.after(ms, () => wake(...given))),
    setInterval: (wake: Wake, ms = 0, ...given: unknown[]) => repeat(wake, ms, given),
    setImmediate: (wake: Wake, ...given: unknown[]) => keep(time.diskTurn(() => wake(...given))),
    ...{ clearTimeout: clear, clearInterval: clear, clearImmediate: clear },
  }
  Object.assign(globalThis, timers)
  Date.now = () => time.now()
  Math.random = () => time.chance()
  Object.defineProperty(webcrypto, 'getRandomValues', { value: fill })
}

takeOver()
