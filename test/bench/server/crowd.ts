import { until } from '../../support/cast.ts'
import { Typist } from './edits.ts'
import type { Peer } from './peer.ts'
import { Seat } from './seat.ts'
import { Tally } from './tally.ts'
import { memoryOf, Processor } from './usage.ts'

const JOINING_AT_ONCE = 50
const ARRIVE_MS = 60_000

/** What one round cost and gave. */
export interface Round {
  edits: number
  deliveries: number
  receipts: number
  /** The server's processor time, ms. */
  cpu: number
  p50: number
  p99: number
  /** Received by the load, of messages. */
  bytes: number
  /** Resident at its end, bytes. */
  memory: number
}

/** `writers`: of the seats at each document. */
export interface Shape {
  documents: number
  seats: number
  writers: number
}

/** People at one peer: some of them write, all of them hear. */
export class Crowd {
  readonly peer: Peer
  #seats: Seat[] = []
  #writers: Seat[] = []
  #tally = new Tally()
  #processor: Processor
  #others: number
  #usedBefore = 0

  constructor(peer: Peer, others: number) {
    this.peer = peer
    this.#processor = new Processor(peer.pid)
    this.#others = others
  }

  static async meets(
    peer: Peer,
    { documents, seats, writers }: Shape,
    existing: readonly string[] = [],
  ): Promise<Crowd> {
    const crowd = new Crowd(peer, seats - 1)
    const ids = existing.length > 0 ? existing : await peer.documents(documents)
    let next = 1
    const places = ids.flatMap((id) => Array.from({ length: seats }, (_, seat) => ({ id, seat })))
    for (let at = 0; at < places.length; at += JOINING_AT_ONCE) {
      const group = places.slice(at, at + JOINING_AT_ONCE).map(({ id, seat }, index) => {
        const typist = seat < writers ? new Typist(next++) : null
        const one = new Seat(peer.way(id, at + index), crowd.#tally, typist)
        crowd.#seats.push(one)
        if (typist) crowd.#writers.push(one)
        return one.joins()
      })
      await Promise.all(group)
    }
    return crowd
  }

  /** Everyone who writes types so often a second for a while, each at their own moments. */
  async types(perSecond: number, ms: number): Promise<Round> {
    return this.#round(async () => {
      const every = 1_000 / perSecond
      const start = performance.now()
      const typing = this.#writers.map(async (writer, index) => {
        const offset = (every * index) / this.#writers.length
        for (let due = start + offset; due < start + ms; due += every) {
          await new Promise((wake) => setTimeout(wake, Math.max(0, due - performance.now())))
          writer.types()
        }
      })
      await Promise.all(typing)
    })
  }

  /** Everyone who writes sends so many edits in the same moment. */
  async bursts(edits: number): Promise<Round> {
    return this.#round(async () => {
      for (const writer of this.#writers) for (let left = edits; left > 0; left--) writer.types()
    })
  }

  /** ms of the server's processor since the last round began. */
  cpuSinceStart(): number {
    return this.#processor.used() - this.#usedBefore
  }

  leaves(): void {
    for (const seat of this.#seats) seat.leaves()
  }

  async #round(play: () => Promise<void>): Promise<Round> {
    const tally = this.#tally
    tally.restart()
    this.#usedBefore = this.#processor.used()
    await play()
    const due = () => tally.edits * this.#others
    await until(
      () => tally.deliveries >= due() && this.#writers.every((writer) => writer.isReceipted),
      () => `${due()} deliveries, ${tally.deliveries} came, and the receipts`,
      ARRIVE_MS,
    )
    const cpu = this.cpuSinceStart()
    const { edits, deliveries, receipts, bytes } = tally
    const [p50, p99] = [tally.latency(0.5), tally.latency(0.99)]
    return { edits, deliveries, receipts, cpu, p50, p99, bytes, memory: memoryOf(this.peer.pid) }
  }
}
