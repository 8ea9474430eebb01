import { Fragment, Slice } from '@tiptap/pm/model'
import { AllSelection, type Command, NodeSelection, TextSelection } from '@tiptap/pm/state'
import { exitCode } from '../../client/editor/commands/enter.ts'
import { indentCode, insertMention, outdentCode } from '../../client/editor/commands/insert.ts'
import { joinBackward } from '../../client/editor/commands/joining.ts'
import { clearKinds, indentBy, setChecked, setKind } from '../../client/editor/commands/kinds.ts'
import { clearMarks, removeLink, setLink, toggleMark } from '../../client/editor/commands/marks.ts'
import { EDITS_WITH_MOVES, freshBlock } from './edits.ts'
import type { Hand } from './hand.ts'

/** What people do seldom, and what only programs do: all that the tables leave out. */
const ODD_EDITS: typeof EDITS_WITH_MOVES = {
  'join above': {
    weight: 3,
    edit: (hand) => (hand.jumps(() => 0) ? runs(hand, joinBackward) : null),
  },
  'leave code': { weight: 2, edit: (hand) => (hand.jumps() ? runs(hand, exitCode) : null) },
  'indent code': {
    weight: 2,
    edit: (hand) => (isInCode(hand) ? runs(hand, indentCode) : null),
  },
  'outdent code': { weight: 2, edit: (hand) => (isInCode(hand) ? runs(hand, outdentCode) : null) },
  'set link': {
    weight: 2,
    edit: (hand) => (hand.drags(0) ? runs(hand, setLink('https://b.example')) : null),
  },
  'remove link': { weight: 2, edit: (hand) => (isInLink(hand) ? runs(hand, removeLink) : null) },
  'clear marks': { weight: 2, edit: (hand) => (hand.drags(1) ? runs(hand, clearMarks) : null) },
  'clear kinds': { weight: 2, edit: (hand) => (hand.drags(1) ? runs(hand, clearKinds) : null) },
  'check one': {
    weight: 2,
    edit: (hand) => runs(hand, setChecked(hand.before(hand.block()), hand.chance(0.5))),
  },
  'insert mention': {
    weight: 2,
    edit: (hand) => (hand.jumps() ? runs(hand, insertMention({ id: 'p2', label: 'Dan' })) : null),
  },
  'stored mark': { weight: 2, edit: typesMarked },
  'bold all': { weight: 1, edit: (hand) => overAll(hand, toggleMark('bold')) },
  'indent all': { weight: 1, edit: (hand) => overAll(hand, indentBy(1)) },
  'code all': { weight: 0.5, edit: (hand) => overAll(hand, setKind('code')) },
  'delete all': { weight: 0.5, edit: deletesAll },
  'write all anew': { weight: 1, edit: writesAllAnew },
  'delete solid': { weight: 3, edit: deletesSolid },
  'paste solids': { weight: 1, edit: pastesSolids },
  'paste with fence': { weight: 1, edit: (hand) => (hand.jumps() ? pastesFence(hand) : null) },
  'type emoji': { weight: 2, edit: (hand) => (hand.jumps() ? typesEmoji(hand) : null) },
  'unknown things': { weight: 2, edit: pastesUnknown },
  'many at once': { weight: 3, edit: editsTwiceInOne },
}

/** Every edit there is. */
export const EVERY_EDIT: typeof EDITS_WITH_MOVES = { ...EDITS_WITH_MOVES, ...ODD_EDITS }

function runs(hand: Hand, command: Command): readonly string[] | null {
  return hand.writer.run(command) ? [] : null
}

function selectsAll(hand: Hand): void {
  const { state } = hand.writer
  hand.writer.dispatch(state.tr.setSelection(new AllSelection(state.doc)))
}

function overAll(hand: Hand, command: Command): readonly string[] | null {
  selectsAll(hand)
  return runs(hand, command)
}

/** Seven UTF-16 halves and joiners that must not be parted. */
function typesEmoji(hand: Hand): readonly string[] {
  hand.writer.type('👩‍🚀')
  return []
}

function isInCode(hand: Hand): boolean {
  return hand.jumps() && (hand.chance(0.5) || hand.writer.run(setKind('code')))
}

function isInLink(hand: Hand): boolean {
  return hand.drags(0) && hand.writer.run(setLink('https://c.example'))
}

function typesMarked(hand: Hand): readonly string[] | null {
  if (!hand.jumps() || !hand.writer.run(toggleMark('italic'))) return null
  const word = hand.alphabet.word(3)
  hand.writer.type(word)
  return [word]
}

function deletesAll(hand: Hand): readonly string[] {
  selectsAll(hand)
  hand.writer.dispatch(hand.writer.state.tr.deleteSelection())
  return []
}

/** Everything replaced by itself with two differences: what setContent does. */
function writesAllAnew(hand: Hand): readonly string[] {
  const words = hand.alphabet.words(2, hand.rng)
  const { doc } = hand
  const blocks = [...doc.children]
  for (const word of words)
    blocks.splice(hand.below(blocks.length + 1), 0, freshBlock(hand, [word]))
  hand.writer.dispatch(hand.writer.state.tr.replaceWith(0, doc.content.size, blocks))
  return words
}

function deletesSolid(hand: Hand): readonly string[] | null {
  const { state } = hand.writer
  const number = state.doc.children.findIndex(({ type }) => type.name === 'solid')
  if (number < 0) return null
  const selection = NodeSelection.create(state.doc, hand.before(number))
  hand.writer.dispatch(state.tr.setSelection(selection))
  hand.writer.dispatch(hand.writer.state.tr.deleteSelection())
  return []
}

function pastesSolids(hand: Hand): readonly string[] {
  const { schema, doc } = hand.writer.state
  const words = hand.alphabet.words(2, hand.rng)
  const divider = schema.node('solid', { kind: 'divider' })
  const chart = schema.node(
    'solid',
    { kind: 'chart', extra: { of: { what: [1, 2] } } },
    schema.text(words.join('')),
  )
  const at = hand.before(hand.below(doc.childCount + 1))
  hand.writer.dispatch(hand.writer.state.tr.insert(at, [divider, chart]))
  return words
}

function pastesFence(hand: Hand): readonly string[] {
  const { schema, tr } = hand.writer.state
  const word = hand.alphabet.word(2)
  const text = schema.text(`\u001e${word}\u001e`)
  hand.writer.dispatch(tr.replaceSelection(new Slice(Fragment.from(text), 0, 0)))
  return []
}

function pastesUnknown(hand: Hand): readonly string[] | null {
  if (!hand.jumps()) return null
  const { schema, tr } = hand.writer.state
  const words = hand.alphabet.words(2, hand.rng)
  const marked = schema.text(words[0] ?? '', [schema.mark('unknownMark', { data: { sub: true } })])
  const both = schema.text(words[1] ?? '', [
    ...schema
      .mark('bold')
      .addToSet([schema.mark('unknownMark', { data: { colour: { c: 'red' } } })]),
  ])
  const leaf = schema.node('unknown', {
    data: { t: 'emoji', name: 'tada', of: [1, { two: null }] },
  })
  const block = schema.node('block', { extra: { colour: 'c3' } }, [marked, leaf, both])
  hand.writer.dispatch(tr.replaceSelection(new Slice(Fragment.from(block), 1, 1)))
  return words
}

/** Several steps in one transaction, later ones over what earlier ones did. */
function editsTwiceInOne(hand: Hand): readonly string[] | null {
  if (!hand.drags(hand.below(2))) return null
  const words = hand.alphabet.words(2, hand.rng)
  const { tr, schema } = hand.writer.state
  tr.deleteSelection()
  tr.insertText(words[0] ?? '')
  tr.addMark(Math.max(1, tr.selection.from - 5), tr.selection.from, schema.mark('bold'))
  tr.split(tr.selection.from)
  tr.insertText(words[1] ?? '')
  tr.setSelection(TextSelection.near(tr.doc.resolve(0)))
  hand.writer.dispatch(tr)
  return words
}
