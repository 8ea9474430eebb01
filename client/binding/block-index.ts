import type * as Y from 'yjs'
import { assert, must } from '../../shared/kit/assert.ts'

// Which block stands where, in ProseMirror and in the flat text, without walking the document: blocks
// lie in chunks that know their totals, and each block knows its chunk.

/** Blocks per chunk after a split: chunks × chunk size is smallest near the square root of 5,000. */
const CHUNK = 64

export class BlockEntry {
  chunk: Chunk | null = null
  readonly marker: Y.Map<unknown> | null
  readonly fence: boolean
  /** Meaningless tokens in front. */
  readonly skip: number
  /** Inline tokens. */
  readonly size: number

  constructor(marker: Y.Map<unknown> | null, fence: boolean, skip: number, size: number) {
    this.marker = marker
    this.fence = fence
    this.skip = skip
    this.size = size
  }

  /** Is every token where ProseMirror has one? */
  get regular(): boolean {
    return this.marker !== null && this.fence && this.skip === 0
  }

  /** Tokens in the flat text. */
  get flatSize(): number {
    return this.flatLead + this.size + (this.fence ? 1 : 0)
  }

  /** Tokens in front of the first inline token. */
  get flatLead(): number {
    return this.skip + (this.marker === null ? 0 : 1)
  }

  get nodeSize(): number {
    return this.size + 2
  }

  eq(other: BlockEntry | undefined): boolean {
    return (
      this.marker === other?.marker &&
      this.fence === other.fence &&
      this.skip === other.skip &&
      this.size === other.size
    )
  }
}

/** Where a block begins: its number, its ProseMirror position, its index in the flat text. */
export interface Where {
  readonly entry: BlockEntry
  readonly number: number
  readonly pos: number
  readonly flat: number
}

class Chunk {
  entries: BlockEntry[]
  nodeSize = 0
  flatSize = 0

  constructor(entries: BlockEntry[]) {
    this.entries = entries
    for (const entry of entries) entry.chunk = this
    this.sum()
  }

  sum(): void {
    this.nodeSize = 0
    this.flatSize = 0
    for (const entry of this.entries) {
      this.nodeSize += entry.nodeSize
      this.flatSize += entry.flatSize
    }
  }
}

export class BlockIndex {
  /** Meaningless tokens after the last block. */
  tail: number
  #chunks: Chunk[] = []
  #byMarker = new Map<Y.Map<unknown>, BlockEntry>()
  #count = 0

  constructor(entries: readonly BlockEntry[], tail: number) {
    this.tail = tail
    this.#chunks = chunksOf(entries)
    this.#count = entries.length
    for (const entry of entries) this.#learn(entry)
  }

  get count(): number {
    return this.#count
  }

  get nodeSize(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.nodeSize, 0)
  }

  /** Tokens of the flat text, the meaningless ones included. */
  get flatSize(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.flatSize, 0) + this.tail
  }

  /** The block this marker opens; undefined for a void marker and for one not read yet. */
  ofMarker(marker: Y.Map<unknown>): BlockEntry | undefined {
    return this.#byMarker.get(marker)
  }

  at(number: number): Where | null {
    let left = number
    if (number < 0) return null
    let [first, pos, flat] = [0, 0, 0]
    for (const chunk of this.#chunks) {
      if (left < chunk.entries.length) return within(chunk, first, pos, flat, () => left-- === 0)
      left -= chunk.entries.length
      first += chunk.entries.length
      pos += chunk.nodeSize
      flat += chunk.flatSize
    }
    return null
  }

  where(entry: BlockEntry): Where {
    const mine = must(entry.chunk, 'a block of the index has a chunk')
    let [first, pos, flat] = [0, 0, 0]
    for (const chunk of this.#chunks) {
      if (chunk === mine) {
        return must(
          within(chunk, first, pos, flat, (one) => one === entry),
          'a block stands in its chunk',
        )
      }
      first += chunk.entries.length
      pos += chunk.nodeSize
      flat += chunk.flatSize
    }
    throw new Error('missing: the chunk of a block belongs to the index')
  }

  /** The block whose tokens, counted from its opening one, contain ProseMirror position `at`. */
  atPos(at: number): Where | null {
    let [first, pos, flat] = [0, 0, 0]
    for (const chunk of this.#chunks) {
      if (at < pos + chunk.nodeSize) {
        return within(chunk, first, pos, flat, (entry, start) => at < start + entry.nodeSize)
      }
      first += chunk.entries.length
      pos += chunk.nodeSize
      flat += chunk.flatSize
    }
    return null
  }

  /** The block that the flat token `at` belongs to, the meaningless ones in front of it included. */
  atFlat(at: number): Where | null {
    let [first, pos, flat] = [0, 0, 0]
    for (const chunk of this.#chunks) {
      if (at < flat + chunk.flatSize) {
        return within(chunk, first, pos, flat, (entry, _, start) => at < start + entry.flatSize)
      }
      first += chunk.entries.length
      pos += chunk.nodeSize
      flat += chunk.flatSize
    }
    return null
  }

  /** Does the other index say the same of the same text? */
  eq(other: BlockIndex): boolean {
    const [mine, theirs] = [this.slice(0, this.#count), other.slice(0, other.#count)]
    return (
      mine.length === theirs.length &&
      this.tail === other.tail &&
      mine.every((entry, at) => entry.eq(theirs[at]))
    )
  }

  slice(from: number, to: number): BlockEntry[] {
    const found: BlockEntry[] = []
    let first = 0
    for (const { entries } of this.#chunks) {
      if (first >= to) break
      if (first + entries.length > from) {
        found.push(...entries.slice(Math.max(0, from - first), to - first))
      }
      first += entries.length
    }
    return found
  }

  splice(from: number, count: number, added: readonly BlockEntry[]): void {
    assert(from + count <= this.#count, 'blocks that are replaced exist')
    let first = 0
    let at = 0
    for (; at < this.#chunks.length - 1; at += 1) {
      const length = this.#chunks[at]?.entries.length ?? 0
      if (from < first + length) break
      first += length
    }
    const last = this.#gather(at, from - first + count)
    const entries = this.#chunks.slice(at, last).flatMap((chunk) => chunk.entries)
    for (const entry of entries.splice(from - first, count, ...added)) this.#forget(entry)
    for (const entry of added) this.#learn(entry)
    this.#count += added.length - count
    this.#put(at, last, entries)
  }

  /** The chunk number behind the chunks that hold `count` blocks from chunk `at` on. */
  #gather(at: number, count: number): number {
    let last = at
    let held = 0
    while (last < this.#chunks.length && (last === at || held < count)) {
      held += this.#chunks[last]?.entries.length ?? 0
      last += 1
    }
    return last
  }

  #put(at: number, last: number, entries: BlockEntry[]): void {
    const only = last - at === 1 ? this.#chunks[at] : undefined
    if (only && entries.length > 0 && entries.length <= 2 * CHUNK) {
      only.entries = entries
      for (const entry of entries) entry.chunk = only
      only.sum()
    } else {
      this.#chunks.splice(at, last - at, ...chunksOf(entries))
    }
  }

  #learn(entry: BlockEntry): void {
    if (entry.marker) this.#byMarker.set(entry.marker, entry)
  }

  #forget(entry: BlockEntry): void {
    entry.chunk = null
    if (entry.marker && this.#byMarker.get(entry.marker) === entry) {
      this.#byMarker.delete(entry.marker)
    }
  }
}

function chunksOf(entries: readonly BlockEntry[]): Chunk[] {
  const chunks: Chunk[] = []
  for (let at = 0; at < entries.length; at += CHUNK) {
    chunks.push(new Chunk(entries.slice(at, at + CHUNK)))
  }
  return chunks
}

function within(
  chunk: Chunk,
  first: number,
  firstPos: number,
  firstFlat: number,
  found: (entry: BlockEntry, pos: number, flat: number) => boolean,
): Where | null {
  let pos = firstPos
  let flat = firstFlat
  for (const [at, entry] of chunk.entries.entries()) {
    if (found(entry, pos, flat)) return { entry, number: first + at, pos, flat }
    pos += entry.nodeSize
    flat += entry.flatSize
  }
  return null
}
