import type * as Y from 'yjs'
import { assert, must } from '../../shared/kit/assert.ts'
import { type BlockEntry, CHUNK, type Chunk, chunksOf } from './block-entry.ts'

// Which block stands where, in ProseMirror and in the flat text, without walking the document: blocks
// lie in chunks that know their totals, and each block knows its chunk.

/** Where a block begins: its number, its ProseMirror position, its index in the flat text. */
export interface Where {
  readonly entry: BlockEntry
  readonly number: number
  readonly pos: number
  readonly flat: number
}

export class BlockIndex {
  /** Meaningless tokens after the last block. */
  tail: number
  #chunks: Chunk[] = []
  #byMarker = new Map<Y.Map<unknown>, BlockEntry>()
  #count = 0
  /** What was asked for last: most questions about one key are about one block. */
  #near: Where | null = null

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
    if (number < 0 || number >= this.#count) return null
    if (this.#near?.number === number) return this.#near
    return this.#find(
      (chunk, first) => number < first + chunk.entries.length,
      (_entry, at) => at === number,
    )
  }

  where(entry: BlockEntry): Where {
    if (this.#near?.entry === entry) return this.#near
    const { chunk } = entry
    const found = this.#find(
      (one) => one === chunk,
      (one) => one === entry,
    )
    return must(found, 'a block that is asked for stands in the index')
  }

  /** The block whose tokens, counted from its opening one, contain ProseMirror position `pos`. */
  atPos(pos: number): Where | null {
    const near = this.#near
    if (near && pos >= near.pos && pos < near.pos + near.entry.nodeSize) return near
    return this.#find(
      (chunk, _first, start) => pos < start + chunk.nodeSize,
      (entry, _number, start) => pos < start + entry.nodeSize,
    )
  }

  /** The block that the flat token `flat` belongs to, the meaningless ones in front included. */
  atFlat(flat: number): Where | null {
    const near = this.#near
    if (near && flat >= near.flat && flat < near.flat + near.entry.flatSize) return near
    return this.#find(
      (chunk, _first, _pos, start) => flat < start + chunk.flatSize,
      (entry, _number, _pos, start) => flat < start + entry.flatSize,
    )
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
    this.#near = null
    let first = 0
    let at = 0
    for (; at < this.#chunks.length - 1; at += 1) {
      const length = this.#chunks[at]?.entries.length ?? 0
      if (from < first + length) break
      first += length
    }
    const chunk = this.#chunks[at]
    if (chunk && added.length === count && from - first + count <= chunk.entries.length) {
      // A key changes the size of a block and nothing else: its chunk is not put together again.
      for (const entry of chunk.replace(from - first, added)) this.#forget(entry)
      for (const entry of added) this.#learn(entry)
      return
    }
    const last = this.#gather(at, from - first + count)
    const old = this.#chunks.slice(at, last).flatMap((chunk) => chunk.entries)
    const [start, end] = [from - first, from - first + count]
    for (const entry of old.slice(start, end)) this.#forget(entry)
    for (const entry of added) this.#learn(entry)
    this.#count += added.length - count
    this.#put(at, last, old.slice(0, start).concat(added, old.slice(end)))
  }

  #find(
    isChunk: (chunk: Chunk, first: number, pos: number, flat: number) => boolean,
    isBlock: (entry: BlockEntry, number: number, pos: number, flat: number) => boolean,
  ): Where | null {
    let number = 0
    let pos = 0
    let flat = 0
    for (const chunk of this.#chunks) {
      if (!isChunk(chunk, number, pos, flat)) {
        number += chunk.entries.length
        pos += chunk.nodeSize
        flat += chunk.flatSize
        continue
      }
      for (const entry of chunk.entries) {
        if (isBlock(entry, number, pos, flat)) {
          this.#near = { entry, number, pos, flat }
          return this.#near
        }
        number += 1
        pos += entry.nodeSize
        flat += entry.flatSize
      }
      return null
    }
    return null
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
