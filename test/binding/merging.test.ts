import { Fragment, Slice } from '@tiptap/pm/model'
import { expect, test } from 'vitest'
import { schema } from '../../client/editor/schema.ts'
import { must } from '../../shared/kit/assert.ts'
import { meet, Writer } from '../support/writer.ts'

// Two people at once; each play runs with either of them having the lower client id.

interface Play {
  readonly ann: Writer
  readonly bo: Writer
}

const block = must(schema.nodes.block, 'block')
const bold = schema.mark('bold')

function bothWays(name: string, lines: readonly string[], play: (cast: Play) => void): void {
  for (const [annId, boId] of [
    [2, 3],
    [3, 2],
  ] as const) {
    test(`${name} (${annId < boId ? 'ann' : 'bo'} has the lower id)`, () => {
      const ann = new Writer({ name: 'ann', clientID: annId })
      const blocks = lines.map((words) => block.create(null, words ? schema.text(words) : null))
      ann.dispatch(ann.state.tr.replaceWith(0, ann.doc.content.size, blocks))
      const bo = new Writer({ name: 'bo', clientID: boId })
      ann.tell(bo)
      play({ ann, bo })
      meet(ann, bo)
      expect(ann.doc.eq(bo.doc)).toBe(true)
      for (const who of [ann, bo]) expect(who.binding.check()).toBe(true)
    })
  }
}

const words = ({ doc }: Writer) => doc.children.map((one) => one.textContent)

bothWays('[DM24] Enter at the end while another types on there', ['one'], ({ ann, bo }) => {
  ann.dispatch(ann.state.tr.split(4))
  ann.dispatch(ann.state.tr.insertText('two', 6))
  bo.dispatch(bo.state.tr.insertText(' more', 4))
  meet(ann, bo)
  expect(words(ann)).toEqual(['one more', 'two'])
})

bothWays('[DM24] two paste at one end', ['one'], ({ ann, bo }) => {
  for (const [who, name] of [
    [ann, 'a'],
    [bo, 'b'],
  ] as const) {
    const lines = [`${name}1`, `${name}2`].map((line) => block.create(null, schema.text(line)))
    who.dispatch(who.state.tr.replace(4, 4, new Slice(Fragment.from(lines), 1, 1)))
  }
  meet(ann, bo)
  expect(words(ann).slice(1).sort()).toEqual(['a2', 'b2'])
  expect(['onea1b1', 'oneb1a1']).toContain(words(ann)[0])
})

bothWays('[DM25] Enter at the start while another types there', ['one'], ({ ann, bo }) => {
  ann.dispatch(ann.state.tr.split(1))
  bo.dispatch(bo.state.tr.insertText('new ', 1))
  meet(ann, bo)
  expect(words(ann)).toEqual(['', 'new one'])
})

bothWays('[DM22] kind and indent of one block', ['one'], ({ ann, bo }) => {
  ann.dispatch(ann.state.tr.setNodeAttribute(0, 'kind', 'quote'))
  bo.dispatch(bo.state.tr.setNodeAttribute(0, 'indent', 3))
  meet(ann, bo)
  expect(ann.doc.firstChild?.attrs).toMatchObject({ kind: 'quote', indent: 3 })
})

bothWays('[DM22] a list made of a block that another splits and types into', ['onetwo'], (cast) => {
  const { ann, bo } = cast
  ann.dispatch(ann.state.tr.setNodeAttribute(0, 'list', 'bullet'))
  bo.dispatch(bo.state.tr.split(4))
  bo.dispatch(bo.state.tr.insertText('!', 9))
  meet(ann, bo)
  expect(words(ann)).toEqual(['one', 'two!'])
  expect(ann.doc.firstChild?.attrs.list).toBe('bullet')
})

bothWays('[DM23] a block made solid while another types into it', ['one', 'two'], ({ ann, bo }) => {
  ann.dispatch(ann.state.tr.setNodeMarkup(5, schema.nodes.solid, { kind: 'divider' }))
  bo.dispatch(bo.state.tr.insertText('xx', 6))
  meet(ann, bo)
  expect(words(ann)).toEqual(['one', 'xxtwo'])
  ann.dispatch(ann.state.tr.setNodeMarkup(5, block, {}))
  meet(ann, bo)
  expect(String(bo.doc)).toBe('doc(block("one"), block("xxtwo"))')
})

bothWays(
  '[DM5] words typed into a block that another deletes stay',
  ['one', 'two', 'six'],
  (cast) => {
    const { ann, bo } = cast
    ann.dispatch(ann.state.tr.delete(5, 10))
    bo.dispatch(bo.state.tr.insertText('still', 8))
    meet(ann, bo)
    expect(words(ann)).toEqual(['one', 'still', 'six'])
  },
)

bothWays(
  '[DM26] a word inserted into what another replaces stays',
  ['one two six'],
  ({ ann, bo }) => {
    ann.dispatch(ann.state.tr.insertText('one TWO six', 1, 12))
    bo.dispatch(bo.state.tr.insertText('bright ', 9))
    meet(ann, bo)
    expect(words(ann)).toEqual(['one TWO bright six'])
  },
)

bothWays('[DM21] both split one block at different places', ['one two six'], ({ ann, bo }) => {
  ann.dispatch(ann.state.tr.split(4))
  bo.dispatch(bo.state.tr.split(8))
  meet(ann, bo)
  expect(words(ann)).toEqual(['one', ' two', ' six'])
})

bothWays('[DM21] both join the same blocks', ['one', 'two'], ({ ann, bo }) => {
  for (const who of [ann, bo]) who.dispatch(who.state.tr.join(5))
  meet(ann, bo)
  expect(words(ann)).toEqual(['onetwo'])
})

bothWays(
  '[DM30] plain words typed into a run whose bold another takes away',
  ['one two', 'six'],
  (cast) => {
    const { ann, bo } = cast
    ann.dispatch(ann.state.tr.addMark(1, 8, bold))
    ann.tell(bo)
    ann.dispatch(ann.state.tr.removeMark(1, 8, bold))
    bo.dispatch(bo.state.tr.insert(4, schema.text(' plain')))
    meet(ann, bo)
    expect(words(ann)).toEqual(['one plain two', 'six'])
    expect(ann.doc.child(1).firstChild?.marks).toEqual([])
    expect(ann.doc.child(0).firstChild?.marks).toEqual([])
  },
)

bothWays('[DM31] code by one and bold by the other', ['one two'], ({ ann, bo }) => {
  ann.dispatch(ann.state.tr.addMark(1, 4, schema.mark('code')))
  bo.dispatch(bo.state.tr.addMark(1, 8, bold))
  meet(ann, bo)
  const marks = ann.doc.firstChild?.firstChild?.marks.map((mark) => mark.type.name).sort()
  expect(marks).toEqual(['bold', 'code'])
})

bothWays(
  '[DM33] blocks moved by one are all there, also what the other changes in them',
  ['one', 'two', 'six'],
  (cast) => {
    const { ann, bo } = cast
    const moved = ann.doc.slice(5, 10).content
    ann.dispatch(ann.state.tr.delete(5, 10))
    ann.dispatch(ann.state.tr.insert(0, moved))
    bo.dispatch(bo.state.tr.insertText('!', 9))
    meet(ann, bo)
    const found = words(ann).join(' ')
    for (const word of ['one', 'two', 'six', '!']) expect(found).toContain(word)
  },
)
