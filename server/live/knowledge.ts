import { createEncoder, toUint8Array, writeVarUint } from 'lib0/encoding'
import { ClockSet, type Range } from './clock-set.ts'
import type { UpdateShape } from './update-shape.ts'

/**
 * What the log of one document holds, clock by clock, without any of its content: enough to say
 * what is new, what is lacking and whose it is. It knows only what is on disk.
 */
export class Knowledge {
  #structs = new ClockSet()
  #deletes = new ClockSet()
  #needs = new Map<number, number>()
  #askedFor = new Map<number, number>()
  #vector: Uint8Array | null = null

  /** `mayAsk`: whose references to words of `client` let others bring those words. */
  absorb({ structs, deletes, needs }: UpdateShape, mayAsk: (client: number) => boolean): void {
    this.#structs.addAll(structs)
    this.#deletes.addAll(deletes)
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

  /** Of the clients whose words it brings all that is known; null: none of these words. */
  knownOf({ structs }: UpdateShape): ClockSet | null {
    if (!this.#structs.overlaps(structs)) return null
    return this.#structs.of(new Set([...structs].map(({ client }) => client)))
  }

  /** Whether it has words of this client. */
  knows(client: number): boolean {
    return this.#structs.knows(client)
  }

  /** How many ranges of deletes there are. */
  get deletes(): number {
    return this.#deletes.length
  }

  /** The structs that are not known yet. */
  *unknown({ structs }: UpdateShape): Generator<Range> {
    for (const range of structs) yield* this.#structs.lacking(range)
  }

  /**
   * What it is the first to delete although it was never written, as far as this and the log know;
   * hardly more than `most` of it, for nobody takes that many. null: it deletes the same again and
   * again, and to look at all of it would never end.
   */
  unwritten({ structs, deletes }: UpdateShape, most: number): Range[] | null {
    const unwritten: Range[] = []
    let brought: ClockSet | null = null
    // Ranges that do not overlap fall into no more pieces than that.
    const known = this.#structs.length + this.#deletes.length
    let looksLeft = 2 * (known + structs.length + deletes.length)
    for (const range of deletes) {
      if (unwritten.length > most) break
      if (this.#structs.has(range) || this.#deletes.has(range)) continue
      brought ??= setOf(structs)
      if (brought.has(range)) continue
      if (![this.#structs, this.#deletes, brought].some((set) => set.knows(range.client))) {
        unwritten.push(range)
        continue
      }
      for (const fresh of this.#deletes.lacking(range)) {
        looksLeft--
        for (const lacking of this.#structs.lacking(fresh)) {
          looksLeft--
          unwritten.push(...brought.lacking(lacking))
        }
      }
      if (looksLeft < 0) return null
    }
    return unwritten
  }

  /** True for words that their own writer's later words presuppose, and which are not there. */
  isAskedFor({ client, to }: Range): boolean {
    return to <= (this.#askedFor.get(client) ?? 0)
  }

  /** True if something is stored that cannot be shown before something else arrives. */
  get isLacking(): boolean {
    return this.#needs.size > 0
  }

  /** Of how many clients it lacks something that it does not bring itself: for those it waits. */
  lackedBy({ needs, structs }: UpdateShape): number {
    let brought: ClockSet | null = null
    let clients = 0
    for (const [client, end] of needs) {
      if (end <= this.#structs.end(client)) continue
      brought ??= setOf(structs)
      const own = brought
      const lacking = this.#structs.lacking({ client, from: 0, to: end })
      if (!lacking.every((range) => own.has(range))) clients++
    }
    return clients
  }

  /** For how many clients something on disk waits. */
  get lacked(): number {
    return this.#needs.size
  }

  /** How far beyond what is known of a client this update reaches at most. */
  jump({ structs, deletes }: UpdateShape): number {
    let most = 0
    for (const ranges of [structs, deletes]) {
      let last: number | null = null
      let end = 0
      for (const { client, to } of ranges) {
        // Most are within what is known of anybody, whoever it is.
        if (to <= most) continue
        if (client !== last) end = this.#structs.end(client)
        last = client
        most = Math.max(most, to - end)
      }
    }
    return most
  }
}

function setOf(ranges: Iterable<Range>): ClockSet {
  const set = new ClockSet()
  set.addAll(ranges)
  return set
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
