import { advancesOf, type Typist } from './edits.ts'

/** When each edit left, and how many others it has reached since, and how long that took. */
export class Tally {
  /** Per writer the moment of each clock, ms. */
  #sent = new Map<number, number[]>()
  #latencies: number[] = []
  /** One edit that has reached one other client. */
  deliveries = 0
  edits = 0
  receipts = 0
  /** Of messages, as the load received them. */
  bytes = 0

  sends(typist: Typist, at: number): void {
    const moments = this.#sent.get(typist.client) ?? []
    moments[typist.clock] = at
    this.#sent.set(typist.client, moments)
    this.edits++
  }

  /** `known`: up to where this socket has heard each writer. */
  hears(update: Uint8Array, known: Map<number, number>, at: number): void {
    for (const { client, from, to } of advancesOf(update)) {
      const had = known.get(client) ?? 0
      if (to <= had) continue
      known.set(client, to)
      const moments = this.#sent.get(client)
      for (let clock = Math.max(had, from); clock < to; clock++) {
        const moment = moments?.[clock]
        if (moment === undefined) continue
        this.deliveries++
        this.#latencies.push(at - moment)
      }
    }
  }

  /** ms by which so many (0 to 1) of the deliveries had happened. */
  latency(share: number): number {
    const sorted = Float64Array.from(this.#latencies).sort()
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  }

  restart(): void {
    this.#latencies = []
    this.deliveries = 0
    this.edits = 0
    this.receipts = 0
    this.bytes = 0
  }
}
