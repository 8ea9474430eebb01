import * as Y from 'yjs'
import { FENCE } from './grammar.ts'

/** A run of flat tokens inside one Yjs item; `length` counts tokens. */
export type Piece =
  | { readonly kind: 'marker'; readonly length: 1; readonly map: Y.Map<unknown> }
  | { readonly kind: 'fence'; readonly length: 1 }
  | { readonly kind: 'text'; readonly length: number; readonly text: string }
  | { readonly kind: 'leaf'; readonly length: 1; readonly content: unknown }

const fence: Piece = { kind: 'fence', length: 1 }

/** The tokens of a countable item, deleted or not; every content anybody may send has a meaning. */
export function piecesOf(item: Y.Item): Piece[] {
  const { content } = item
  if (content instanceof Y.ContentString) return piecesOfString(content.str)
  if (content instanceof Y.ContentType && content.type instanceof Y.Map) {
    const map = content.type as Y.Map<unknown>
    if (isMarkerItem(item)) return [{ kind: 'marker', length: 1, map }]
    return [{ kind: 'leaf', length: 1, content: map }]
  }
  if (!content.isCountable()) return []
  const values = content.getContent() as unknown[]
  return values.map((value) => ({ kind: 'leaf', length: 1, content: value }))
}

/**
 * A marker opens a block; a nested map with key `t` is an inline leaf. Of a deleted one the keys are
 * gone, but they leave their traces.
 */
export function isMarkerItem(item: Y.Item): boolean {
  const { content } = item
  if (!(content instanceof Y.ContentType && content.type instanceof Y.Map)) return false
  return item.deleted ? !content.type._map.has('t') : !content.type.has('t')
}

/** Formats end here: at every marker and every fence ([DM30]). */
export function resetsFormats(item: Y.Item): boolean {
  if (item.content instanceof Y.ContentString) return item.content.str.includes(FENCE)
  return isMarkerItem(item)
}

/** What a leaf means as JSON. */
export function leafData(content: unknown): unknown {
  return content instanceof Y.AbstractType ? (content.toJSON() as unknown) : content
}

function piecesOfString(text: string): Piece[] {
  // Nobody of ours writes an empty item, but anybody may send one.
  if (text === '') return []
  if (!text.includes(FENCE)) return [{ kind: 'text', length: text.length, text }]
  return text.split(FENCE).flatMap((words, at): Piece[] => {
    const run: Piece[] = words ? [{ kind: 'text', length: words.length, text: words }] : []
    return at === 0 ? run : [fence, ...run]
  })
}
