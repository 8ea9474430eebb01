import type { ResolvedPos } from '@tiptap/pm/model'
import { TextSelection } from '@tiptap/pm/state'
import type { Writer } from '../support/writer.ts'
import { isLetter, type Letter } from './letters.ts'

/** An end of a selection and the letters it stands between; null = the border of its block. */
export interface Spot {
  readonly end: 'anchor' | 'head'
  readonly left: Letter | null
  readonly right: Letter | null
  /** The id of the block: a caret at its start was not left alone if a border came in between. */
  readonly block: string | null
}

/** The ends of a text selection that stand at letters. */
export function spotsOf({ state, binding }: Writer): Spot[] {
  const { selection } = state
  if (!(selection instanceof TextSelection)) return []
  const ends = [
    { end: 'anchor' as const, at: selection.$anchor },
    { end: 'head' as const, at: selection.$head },
  ]
  return ends.flatMap(({ end, at }) => {
    const left = sideOf(at, -1)
    const right = sideOf(at, 1)
    if (left === undefined || right === undefined || (left === null && right === null)) return []
    // A range shrinks from what comes to its ends: at the end of a block that may be a whole block.
    if (right === null && !selection.empty) return []
    return [{ end, left, right, block: binding.blockId(at.pos) }]
  })
}

/** Where such a spot is in a document, null if its two letters are no neighbours any more. */
export function spotIn({ doc, binding }: Writer, { left, right, block }: Spot): number | null {
  const spots: number[] = []
  doc.forEach((node, offset) => {
    const size = node.content.size
    node.forEach((inline, start) => {
      const text = inline.text ?? ''
      for (let at = 0; at < text.length; at++) {
        const code = text.charCodeAt(at)
        const place = offset + 1 + start + at
        if (code === left) {
          const next = sideOf(doc.resolve(place + 1), 1)
          if (next === right) spots.push(place + 1)
        } else if (left === null && code === right && start + at === 0 && size > 0) {
          spots.push(place)
        }
      }
    })
  })
  const [only, ...others] = spots
  if (only === undefined || others.length > 0) return null
  return binding.blockId(only) === block ? only : null
}

/** The letter beside a position, null for the block's border, undefined for anything else. */
function sideOf(at: ResolvedPos, side: -1 | 1): Letter | null | undefined {
  if (at.depth === 0) return undefined
  if (side < 0 ? at.parentOffset === 0 : at.parentOffset === at.parent.content.size) return null
  const from = at.parentOffset + (side < 0 ? -1 : 0)
  const code = at.parent.textBetween(from, from + 1, '', ' ').charCodeAt(0)
  return isLetter(code) ? code : undefined
}
