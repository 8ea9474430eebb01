import type * as Y from 'yjs'

/** Blocks per chunk after a split: chunks × chunk size is smallest near the square root of 5,000. */
export const CHUNK = 64

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

export class Chunk {
  entries: BlockEntry[]
  nodeSize = 0
  flatSize = 0

  constructor(entries: BlockEntry[]) {
    this.entries = entries
    for (const entry of entries) entry.chunk = this
    this.sum()
  }

  /** As many entries for as many; the old ones. */
  replace(at: number, entries: readonly BlockEntry[]): BlockEntry[] {
    const old = this.entries.splice(at, entries.length, ...entries)
    for (const entry of entries) {
      entry.chunk = this
      this.nodeSize += entry.nodeSize
      this.flatSize += entry.flatSize
    }
    for (const entry of old) {
      this.nodeSize -= entry.nodeSize
      this.flatSize -= entry.flatSize
    }
    return old
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

export function chunksOf(entries: readonly BlockEntry[]): Chunk[] {
  const chunks: Chunk[] = []
  for (let at = 0; at < entries.length; at += CHUNK) {
    chunks.push(new Chunk(entries.slice(at, at + CHUNK)))
  }
  return chunks
}
