import type { Node, Slice } from '@tiptap/pm/model'
import type * as Y from 'yjs'
import { setKeys, type Token } from '../../shared/document/writing.ts'
import { must } from '../../shared/kit/assert.ts'
import { BlockEntry } from './block-entry.ts'
import type { Where } from './block-index.ts'
import { flatAt, startBefore } from './flat-position.ts'
import { type Desk, repairBlocks } from './repair.ts'
import { commonEnds, cutTokens, type EditorToken, lengthOf, tokensOf } from './tokens.ts'
import { allKeys } from './vocabulary.ts'

/** A replacement trimmed to what really changes, in positions of the document before it. */
interface Replacement {
  readonly from: number
  readonly to: number
  readonly old: readonly EditorToken[]
  readonly now: readonly EditorToken[]
}

/** Writes a ReplaceStep. `after`: the document behind it. */
export function writeReplace(
  desk: Desk,
  before: Node,
  after: Node,
  from: number,
  to: number,
  slice: Slice,
): void {
  const change = trim(desk, before, from, to, slice)
  if (change.old.length + change.now.length === 0) return
  if (needsRepair(desk, change)) repairTouched(desk, before, change)
  const where = desk.index.atPos(change.from)
  const inside = where !== null && change.from > where.pos
  const number = where === null ? desk.index.count : where.number + (inside ? 1 : 0)
  const flat = flatAt(desk.index, change.from)
  const removed = change.old.filter((token) => token.kind === 'open').length
  if (change.old.length > 0) {
    const ids = desk.writer.delete(flat, lengthOf(change.old), startBefore(desk.index, flat))
    const isAll = lengthOf(change.old) === where?.entry.size
    if (change.now.length === 0) desk.gesture?.took(change.old, ids, isAll)
  }
  const structureStays = change.old.every(isInline)
  const gap = inside && structureStays ? gapOf(where, change) : 'none'
  const markers = insert(desk, before, change.now, flat, gap, where)
  renumber(desk, after, gap === 'start' ? number - 1 : number, removed, markers)
}

/** Is the change one of the structure, with the marks of blocks among what comes or goes? */
export function isStructural(slice: Slice, before: Node, from: number, to: number): boolean {
  if (slice.size > 0 && slice.content.firstChild?.isBlock) {
    if (slice.openStart === 0 || slice.openEnd === 0 || slice.content.childCount > 1) return true
  }
  return from !== to && !before.resolve(from).sameParent(before.resolve(to))
}

function trim(desk: Desk, before: Node, from: number, to: number, slice: Slice): Replacement {
  const now = tokensOf(slice.content.content, slice.openStart, slice.openStart + slice.size)
  if (from === to) return { from, to, old: [], now }
  const old = documentTokens(desk, before, from, to)
  if (now.length === 0) return { from, to, old, now }
  const { start, end } = commonEnds(old, now)
  return {
    from: from + start,
    to: to - end,
    old: cutTokens(old, start, lengthOf(old) - end),
    now: cutTokens(now, start, lengthOf(now) - end),
  }
}

function documentTokens({ index }: Desk, doc: Node, from: number, to: number): EditorToken[] {
  const where = must(index.atPos(from), 'a replaced range begins in a block')
  const nodes: Node[] = []
  let end = where.pos
  for (let number = where.number; end < to; number += 1) {
    const node = doc.child(number)
    nodes.push(node)
    end += node.nodeSize
  }
  return tokensOf(nodes, from - where.pos, to - where.pos)
}

/**
 * Blocks beside the change stay as they are, for others may be typing at their ends: there a repair
 * would put its marker or fence between their words and the block. But where whole blocks go, what
 * has no marker must not run on into words without a fence.
 */
function repairTouched(desk: Desk, before: Node, { from, to, now }: Replacement): void {
  const { index } = desk
  const start = index.atPos(from)
  const end = index.atPos(to)
  const first = start?.number ?? index.count
  const last = end === null ? index.count - 1 : end.number - (to > end.pos ? 0 : 1)
  // The paragraph that an empty text stands for is there only until something else is.
  const only = index.count === 1 ? index.at(0)?.entry : undefined
  const above = start?.pos === from && now.length === 0 ? index.at(first - 1)?.entry : undefined
  const below = index.at(last + 1)?.entry
  const loose = below ? below.marker === null || below.skip > 0 : index.tail > 0
  if (only && isImplied(only)) repairBlocks(desk, before, 0, 0)
  else repairBlocks(desk, before, above?.fence === false && loose ? first - 1 : first, last)
}

function isImplied({ marker, fence, size }: BlockEntry): boolean {
  return marker === null && !fence && size === 0
}

/**
 * Words typed into one block change nothing of its structure, unless it is a block only as long as
 * it holds words, or not yet one at all: in an empty text. Bare first words would end in the gap
 * where the first Enter puts its fence, while others type on in the title.
 */
function needsRepair({ index }: Desk, { from, old, now }: Replacement): boolean {
  if (!old.every(isInline) || !now.every(isInline)) return true
  const entry = must(index.atPos(from), 'words stand in a block').entry
  const isLast = entry.size - lengthOf(old) + lengthOf(now) === 0
  return isImplied(entry) || (isLast && !(entry.marker && entry.fence))
}

/**
 * Where others type at the same moment: nothing of ours that ends or opens a block may lie in that
 * gap, or client ids would decide whose words belong to which block ([DM24], [DM25]).
 */
function gapOf(where: Where, { from, old, now }: Replacement): 'none' | 'start' | 'end' {
  if (now.every(isInline)) return 'none'
  const offset = from - where.pos - 1
  const size = where.entry.size - lengthOf(old)
  if (offset === size) return 'end'
  return offset === 0 ? 'start' : 'none'
}

function insert(
  desk: Desk,
  before: Node,
  now: readonly EditorToken[],
  flat: number,
  gap: 'none' | 'start' | 'end',
  where: Where | null,
): readonly Y.Map<unknown>[] {
  if (now.length === 0) return []
  if (gap === 'end') {
    const first = now.findIndex((token) => token.kind === 'close')
    const markers = put(desk, flat + 1, [...now.slice(first + 1), { kind: 'close' }])
    if (first > 0) put(desk, flat, now.slice(0, first))
    return markers
  }
  if (gap === 'start' && where) return insertInFront(desk, before, now, where)
  return put(desk, flat, now)
}

/**
 * Enter or a paste of several blocks at the start of words: identity and anchors follow the words,
 * and so does what others write in front of them.
 */
function insertInFront(
  desk: Desk,
  before: Node,
  now: readonly EditorToken[],
  where: Where,
): readonly Y.Map<unknown>[] {
  const { vocabulary } = desk
  const old = before.child(where.number)
  const marker = must(where.entry.marker, 'a repaired block has a marker')
  const last = now.findLastIndex(({ kind }) => kind === 'open')
  const opened = now[last]
  if (opened?.kind === 'open') {
    const wanted = allKeys(vocabulary.attributes(opened.node))
    setKeys(marker, allKeys(vocabulary.attributes(old)), wanted)
  }
  if (last + 1 < now.length) put(desk, where.flat + 1, now.slice(last + 1))
  return put(desk, where.flat, [{ kind: 'open', node: old }, ...now.slice(0, last)])
}

function put(desk: Desk, flat: number, tokens: readonly EditorToken[]): readonly Y.Map<unknown>[] {
  const written = tokens.map((token) => wireToken(desk, token))
  const { markers, ids } = desk.writer.insert(flat, written, startBefore(desk.index, flat))
  desk.gesture?.brought(tokens, ids)
  return markers
}

function wireToken({ vocabulary, writer }: Desk, token: EditorToken): Token {
  const marks = token.kind === 'text' ? token.marks : token.kind === 'leaf' ? token.node.marks : []
  if (!vocabulary.keeps(marks)) writer.distorted = true
  switch (token.kind) {
    case 'open': {
      if (vocabulary.typeOfKind(token.node.attrs.kind) !== token.node.type) writer.distorted = true
      return { kind: 'marker', attributes: vocabulary.marker(token.node) }
    }
    case 'close':
      return { kind: 'fence' }
    case 'text':
      return { kind: 'text', text: token.text, formats: vocabulary.formats(marks) }
    case 'leaf': {
      const data = vocabulary.leafData(token.node)
      return { kind: 'leaf', data, formats: vocabulary.formats(marks) }
    }
  }
}

/** Brings the index up to date; `number`: the first block behind the place of the change. */
function renumber(
  { index }: Desk,
  after: Node,
  number: number,
  removed: number,
  markers: readonly Y.Map<unknown>[],
): void {
  const first = Math.max(0, number - 1)
  const behind = removed + markers.length > 0 ? number + removed + 1 : number
  const last = Math.min(index.count, behind)
  const old = index.slice(first, last)
  const entries = [
    ...old.slice(0, number - first),
    ...markers.map((marker) => new BlockEntry(marker, true, 0, 0)),
    ...old.slice(number - first + removed),
  ]
  const resized = entries.map(({ marker, fence, skip }, at) => {
    return new BlockEntry(marker, fence, skip, after.child(first + at).content.size)
  })
  index.splice(first, last - first, resized)
}

function isInline(token: EditorToken): boolean {
  return token.kind === 'text' || token.kind === 'leaf'
}
