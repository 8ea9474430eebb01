import { createDecoder, readVarUint } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarUint } from 'lib0/encoding'

/** Clocks of one client: `from` is in, `to` is not. */
export interface Range {
  client: number
  from: number
  to: number
}

/** A list that may lie packed: then each is made only when a loop gets there. */
export interface Listed<T> extends Iterable<T> {
  readonly length: number
}

/** From so many ranges of one client on, one walk over all pairs costs less than a shift for each. */
const MANY = 16

/** Which clocks of which clients: per client sorted, disjoint, non-touching pairs. */
export class ClockSet implements Listed<Range> {
  #pairs = new Map<number, number[]>()
  #size = 0

  add({ client, from, to }: Range): void {
    if (from >= to) return
    const pairs = this.#pairs.get(client)
    if (!pairs) {
      this.#pairs.set(client, [from, to])
      this.#size++
      return
    }
    // Everything that overlaps or touches melts into one pair; typing touches the last one.
    const first = firstEndingAtOrAfter(pairs, from)
    let after = first
    let start = from
    let end = to
    while (after < pairs.length && at(pairs, after) <= to) {
      start = Math.min(start, at(pairs, after))
      end = Math.max(end, at(pairs, after + 1))
      after += 2
    }
    pairs.splice(first, after - first, start, end)
    this.#size += 1 - (after - first) / 2
  }

  /** The same behind all that is here of this client; false: it is not behind it, and not added. */
  append(client: number, from: number, to: number): boolean {
    const pairs = this.#pairs.get(client)
    const end = pairs?.at(-1) ?? -1
    if (from < end || to <= from) return false
    if (pairs && from === end) pairs[pairs.length - 1] = to
    else {
      if (pairs) pairs.push(from, to)
      else this.#pairs.set(client, [from, to])
      this.#size++
    }
    return true
  }

  /** In whatever order they come: a hundred thousand that fall would cost a shift of all, each. */
  addAll(ranges: Iterable<Range>): void {
    if (ranges instanceof ClockSet && this.#size === 0) {
      for (const [client, pairs] of ranges.#pairs) this.#pairs.set(client, pairs.slice())
      this.#size = ranges.#size
      return
    }
    let own: Range[] = []
    for (const range of ranges) {
      if (own[0] && own[0].client !== range.client) {
        this.#addOwn(own)
        own = []
      }
      own.push(range)
    }
    this.#addOwn(own)
  }

  /** `ranges`: of one client. */
  #addOwn(ranges: readonly Range[]) {
    const [first] = ranges
    if (!first) return
    if (ranges.length < MANY) {
      for (const range of ranges) this.add(range)
      return
    }
    const before = this.#pairs.get(first.client) ?? []
    const after = melted(before, ranges)
    this.#pairs.set(first.client, after)
    this.#size += (after.length - before.length) / 2
  }

  remove({ client, from, to }: Range): void {
    const pairs = this.#pairs.get(client)
    if (!pairs || from >= to) return
    const first = firstEndingAtOrAfter(pairs, from + 1)
    const rest: number[] = []
    let after = first
    while (after < pairs.length && at(pairs, after) < to) {
      if (at(pairs, after) < from) rest.push(at(pairs, after), from)
      if (at(pairs, after + 1) > to) rest.push(to, at(pairs, after + 1))
      after += 2
    }
    pairs.splice(first, after - first, ...rest)
    this.#size += (rest.length - (after - first)) / 2
    if (pairs.length === 0) this.#pairs.delete(client)
  }

  /** Whether anything of this client is in here. */
  knows(client: number): boolean {
    return this.#pairs.has(client)
  }

  has({ client, from, to }: Range): boolean {
    const pairs = this.#pairs.get(client)
    if (from >= to) return true
    if (!pairs) return false
    const index = firstEndingAtOrAfter(pairs, from + 1)
    return index < pairs.length && at(pairs, index) <= from && to <= at(pairs, index + 1)
  }

  /** Whether it has all of many ranges; those of a client that rise cost one walk, not a search each. */
  hasAll(ranges: Iterable<Range>): boolean {
    let pairs: readonly number[] = []
    let client = Number.NaN
    let index = 0
    let last = 0
    for (const range of ranges) {
      if (range.client !== client || range.from < last) {
        client = range.client
        pairs = this.#pairs.get(client) ?? []
        index = firstEndingAtOrAfter(pairs, range.from + 1)
      }
      last = range.from
      while (index < pairs.length && at(pairs, index + 1) <= range.from) index += 2
      if (range.from >= range.to) continue
      if (index >= pairs.length || at(pairs, index) > range.from) return false
      if (at(pairs, index + 1) < range.to) return false
    }
    return true
  }

  /** Whether it has any clock of these. */
  overlaps(ranges: Iterable<Range>): boolean {
    for (const { client, from, to } of ranges) {
      const pairs = this.#pairs.get(client)
      if (!pairs || from >= to) continue
      const index = firstEndingAtOrAfter(pairs, from + 1)
      if (index < pairs.length && at(pairs, index) < to) return true
    }
    return false
  }

  /** All that is in here of these clients. */
  of(clients: Iterable<number>): ClockSet {
    const some = new ClockSet()
    for (const client of clients) {
      const pairs = this.#pairs.get(client)
      if (!pairs || some.#pairs.has(client)) continue
      some.#pairs.set(client, pairs.slice())
      some.#size += pairs.length / 2
    }
    return some
  }

  /** How many ranges it takes to say what is in here. */
  get length(): number {
    return this.#size
  }

  /** The parts of a range that are not in here. */
  lacking({ client, from, to }: Range): Range[] {
    const pairs = this.#pairs.get(client) ?? []
    const parts: Range[] = []
    let start = from
    for (let i = firstEndingAtOrAfter(pairs, from + 1); i < pairs.length && start < to; i += 2) {
      if (at(pairs, i) > start) parts.push({ client, from: start, to: Math.min(at(pairs, i), to) })
      start = Math.max(start, at(pairs, i + 1))
    }
    if (start < to) parts.push({ client, from: start, to })
    return parts
  }

  /** The first clock that is lacking. */
  end(client: number): number {
    const pairs = this.#pairs.get(client)
    return pairs && at(pairs, 0) === 0 ? at(pairs, 1) : 0
  }

  /** Clients with the first clock lacking of each: a Yjs state vector. */
  *ends(): Generator<[client: number, end: number]> {
    for (const [client] of this.#pairs) {
      const end = this.end(client)
      if (end > 0) yield [client, end]
    }
  }

  *[Symbol.iterator](): Generator<Range> {
    for (const [client, pairs] of this.#pairs) {
      for (let i = 0; i < pairs.length; i += 2) {
        yield { client, from: at(pairs, i), to: at(pairs, i + 1) }
      }
    }
  }
}

/** Per client its id, how many pairs, and each as the gap before it and its length. */
export function encodeClocks(set: ClockSet): Uint8Array {
  const encoder = createEncoder()
  const byClient = Map.groupBy(set, ({ client }) => client)
  writeVarUint(encoder, byClient.size)
  for (const [client, ranges] of byClient) {
    writeVarUint(encoder, client)
    writeVarUint(encoder, ranges.length)
    let end = 0
    for (const { from, to } of ranges) {
      writeVarUint(encoder, from - end)
      writeVarUint(encoder, to - from)
      end = to
    }
  }
  return toUint8Array(encoder)
}

export function decodeClocks(bytes: Uint8Array): ClockSet {
  const set = new ClockSet()
  const decoder = createDecoder(bytes)
  for (let clients = readVarUint(decoder); clients > 0; clients--) {
    const client = readVarUint(decoder)
    let end = 0
    for (let ranges = readVarUint(decoder); ranges > 0; ranges--) {
      const from = end + readVarUint(decoder)
      end = from + readVarUint(decoder)
      set.append(client, from, end)
    }
  }
  return set
}

/** One list of pairs from sorted pairs and ranges in any order. */
function melted(pairs: readonly number[], ranges: readonly Range[]): number[] {
  const sorted = ranges.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from)
  const all: number[] = []
  const push = (from: number, to: number) => {
    const end = all.length - 1
    if (end > 0 && from <= at(all, end)) all[end] = Math.max(at(all, end), to)
    else all.push(from, to)
  }
  let next = 0
  for (const { from, to } of sorted) {
    for (; next < pairs.length && at(pairs, next) <= from; next += 2) {
      push(at(pairs, next), at(pairs, next + 1))
    }
    push(from, to)
  }
  for (; next < pairs.length; next += 2) push(at(pairs, next), at(pairs, next + 1))
  return all
}

/** Index of the first pair whose end is `clock` or later; pairs.length if there is none. */
function firstEndingAtOrAfter(pairs: readonly number[], clock: number): number {
  let low = 0
  let high = pairs.length / 2
  while (low < high) {
    const middle = (low + high) >> 1
    if (at(pairs, middle * 2 + 1) < clock) low = middle + 1
    else high = middle
  }
  return low * 2
}

function at(pairs: readonly number[], index: number): number {
  return pairs[index] ?? 0
}
