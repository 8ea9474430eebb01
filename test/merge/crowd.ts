import { splitBlock } from '../../client/editor/commands/enter.ts'
import { indentBy, toggleList } from '../../client/editor/commands/kinds.ts'
import { type EDITS, pastes, runs, setsKind, types } from './edits.ts'
import type { Hand } from './hand.ts'

/**
 * People who all work at the borders of three short blocks. In such a crowd nobody deletes, so that
 * every single word has a place that can be told: at most a border lies between it and another's.
 */
export const EDITS_IN_A_CROWD: typeof EDITS = {
  type: { weight: 6, edit: (hand) => (atBorder(hand) ? types(hand) : null) },
  'type on': { weight: 2, edit: (hand) => (hand.isAtText ? types(hand) : null) },
  enter: { weight: 4, edit: (hand) => (atBorder(hand) ? runs(hand, splitBlock) : null) },
  paste: { weight: 1, edit: (hand) => (atBorder(hand) ? pastes(hand) : null) },
  kind: { weight: 2, edit: (hand) => (atBorder(hand) ? setsKind(hand) : null) },
  list: { weight: 1, edit: (hand) => (atBorder(hand) ? runs(hand, toggleList('bullet')) : null) },
  indent: { weight: 1, edit: (hand) => (atBorder(hand) ? runs(hand, indentBy(1)) : null) },
}

function atBorder(hand: Hand): boolean {
  return hand.jumps((number) => (hand.chance(0.5) ? 0 : hand.doc.child(number).content.size))
}
