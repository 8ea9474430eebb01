import { Fragment, type Mark, type Node, Slice } from '@tiptap/pm/model'
import { type Command, TextSelection } from '@tiptap/pm/state'
import { insertBreak, splitBlock } from '../../client/editor/commands/enter.ts'
import { insertDivider } from '../../client/editor/commands/insert.ts'
import { backspaceAtStart, joinForward } from '../../client/editor/commands/joining.ts'
import {
  indentBy,
  type Kind,
  type KindDetails,
  setKind,
  toggleChecked,
  toggleList,
} from '../../client/editor/commands/kinds.ts'
import { toggleMark } from '../../client/editor/commands/marks.ts'
import type { Rng } from '../../shared/kit/rng.ts'
import type { Hand } from './hand.ts'
import { lettersOf } from './letters.ts'

/** What an edit wrote: words of fresh letters; null when there was nothing to do here. */
type Edit = (hand: Hand) => readonly string[] | null

interface Habit {
  readonly weight: number
  readonly edit: Edit
}

const LISTS = ['bullet', 'ordered', 'task'] as const
const MARKS = ['bold', 'italic', 'underline', 'strike', 'code', 'highlight'] as const
const KINDS: readonly (readonly [Kind, KindDetails])[] = [
  ['paragraph', {}],
  ['heading', { level: 1 }],
  ['heading', { level: 2 }],
  ['quote', {}],
  ['code', { language: 'ts' }],
]

const PLAIN: typeof KINDS = [
  ['paragraph', {}],
  ['paragraph', {}],
]

/** Everything people do but moving blocks; weights as people edit, borders over-represented. */
export const EDITS: Readonly<Record<string, Habit>> = {
  type: { weight: 24, edit: (hand) => (hand.jumps() ? types(hand) : null) },
  'type on': {
    weight: 10,
    edit: (hand) => (hand.isAtText ? types(hand) : null),
  },
  'type over': {
    weight: 3,
    edit: (hand) => (hand.drags(0) ? types(hand) : null),
  },
  enter: {
    weight: 9,
    edit: (hand) => (hand.jumps() ? runs(hand, splitBlock) : null),
  },
  'join back': {
    weight: 5,
    edit: (hand) => (hand.jumps(() => 0) ? runs(hand, backspaceAtStart) : null),
  },
  'join on': {
    weight: 4,
    edit: (hand) =>
      hand.jumps((at) => hand.doc.child(at).content.size) ? runs(hand, joinForward) : null,
  },
  kind: {
    weight: 6,
    edit: (hand) => (hand.drags(hand.below(2)) ? setsKind(hand) : null),
  },
  list: {
    weight: 4,
    edit: (hand) => (hand.drags(hand.below(3)) ? runs(hand, toggleList(hand.oneOf(LISTS))) : null),
  },
  indent: {
    weight: 4,
    edit: (hand) =>
      hand.drags(hand.below(2)) ? runs(hand, indentBy(hand.oneOf([1, 1, -1] as const))) : null,
  },
  check: {
    weight: 2,
    edit: (hand) => (hand.jumps() ? runs(hand, toggleChecked) : null),
  },
  mark: {
    weight: 8,
    edit: (hand) =>
      hand.drags(hand.oneOf([0, 0, 1])) ? runs(hand, toggleMark(hand.oneOf(MARKS))) : null,
  },
  link: {
    weight: 2,
    edit: (hand) =>
      hand.drags(0) ? runs(hand, toggleMark('link', { href: 'https://a.example' })) : null,
  },
  break: {
    weight: 2,
    edit: (hand) => (hand.jumps() ? runs(hand, insertBreak) : null),
  },
  divider: {
    weight: 1,
    edit: (hand) => (hand.jumps() ? runs(hand, insertDivider) : null),
  },
  mention: {
    weight: 1,
    edit: (hand) => (hand.jumps() ? mentions(hand) : null),
  },
  delete: { weight: 5, edit: (hand) => (hand.drags(0) ? deletes(hand) : null) },
  'delete across': {
    weight: 3,
    edit: (hand) => (hand.drags(1 + hand.below(2)) ? deletes(hand) : null),
  },
  'delete block': { weight: 2, edit: deletesBlock },
  paste: { weight: 4, edit: (hand) => (hand.jumps() ? pastes(hand) : null) },
  'paste over': {
    weight: 1,
    edit: (hand) => (hand.drags(hand.below(2)) ? pastes(hand) : null),
  },
  rewrite: { weight: 3, edit: (hand) => rewrites(hand, 1) },
  'rewrite several': {
    weight: 1,
    edit: (hand) => rewrites(hand, 2 + hand.below(2)),
  },
  undo: { weight: 4, edit: (hand) => (hand.writer.undo() ? [] : null) },
  redo: { weight: 6, edit: (hand) => (hand.writer.redo() ? [] : null) },
  'undo and redo': { weight: 3, edit: undoesAndRedoes },
}

/** The same with whole blocks cut here and pasted there. */
export const EDITS_WITH_MOVES: typeof EDITS = {
  ...EDITS,
  move: { weight: 8, edit: moves },
}

/** One of these habits, the weightier the likelier. */
export function chosen(habits: typeof EDITS, rng: Rng): { name: string; edit: Edit } {
  const all = Object.entries(habits)
  let left = rng() * all.reduce((sum, [, { weight }]) => sum + weight, 0)
  for (const [name, { weight, edit }] of all) {
    left -= weight
    if (left < 0) return { name, edit }
  }
  return chosen(habits, rng)
}

export function types(hand: Hand): readonly string[] {
  const word = hand.alphabet.word(2 + hand.below(4))
  if (hand.chance(0.5)) hand.writer.type(word)
  else for (const letter of word) hand.writer.type(letter)
  return [word]
}

export function runs(hand: Hand, command: Command): readonly string[] | null {
  return hand.writer.run(command) ? [] : null
}

export function setsKind(hand: Hand): readonly string[] | null {
  const [kind, details] = hand.oneOf(KINDS)
  return runs(hand, setKind(kind, details))
}

function mentions(hand: Hand): readonly string[] | null {
  const { state } = hand.writer
  const mention = state.schema.nodes.mention?.create({ id: 'p1', label: 'Cleo' })
  if (!mention) return null
  hand.writer.dispatch(state.tr.replaceSelectionWith(mention))
  return []
}

function deletes(hand: Hand): readonly string[] {
  hand.writer.dispatch(hand.writer.state.tr.deleteSelection())
  return []
}

function deletesBlock(hand: Hand): readonly string[] | null {
  const { state } = hand.writer
  if (state.doc.childCount < 2) return null
  const number = hand.block()
  const before = hand.before(number)
  hand.writer.dispatch(state.tr.delete(before, before + state.doc.child(number).nodeSize))
  return []
}

export function pastes(hand: Hand): readonly string[] {
  const { state } = hand.writer
  const written: string[] = []
  const blocks = Array.from({ length: 1 + hand.below(3) }, () => {
    const words = hand.alphabet.words(1 + hand.below(3), hand.rng)
    written.push(...words)
    return freshBlock(hand, words)
  })
  const open = hand.oneOf([0, 1, 1])
  hand.writer.dispatch(state.tr.replaceSelection(new Slice(Fragment.from(blocks), open, open)))
  return written
}

/** A block of these words, of a random kind, with a random format on some. */
export function freshBlock(hand: Hand, words: readonly string[]): Node {
  const { schema } = hand.writer.state
  const [kind, attrs] = hand.oneOf([...KINDS, ...PLAIN])
  const list = hand.oneOf([null, null, ...LISTS])
  const inline = words.map((word) => schema.text(word, hand.chance(0.2) ? someMark(hand) : []))
  return schema.node('block', { kind, ...attrs, list }, inline)
}

/** One to three edits back, and as many again or one less. */
function undoesAndRedoes(hand: Hand): readonly string[] | null {
  const { writer } = hand
  let undone = 0
  for (let count = 1 + hand.below(3); count > 0 && writer.undo(); count--) undone += 1
  hand.pauses()
  for (let count = undone - hand.below(2); count > 0; count--) writer.redo()
  return undone > 0 ? [] : null
}

/** None where an older schema does not know the one chosen. */
function someMark(hand: Hand): Mark[] {
  const type = hand.writer.state.schema.marks[hand.oneOf(MARKS)]
  return type ? [type.create()] : []
}

/** What spelling, composition and setContent do: replaces blocks by themselves, changed a little. */
function rewrites(hand: Hand, count: number): readonly string[] | null {
  const first = hand.block()
  if (first + count > hand.doc.childCount) return null
  const word = hand.alphabet.word(3)
  const changed = first + hand.below(count)
  const blocks = Array.from({ length: count }, (_, at) => {
    const block = hand.doc.child(first + at)
    return first + at === changed ? withWord(hand, block, word) : block
  })
  const before = hand.before(first)
  const { tr } = hand.writer.state
  if (count === 1) {
    const content = blocks[0]?.content ?? Fragment.empty
    hand.writer.dispatch(
      tr.replaceWith(before + 1, before + hand.doc.child(first).nodeSize - 1, content),
    )
  } else {
    hand.writer.dispatch(tr.replaceWith(before, hand.before(first + count), blocks))
  }
  return [word]
}

function withWord(hand: Hand, block: Node, word: string): Node {
  const at = hand.below(block.content.size + 1)
  const middle = Fragment.from(hand.writer.state.schema.text(word))
  return block.copy(block.content.cut(0, at).append(middle).append(block.content.cut(at)))
}

/** Cuts whole blocks and pastes them between two others: as two edits or, dragged, as one. */
function moves(hand: Hand): readonly string[] | null {
  const count = 1 + hand.below(2)
  const first = hand.block()
  if (first + count >= hand.doc.childCount) return null
  const from = hand.before(first)
  const { content } = hand.doc.slice(from, hand.before(first + count))
  hand.took = new Set(content.content.flatMap((block) => lettersOf(block.textContent)))
  const cut = hand.writer.state.tr.delete(from, hand.before(first + count))
  const dragged = hand.chance(0.5)
  if (!dragged) hand.writer.dispatch(cut)
  const tr = dragged ? cut : hand.writer.state.tr
  let to = 0
  for (let at = hand.below(tr.doc.childCount + 1); at > 0; at--) to += tr.doc.child(at - 1).nodeSize
  tr.insert(to, content)
  tr.setSelection(TextSelection.near(tr.doc.resolve(to), 1))
  hand.writer.dispatch(tr)
  return []
}
