import { createEncoder, toUint8Array, writeVarUint } from 'lib0/encoding'
import { ClockSet, type Range } from './clock-set.ts'
import type { UpdateShape } from './update-shape.ts'

/**
 * What the log of one document holds, clock by clock, without any of its content: enough to say
 * what is new, what is lacking and whose it is. It knows only what is on disk: what is still on its
 * way there counts as new, and storing it twice does no harm.
 */
export class Knowledge {
  #structs = new ClockSet()
  #deletes = new ClockSet()
  #needs = new Map<number, number>()
  #askedFor = new Map<number, number>()
  #vector: Uint8Array | null = null

  /** `mayAsk`: whose references to words of `client` let others bring those words. */
  absorb({ structs, deletes, needs }: UpdateShape, mayAsk: (client: number) => boolean): void {
    for (const range of structs) this.#structs.add(range)
    for (const range of deletes) this.#deletes.add(range)
    for (const [client, end] of needs) {
      raise(this.#needs, client, end)
      if (mayAsk(client)) raise(this.#askedFor, client, end)
    }
    for (const [client, end] of this.#needs) {
      if (end > this.#structs.end(client)) continue
      this.#needs.delete(client)
      this.#askedFor.delete(client)
    }
    if (structs.length > 0) this.#vector = null
  }

  /** A snapshot's state vector. */
  absorbVector(vector: Map<number, number>): void {
    for (const [client, to] of vector) this.#structs.add({ client, from: 0, to })
    this.#vector = null
  }

  /** The state vector to ask with: all before the first hole of each client. */
  get vector(): Uint8Array {
    this.#vector ??= encodeVector([...this.#structs.ends()])
    return this.#vector
  }

  isNew({ structs, deletes }: UpdateShape): boolean {
    return !this.#structs.hasAll(structs) || !this.#deletes.hasAll(deletes)
  }

  /** How many ranges of deletes there are. */
  get deletes(): number {
    return this.#deletes.size
  }

  /** The structs that are not known yet. */
  unknown(shape: UpdateShape): Range[] {
    return shape.structs.flatMap((range) => this.#structs.lacking(range))
  }

  /** What it is the first to delete although it was never written, as far as this and the log know. */
  unwritten({ structs, deletes }: UpdateShape): Range[] {
    const fresh = deletes.flatMap((range) => this.#deletes.lacking(range))
    const lacking = fresh.flatMap((range) => this.#structs.lacking(range))
    if (lacking.length === 0) return lacking
    const brought = new ClockSet()
    for (const range of structs) brought.add(range)
    return lacking.flatMap((range) => brought.lacking(range))
  }

  /** True for words that their own writer's later words presuppose, and which are not there. */
  isAskedFor({ client, to }: Range): boolean {
    return to <= (this.#askedFor.get(client) ?? 0)
  }

  /** True if something is stored that cannot be shown before something else arrives. */
  get isLacking(): boolean {
    return this.#needs.size > 0
  }

  /** True if this update would have to wait for something that is not there. */
  wouldWait({ needs, structs }: UpdateShape): boolean {
    return needs.some(([client, end]) => {
      const known = this.#structs.end(client)
      return end > known && !structs.some((one) => one.client === client && one.from <= known)
    })
  }

  /** How far beyond what is known of a client this update reaches at most. */
  jump({ structs, deletes }: UpdateShape): number {
    const reach = (most: number, { client, to }: Range) =>
      Math.max(most, to - this.#structs.end(client))
    return deletes.reduce(reach, structs.reduce(reach, 0))
  }
}

function raise(ends: Map<number, number>, client: number, end: number) {
  if (end > (ends.get(client) ?? 0)) ends.set(client, end)
}

function encodeVector(ends: readonly (readonly [number, number])[]): Uint8Array {
  const encoder = createEncoder()
  writeVarUint(encoder, ends.length)
  for (const [client, end] of ends) {
    writeVarUint(encoder, client)
    writeVarUint(encoder, end)
  }
  return toUint8Array(encoder)
}
