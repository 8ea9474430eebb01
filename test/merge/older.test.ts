import { Fragment, Slice } from '@tiptap/pm/model'
import { AllSelection, TextSelection } from '@tiptap/pm/state'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { splitBlock } from '../../client/editor/commands/enter.ts'
import { joinForward } from '../../client/editor/commands/joining.ts'
import { indentBy, toggleList } from '../../client/editor/commands/kinds.ts'
import { toggleMark } from '../../client/editor/commands/marks.ts'
import { schema } from '../../client/editor/schema.ts'
import type { Formats } from '../../shared/document/formats.ts'
import { seededRng } from '../../shared/kit/rng.ts'
import { Writer } from '../support/writer.ts'
import { chosen, EDITS } from './edits.ts'
import { Hand } from './hand.ts'
import { Alphabet, type Letter } from './letters.ts'
import { olderVersion, unknownToBo, writesNewThings } from './older-version.ts'
import { rebuilt } from './opening.ts'
import { BASE_SEED, sessionsOf } from './table.ts'
import { formatsByLetter, leavesIn, type WireInline, wireOf } from './wire-form.ts'

/** All but what takes words away on purpose. */
const HARMLESS = Object.fromEntries(
  Object.entries(EDITS).filter(([name]) => !/delete|over/.test(name)),
)

/** Bo's window is older: it knows nothing of underline, links, mentions, quotes, dividers … */
function annMeetsBo(clientID = 3) {
  const ann = new Writer({ name: 'ann', schema, clientID: 2 })
  const alphabet = new Alphabet()
  writesNewThings(ann, alphabet)
  const bo = new Writer({ name: 'bo', ...olderVersion(), clientID })
  let boWrote = 0
  bo.ydoc.on('update', (_update: Uint8Array, origin: unknown) => {
    if (origin !== 'wire') boWrote += 1
  })
  const meet = () => {
    Y.applyUpdate(bo.ydoc, Y.encodeStateAsUpdate(ann.ydoc), 'wire')
    Y.applyUpdate(ann.ydoc, Y.encodeStateAsUpdate(bo.ydoc), 'wire')
  }
  meet()
  return { ann, bo, meet, alphabet, boWrote: () => boWrote }
}

/** Of each letter's formats those that bo cannot name. */
function unknownFormats(ann: Writer): Map<Letter, Formats> {
  const formats = formatsByLetter(ann.ydoc)
  return new Map([...formats].map(([letter, has]) => [letter, unknownToBo(has)]))
}

function unknownPart([leaf, formats]: WireInline): WireInline {
  return [leaf, unknownToBo(formats)]
}

function puts(writer: Writer, caret: number): void {
  const { doc, tr } = writer.state
  writer.dispatch(tr.setSelection(TextSelection.create(doc, caret)))
}

test('an older version opens a newer document, shows placeholders and writes nothing', () => {
  const { ann, bo, boWrote } = annMeetsBo()
  expect(boWrote()).toBe(0)
  expect(wireOf(bo.ydoc)).toEqual(wireOf(ann.ydoc))
  expect(bo.state.doc.children.map(({ type }) => type.name)).toEqual([
    ...['block', 'block', 'block', 'solid', 'solid', 'solid', 'block'],
  ])
  const names = new Set<string>()
  bo.state.doc.descendants((node) => {
    names.add(node.type.name)
    for (const mark of node.marks) names.add(mark.type.name)
  })
  expect([...names].sort()).toEqual([
    ...['block', 'bold', 'break', 'solid', 'text', 'unknown', 'unknownMark'],
  ])
})

test('what an older version edits keeps all that it does not know', () => {
  const { ann, bo, meet } = annMeetsBo()
  const before = wireOf(ann.ydoc)
  bo.dispatch(bo.state.tr.insertText('bo was here ', 1))
  bo.run(toggleList('task'))
  bo.run(indentBy(1))
  meet()
  const [first, ...others] = wireOf(ann.ydoc)
  expect(others).toEqual(before.slice(1))
  expect(first?.marker).toMatchObject({
    ...before[0]?.marker,
    list: 'task',
    indent: 1,
  })
  const [[word, formats] = [], ...rest] = before[0]?.inline ?? []
  expect(first?.inline).toEqual([[`bo was here ${word}`, formats], ...rest])
  expect(ann.state.doc.child(0).attrs).toMatchObject({
    align: 'center',
    extra: { glow: { by: 2 } },
  })
})

test('bold over everything by an older version lies beside the marks it does not know', () => {
  const { ann, bo, meet } = annMeetsBo()
  const before = formatsByLetter(ann.ydoc)
  bo.dispatch(bo.state.tr.setSelection(new AllSelection(bo.state.doc)))
  bo.run(toggleMark('italic'))
  meet()
  for (const [letter, formats] of formatsByLetter(ann.ydoc)) {
    expect(formats).toMatchObject(before.get(letter) ?? {})
  }
  expect(ann.state.doc.child(0).firstChild?.marks.map(({ type }) => type.name)).toContain('italic')
})

test('splitting and joining in an older version keeps unknown marks and leaves', () => {
  const { ann, bo, meet } = annMeetsBo()
  const formats = formatsByLetter(ann.ydoc)
  const leaves = leavesIn(ann.ydoc)
  puts(bo, 4)
  bo.run(splitBlock)
  puts(bo, bo.state.doc.child(0).content.size + 1)
  bo.run(joinForward)
  bo.run(splitBlock)
  meet()
  expect(formatsByLetter(ann.ydoc)).toEqual(formats)
  expect(leavesIn(ann.ydoc)).toEqual(leaves)
})

test('what an older version copies and pastes carries all that it does not know', () => {
  const { ann, bo, meet } = annMeetsBo()
  const { doc } = bo.state
  const copied = Slice.fromJSON(bo.state.schema, doc.slice(0, doc.content.size).toJSON())
  bo.dispatch(bo.state.tr.insert(doc.content.size, copied.content))
  meet()
  const blocks = wireOf(ann.ydoc)
  const half = blocks.length / 2
  expect(half).toBe(doc.childCount)
  expect(blocks.slice(half)).toEqual(blocks.slice(0, half))
})

test('words copied out of the middle by an older version keep unknown marks and leaves', () => {
  const { ann, bo, meet } = annMeetsBo()
  const first = bo.state.doc.child(0)
  const middle = first.content.cut(1, first.content.size - 1)
  const at = bo.state.doc.content.size - 1
  bo.dispatch(bo.state.tr.replace(at, at, new Slice(Fragment.from(middle), 0, 0)))
  meet()
  const last = wireOf(ann.ydoc).at(-1)
  expect(last?.inline.filter(([what]) => typeof what !== 'string')).toEqual(
    wireOf(ann.ydoc)[0]?.inline.filter(([what]) => typeof what !== 'string'),
  )
  const pasted = last?.inline.flatMap(([, formats]) => Object.keys(formats))
  expect(pasted).toEqual(expect.arrayContaining(['underline', 'link', 'glitter']))
})

test('whatever an older version edits short of deleting, nothing unknown is lost', () => {
  let edits = 0
  const people = sessionsOf(60)
  for (let seed = BASE_SEED; seed < BASE_SEED + people; seed++) {
    const rng = seededRng(seed)
    const { ann, bo, meet, alphabet } = annMeetsBo(seed % 2 === 0 ? 1 : 3)
    const formats = unknownFormats(ann)
    const leaves = leavesIn(ann.ydoc).map(unknownPart)
    const hand = new Hand(bo, rng, alphabet, rng())
    for (let round = 0; round < 3; round++) {
      for (let edit = 0; edit < 8; edit++) if (chosen(HARMLESS, rng).edit(hand) !== null) edits += 1
      ann.dispatch(ann.state.tr.insertText('ann too ', 1))
      meet()
    }
    expect(wireOf(bo.ydoc), `seed ${seed}`).toEqual(wireOf(ann.ydoc))
    expect(rebuilt(ann).eq(ann.state.doc), `seed ${seed}`).toBe(true)
    const now = unknownFormats(ann)
    for (const [letter, known] of formats) expect(now.get(letter), `seed ${seed}`).toEqual(known)
    expect(leavesIn(ann.ydoc).map(unknownPart), `seed ${seed}`).toEqual(leaves)
  }
  expect(edits).toBeGreaterThan(people * 12)
})
