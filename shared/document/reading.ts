import * as Y from 'yjs'
import { type Formats, NO_FORMATS, withFormat } from './formats.ts'
import { ATTRIBUTES } from './grammar.ts'
import { leafData, piecesOf } from './pieces.ts'

// Reading is a total function: every sequence of tokens has exactly one meaning, and finding it
// never writes ([DM1]-[DM12] in SPEC.md).

export interface FlatBlock<Content, Marker = Y.Map<unknown>, Fence = true> {
  /** Null for words whose block somebody deleted, and for an empty document. */
  readonly marker: Marker | null
  /** Null when nothing but the next marker, or the end, closes this block. */
  fence: Fence | null
  /** Meaningless tokens in front of this block: stray fences, void markers. */
  readonly skip: number
  readonly inline: Content[]
}

export type Inline =
  | { readonly text: string; readonly formats: Formats }
  | { readonly leaf: unknown; readonly formats: Formats }

export interface Reading {
  readonly blocks: FlatBlock<Inline>[]
  /** Meaningless tokens after the last block. */
  readonly tail: number
}

/** Says which token belongs to which block. Knows nothing of what the tokens are. */
export class BlockParser<Content, Marker = Y.Map<unknown>, Fence = true> {
  readonly blocks: FlatBlock<Content, Marker, Fence>[] = []
  #open: FlatBlock<Content, Marker, Fence> | null = null
  #skip: number

  constructor(skip = 0) {
    this.#skip = skip
  }

  marker(marker: Marker): void {
    this.#close(null)
    this.#begin(marker)
  }

  fence(fence: Fence): void {
    if (this.#open === null) this.#skip += 1
    else this.#close(fence)
  }

  inline(content: Content): void {
    const block = this.#open ?? this.#begin(null)
    block.inline.push(content)
  }

  /** Ends the reading; gives the number of meaningless tokens after the last block. */
  end(): number {
    this.#close(null)
    return this.#skip
  }

  #begin(marker: Marker | null): FlatBlock<Content, Marker, Fence> {
    const block = { marker, fence: null, skip: this.#skip, inline: [] }
    this.#open = block
    this.#skip = 0
    return block
  }

  #close(fence: Fence | null): void {
    const block = this.#open
    if (block === null) return
    this.#open = null
    if (fence === null && block.marker !== null && block.inline.length === 0) {
      this.#skip = block.skip + 1
      return
    }
    block.fence = fence
    this.blocks.push(block)
  }
}

/** The implicit empty paragraph of a text without any block. */
export function implicitBlock<Content, Marker, Fence>(): FlatBlock<Content, Marker, Fence> {
  return { marker: null, fence: null, skip: 0, inline: [] }
}

export function readText(text: Y.Text): Reading {
  const parser = new BlockParser<Inline>()
  let formats = NO_FORMATS
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted) continue
    if (item.content instanceof Y.ContentFormat) {
      formats = withFormat(formats, item.content.key, item.content.value)
      continue
    }
    formats = readItem(item, formats, parser)
  }
  const tail = parser.end()
  if (parser.blocks.length === 0) parser.blocks.push(implicitBlock())
  return { blocks: parser.blocks, tail }
}

/** Reads one live item that is not a format; gives the formats in force behind it. */
export function readItem(item: Y.Item, formats: Formats, parser: BlockParser<Inline>): Formats {
  let now = formats
  for (const piece of piecesOf(item)) {
    if (piece.kind === 'marker') parser.marker(piece.map)
    else if (piece.kind === 'fence') parser.fence(true)
    else if (piece.kind === 'text') parser.inline({ text: piece.text, formats: now })
    else parser.inline({ leaf: leafData(piece.content), formats: now })
    if (piece.kind === 'marker' || piece.kind === 'fence') now = NO_FORMATS
  }
  return now
}

/**
 * What a marker says: all known attributes (absent ones at their default), and whatever else it
 * carries. Keys that begin with `$` are records about this very block, not attributes of it.
 */
export function readMarker(
  marker: Y.Map<unknown> | null,
  known: readonly string[] = Object.keys(ATTRIBUTES),
): { attributes: Record<string, unknown>; extra: Record<string, unknown> | null } {
  const attributes: Record<string, unknown> = {}
  for (const name of known) attributes[name] = ATTRIBUTES[name as keyof typeof ATTRIBUTES]
  const extra: [string, unknown][] = []
  marker?.forEach((value, key) => {
    if (key.startsWith('$')) return
    if (known.includes(key)) attributes[key] = leafData(value)
    else extra.push([key, leafData(value)])
  })
  return { attributes, extra: extra.length > 0 ? Object.fromEntries(extra) : null }
}
