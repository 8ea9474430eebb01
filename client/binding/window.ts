import * as Y from 'yjs'
import { type Formats, NO_FORMATS, withFormat } from '../../shared/document/formats.ts'
import { leafData, type Piece, piecesOf } from '../../shared/document/pieces.ts'
import {
  BlockParser,
  type FlatBlock,
  type Inline,
  implicitBlock,
} from '../../shared/document/reading.ts'
import type { BlockEntry } from './block-entry.ts'
import type { BlockIndex } from './block-index.ts'
import { stableEntry } from './touched.ts'

// Reads the text between two markers that stayed, as it was and as it is, in one walk. Yjs never
// reorders items, so what was kept lines up by itself.

type Marker = { readonly map: Y.Map<unknown>; readonly token: Token }
type Block = FlatBlock<Token, Marker, Token>

/** One run of tokens, and where it lies in ProseMirror (offset in the window, or null). */
interface Token {
  readonly length: number
  readonly inline: Inline | null
  was: number | null
  is: number | null
}

/** A block's opening or closing token, or inline tokens. `token` is null for implied ones. */
interface Slot {
  readonly role: 'open' | 'close' | 'inline'
  readonly length: number
  readonly token: Token | null
}

export interface WindowBlock {
  readonly marker: Y.Map<unknown> | null
  readonly fence: boolean
  readonly skip: number
  readonly size: number
  readonly inline: readonly Inline[]
}

export interface Window {
  /** Sizes of the blocks that stood here, as a check on the index. */
  readonly oldSizes: readonly number[]
  readonly blocks: readonly WindowBlock[]
  /** [offset, old size, new size] of each ProseMirror range that changed, in old offsets. */
  readonly ranges: readonly (readonly [number, number, number])[]
  /** The block behind the window; null at the end of the text. */
  readonly end: BlockEntry | null
  /** Meaningless tokens between the last block of the window and its end. */
  readonly tail: number
}

export interface WindowReader {
  readonly text: Y.Text
  readonly index: BlockIndex
  wasThere(item: Y.Item): boolean
}

/**
 * `start` null: from the beginning of the text. `skip`: meaningless tokens in front of `start` now.
 * `whole`: do not stop at markers that stayed.
 */
export function readWindow(
  reader: WindowReader,
  start: BlockEntry | null,
  skip: number,
  whole = false,
): Window {
  const before = new BlockParser<Token, Marker, Token>()
  const after = new BlockParser<Token, Marker, Token>(skip)
  let formats = NO_FORMATS
  let end: BlockEntry | null = null
  const first = start?.marker ? start.marker._item : reader.text._start
  for (let item = first; item !== null; item = item.right) {
    if (item !== first || start === null) {
      end = (whole ? null : stableEntry(item, reader.index)) ?? null
      if (end) break
    }
    if (item.content instanceof Y.ContentFormat) {
      if (!item.deleted) formats = withFormat(formats, item.content.key, item.content.value)
    } else {
      formats = readItem(item, reader.wasThere(item), formats, before, after)
    }
  }
  before.end()
  const tail = after.end()
  const isWhole = start === null && end === null
  return { ...compare(before.blocks, after.blocks, isWhole), end, tail }
}

function readItem(
  item: Y.Item,
  was: boolean,
  formats: Formats,
  before: BlockParser<Token, Marker, Token>,
  after: BlockParser<Token, Marker, Token>,
): Formats {
  const is = !item.deleted
  if (!was && !is) return formats
  let now = formats
  for (const piece of piecesOf(item)) {
    const token: Token = {
      length: piece.length,
      inline: is ? inlineOf(piece, now) : null,
      was: null,
      is: null,
    }
    if (was) feed(before, piece, token)
    if (is) feed(after, piece, token)
    if (is && token.inline === null) now = NO_FORMATS
  }
  return now
}

function inlineOf(piece: Piece, formats: Formats): Inline | null {
  if (piece.kind === 'text') return { text: piece.text, formats }
  return piece.kind === 'leaf' ? { leaf: leafData(piece.content), formats } : null
}

function feed(parser: BlockParser<Token, Marker, Token>, piece: Piece, token: Token): void {
  if (piece.kind === 'marker') parser.marker({ map: piece.map, token })
  else if (piece.kind === 'fence') parser.fence(token)
  else parser.inline(token)
}

function compare(before: Block[], after: Block[], isWhole: boolean) {
  if (isWhole && before.length === 0) before.push(implicitBlock())
  if (isWhole && after.length === 0) after.push(implicitBlock())
  const old = slotsOf(before)
  const now = slotsOf(after)
  place(old, 'was')
  place(now, 'is')
  return {
    oldSizes: before.map(sizeOf),
    blocks: after.map(({ marker, fence, skip, inline }) => ({
      marker: marker?.map ?? null,
      fence: fence !== null,
      skip,
      size: inline.reduce((sum, token) => sum + token.length, 0),
      inline: inline.flatMap((token) => token.inline ?? []),
    })),
    ranges: changedRanges(old, now),
  }
}

function sizeOf({ inline }: Block): number {
  return inline.reduce((sum, token) => sum + token.length, 0)
}

function slotsOf(blocks: readonly Block[]): Slot[] {
  return blocks.flatMap(({ marker, fence, inline }): Slot[] => [
    { role: 'open', length: 1, token: marker?.token ?? null },
    ...inline.map((token): Slot => ({ role: 'inline', length: token.length, token })),
    { role: 'close', length: 1, token: fence },
  ])
}

function place(slots: readonly Slot[], when: 'was' | 'is'): void {
  let offset = 0
  for (const { token, length } of slots) {
    if (token) token[when] = offset
    offset += length
  }
}

function changedRanges(old: readonly Slot[], now: readonly Slot[]): [number, number, number][] {
  const ranges: [number, number, number][] = []
  let offset = 0
  let oldAt = 0
  let nowAt = 0
  const gap = (oldEnd: number, nowEnd: number) => {
    const range = gapRange(old.slice(oldAt, oldEnd), now.slice(nowAt, nowEnd), offset)
    if (range) ranges.push(range)
    for (; oldAt < oldEnd; oldAt += 1) offset += old[oldAt]?.length ?? 0
    nowAt = nowEnd
  }
  let next = 0
  for (const [at, slot] of old.entries()) {
    if (slot.token === null || slot.token.is === null) continue
    while (now[next] !== undefined && now[next]?.token !== slot.token) next += 1
    gap(at, next)
    offset += slot.length
    oldAt = at + 1
    nowAt = next + 1
  }
  gap(old.length, now.length)
  return ranges
}

/** An implied token that became a real one, or the reverse, is the same place in ProseMirror. */
function gapRange(old: Slot[], now: Slot[], offset: number): [number, number, number] | null {
  let from = offset
  const sameEnds = (a: Slot | undefined, b: Slot | undefined) =>
    a !== undefined &&
    b !== undefined &&
    a.role !== 'inline' &&
    a.role === b.role &&
    (a.token === null || b.token === null)
  const isImplied = (slot: Slot | undefined) => slot?.role === 'open' && slot.token === null
  // The beginning of stranded words is the last thing before them, whatever block comes in front.
  while (isImplied(old.at(-1)) && isImplied(now.at(-1))) {
    old.pop()
    now.pop()
  }
  while (sameEnds(old[0], now[0])) {
    old.shift()
    now.shift()
    from += 1
  }
  while (sameEnds(old.at(-1), now.at(-1))) {
    old.pop()
    now.pop()
  }
  const size = (slots: Slot[]) => slots.reduce((sum, slot) => sum + slot.length, 0)
  return old.length + now.length > 0 ? [from, size(old), size(now)] : null
}
