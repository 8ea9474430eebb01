import { AllSelection, NodeSelection, TextSelection, type Transaction } from '@tiptap/pm/state'
import { expect, test } from 'vitest'
import { REMOTE } from '../../client/binding/binding.ts'
import { schema } from '../../client/editor/schema.ts'
import { must } from '../../shared/kit/assert.ts'
import { seededRng } from '../../shared/kit/rng.ts'
import { Writer } from '../support/writer.ts'
import { RandomHand } from './random-hand.ts'
import { cast } from './reading-along.ts'

const block = must(schema.nodes.block, 'block')
const bold = schema.mark('bold')

const rangesOf = (transaction: Transaction | undefined) => {
  const ranges: number[][] = []
  for (const map of transaction?.mapping.maps ?? []) {
    map.forEach((from, to, start, end) => {
      ranges.push([from, to - from, end - start])
    })
  }
  return ranges
}

test('[DM41] what another changes is one transaction that names exactly the changed tokens', () => {
  const { ann, bo, came } = cast(['one two', 'six'])
  const play = (edit: (tr: Transaction) => Transaction, ranges: number[][]) => {
    const before = came.length
    ann.dispatch(edit(ann.state.tr))
    ann.tell(bo)
    expect(came.length - before).toBeLessThanOrEqual(1)
    expect(rangesOf(came[before])).toEqual(ranges)
    expect(bo.doc.eq(ann.doc)).toBe(true)
  }
  play((tr) => tr.insertText('x', 3), [[3, 0, 1]])
  play((tr) => tr.delete(2, 4), [[2, 2, 0]])
  play((tr) => tr.split(4), [[4, 0, 2]])
  play((tr) => tr.join(5), [[4, 2, 0]])
  play((tr) => tr.setNodeAttribute(0, 'indent', 3), [])
  play((tr) => tr.addMark(1, 9, bold), [])
  play((tr) => tr.setNodeMarkup(0, schema.nodes.solid, { kind: 'divider' }), [])
  play(
    (tr) => tr.insertText('a', 9).insertText('b', 2),
    [
      [2, 0, 1],
      [9, 0, 1],
    ],
  )
})

test('[DM41] words whose marker and fence others delete keep their place', () => {
  const { ann, bo, came } = cast(['one', 'two'])
  ann.dispatch(ann.state.tr.setNodeAttribute(5, 'indent', 1))
  ann.tell(bo)
  bo.select(8)
  const text = ann.text
  ann.ydoc.transact(() => text.delete(9, 1))
  ann.ydoc.transact(() => text.delete(5, 1))
  ann.tell(bo)
  expect(String(bo.doc)).toBe('doc(block("one"), block("two"))')
  expect(bo.state.selection.head).toBe(8)
  expect(bo.doc.child(1).attrs.indent).toBe(0)
  expect(came.filter(({ docChanged }) => docChanged).length).toBe(2)
  expect(came.flatMap(rangesOf)).toEqual([])
  expect(bo.binding.check()).toBe(true)
})

test('[DM4] when nothing but a void marker is left, an empty paragraph is shown', () => {
  const { ann, bo } = cast(['one'])
  ann.text.delete(1, 4)
  ann.tell(bo)
  expect(String(bo.doc)).toBe('doc(block)')
  expect(bo.binding.check()).toBe(true)
  bo.select(1)
  bo.type('two')
  bo.tell(ann)
  expect(String(ann.doc)).toBe('doc(block("two"))')
  expect(bo.binding.check()).toBe(true)
})

test('[DM42] a range in a document of which only solid blocks are left', () => {
  const { ann, bo } = cast(['one', 'two'])
  bo.select(2, 8)
  for (const pos of [0, 5]) {
    ann.dispatch(ann.state.tr.setNodeMarkup(pos, schema.nodes.solid, { kind: 'divider' }))
  }
  ann.tell(bo)
  expect(bo.doc.eq(ann.doc)).toBe(true)
  expect(bo.state.selection instanceof TextSelection).toBe(false)
})

test('[DM40] who only looks writes nothing, whatever is selected, whatever others do', () => {
  let heard = 0
  for (let seed = 1; seed <= 25; seed += 1) {
    const ann = new Writer({ name: 'ann', clientID: 2 })
    const hand = new RandomHand(ann, seed)
    const viewers = [0, 1, 2].map((at) => new Writer({ name: `viewer ${at}`, clientID: 10 + at }))
    for (let step = 0; step < 30; step += 1) {
      hand.act()
      for (const [at, viewer] of viewers.entries()) {
        const { doc, tr } = viewer.state
        const solid = doc.children.findIndex((one) => one.isAtom)
        if (at === 0) viewer.dispatch(tr.setSelection(new AllSelection(doc)))
        if (at === 1)
          viewer.dispatch(
            tr.setSelection(TextSelection.between(doc.resolve(0), doc.resolve(doc.content.size))),
          )
        if (at === 2 && solid >= 0) {
          const pos = doc.children.slice(0, solid).reduce((sum, one) => sum + one.nodeSize, 0)
          viewer.dispatch(tr.setSelection(NodeSelection.create(doc, pos)))
        }
        ann.tell(viewer)
        heard += 1
        expect(viewer.doc.eq(ann.doc), `seed ${seed}, step ${step}`).toBe(true)
        expect(viewer.binding.check()).toBe(true)
      }
    }
    for (const viewer of viewers) expect(viewer.wrote, `seed ${seed}`).toEqual([])
  }
  expect(heard).toBe(25 * 30 * 3)
})

test('[DM40] a viewer stays silent when formats pile up that Yjs would tidy away', () => {
  const { ann, bo } = cast(['one two'])
  const cleo = new Writer({ name: 'cleo', clientID: 4 })
  ann.tell(cleo)
  for (const who of [ann, cleo]) {
    who.dispatch(who.state.tr.addMark(1, 4, bold))
    who.dispatch(who.state.tr.removeMark(1, 4, bold))
    who.dispatch(who.state.tr.addMark(1, 8, bold))
  }
  for (const who of [ann, cleo]) who.tell(bo)
  expect(bo.wrote).toEqual([])
  expect(bo.binding.check()).toBe(true)
})

test('[DM42] a caret stays left of what others write at its place, and on its letter elsewhere', () => {
  const { ann, bo } = cast(['one two', 'six'])
  bo.select(4)
  ann.dispatch(ann.state.tr.insertText('XX', 4))
  ann.dispatch(ann.state.tr.insertText('new ', 1))
  ann.dispatch(ann.state.tr.split(1))
  ann.tell(bo)
  expect(String(bo.doc)).toBe('doc(block, block("new oneXX two"), block("six"))')
  expect(
    bo.state.selection.$head.parent.textBetween(0, bo.state.selection.$head.parentOffset),
  ).toBe('new one')
})

test('[DM42] a range shrinks: what others write at its ends stays outside', () => {
  const { ann, bo } = cast(['one two six'])
  for (const [anchor, head] of [
    [5, 8],
    [8, 5],
  ] as const) {
    bo.select(anchor, head)
    ann.dispatch(ann.state.tr.insertText('Y', 8).insertText('X', 5))
    ann.tell(bo)
    const { selection } = bo.state
    expect(bo.doc.textBetween(selection.from, selection.to)).toBe('two')
    expect(selection.anchor < selection.head).toBe(anchor < head)
    ann.dispatch(ann.state.tr.delete(9, 10).delete(5, 6))
    ann.tell(bo)
  }
})

test('[DM42] a caret whose block became solid goes where words can be typed', () => {
  const { ann, bo } = cast(['one', 'two'])
  bo.select(2)
  ann.dispatch(ann.state.tr.setNodeMarkup(0, schema.nodes.solid, { kind: 'divider' }))
  ann.tell(bo)
  expect(bo.state.selection.$head.parent.type.name).toBe('block')
})

test('[DM42] random: a caret in words nobody touches stays on its letter', () => {
  let moved = 0
  for (let seed = 1; seed <= 40; seed += 1) {
    const rng = seededRng(seed)
    const { ann, bo } = cast(['first', 'KEEPSAFE', 'last'])
    const at = bo.doc.child(0).nodeSize + 1 + 1 + Math.floor(rng() * 7)
    bo.select(at)
    ann.binding.undoManager.clear()
    const letter = bo.doc.textBetween(at - 1, at)
    const mine = at - 1 - bo.doc.child(0).nodeSize
    for (let step = 0; step < 12; step += 1) {
      const keep = ann.doc.children.findIndex((one) => one.textContent === 'KEEPSAFE')
      const pos = ann.doc.children.slice(0, keep).reduce((sum, one) => sum + one.nodeSize, 0)
      const end = pos + 10
      const edits: ((tr: Transaction) => Transaction)[] = [
        (tr) => tr.insert(pos, block.create(null, schema.text('above'))),
        (tr) => tr.insert(end, block.create(null, schema.text('below'))),
        (tr) => tr.setNodeAttribute(pos, 'indent', step % 8),
        (tr) => tr.addMark(pos + 1, end - 1, bold),
        (tr) => (pos > 2 ? tr.delete(0, pos) : tr),
        (tr) => tr.insert(0, block.create()).split(1),
      ]
      const edit = must(edits[Math.floor(rng() * edits.length)], 'an edit')
      ann.dispatch(edit(ann.state.tr))
      if (rng() < 0.3) ann.undo()
      ann.tell(bo)
      const { $head } = bo.state.selection
      expect($head.parent.textContent, `seed ${seed}`).toBe('KEEPSAFE')
      expect($head.parentOffset, `seed ${seed}`).toBe(mine)
      expect($head.nodeBefore?.text?.at(-1)).toBe(letter)
      moved += $head.pos === at ? 0 : 1
    }
  }
  expect(moved).toBeGreaterThan(100)
})

test('[DM43] marks switched on for the next letter survive what others do', () => {
  const { ann, bo } = cast(['one'])
  bo.select(4)
  bo.dispatch(bo.state.tr.addStoredMark(bold))
  ann.dispatch(ann.state.tr.insertText('X', 1))
  ann.tell(bo)
  bo.type('b')
  expect(String(bo.doc)).toBe('doc(block("Xone", bold("b")))')
})

test('[DM44] transactions from Yjs say so', () => {
  const { ann, bo, came } = cast(['one'])
  ann.dispatch(ann.state.tr.insertText('X', 1))
  ann.tell(bo)
  const [transaction] = came
  const said = [REMOTE, 'addToHistory', 'preventClearDocument', 'preventAutolink']
  expect(said.map((key) => transaction?.getMeta(key) as unknown)).toEqual([true, false, true, true])
})
