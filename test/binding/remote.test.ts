import { Fragment, Slice } from '@tiptap/pm/model'
import {
  AllSelection,
  NodeSelection,
  Plugin,
  TextSelection,
  type Transaction,
} from '@tiptap/pm/state'
import { ReplaceAroundStep } from '@tiptap/pm/transform'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { Binding, type BindingTrouble, REMOTE } from '../../client/binding/binding.ts'
import { BulkStep, changeBlocks } from '../../client/binding/bulk-step.ts'
import { schema } from '../../client/editor/schema.ts'
import { FENCE } from '../../shared/document/grammar.ts'
import { must } from '../../shared/kit/assert.ts'
import { seededRng } from '../../shared/kit/rng.ts'
import { documentOf, tokensOf } from '../support/flat-text.ts'
import { Writer, type WriterOptions } from '../support/writer.ts'
import { RandomHand } from './random-hand.ts'

const block = must(schema.nodes.block, 'block')
const bold = schema.mark('bold')

/** Ann has written, bo has read; bo's transactions are kept in `came`. */
function cast(lines: readonly string[], options: Partial<WriterOptions> = {}) {
  const ann = new Writer({ name: 'ann', clientID: 2 })
  const blocks = lines.map((line) => block.create(null, line ? schema.text(line) : null))
  ann.dispatch(ann.state.tr.replaceWith(0, ann.doc.content.size, blocks))
  const came: Transaction[] = []
  const listener = new Plugin({
    state: {
      init: () => null,
      apply: (transaction) => {
        came.push(transaction)
        return null
      },
    },
  })
  const plugins = [...(options.plugins ?? []), listener]
  const bo = new Writer({ name: 'bo', clientID: 3, ...options, plugins })
  ann.tell(bo)
  came.length = 0
  return { ann, bo, came }
}

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
  bo.select(8)
  const text = ann.text
  ann.ydoc.transact(() => text.delete(9, 1))
  ann.ydoc.transact(() => text.delete(5, 1))
  ann.tell(bo)
  expect(String(bo.doc)).toBe('doc(block("one"), block("two"))')
  expect(bo.state.selection.head).toBe(8)
  expect(came.flatMap(rangesOf)).toEqual([])
  expect(bo.binding.check()).toBe(true)
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

test('[DM45] appended transactions come along, in one Yjs transaction, before anybody hears of it', () => {
  const shout = new Plugin({
    appendTransaction: (transactions, _old, state) => {
      if (!transactions.some((one) => one.docChanged && !one.getMeta(REMOTE))) return null
      const last = state.doc.content.size - 1
      return state.doc.textContent.endsWith('!') ? null : state.tr.insertText('!', last)
    },
  })
  const { ann, bo } = cast(['one'], { plugins: [shout] })
  bo.dispatch(bo.state.tr.insertText('two', 4))
  expect(bo.wrote.length).toBe(1)
  expect(bo.text.toString().includes('onetwo!')).toBe(true)
  bo.tell(ann)
  expect(String(ann.doc)).toBe('doc(block("onetwo!"))')
})

test('[DM45] a view that comes again goes on; a closed binding hears nothing more', () => {
  const { ann, bo } = cast(['one'])
  bo.binding.attach(bo)
  ann.dispatch(ann.state.tr.insertText('X', 1))
  ann.tell(bo)
  expect(bo.doc.textContent).toBe('Xone')
  bo.binding.close()
  bo.binding.close()
  ann.dispatch(ann.state.tr.insertText('Y', 1))
  ann.tell(bo)
  expect(bo.doc.textContent).toBe('Xone')
  expect(bo.binding.undo()).toBe(false)
})

test('[DM45] what came before the editor was there is shown when it comes', async () => {
  const { ann } = cast(['one'])
  const ydoc = new Y.Doc()
  const binding = new Binding({ text: ydoc.getText('body'), schema })
  expect(String(binding.doc)).toBe('doc(block)')
  Y.applyUpdate(ydoc, ann.everything())
  expect(String(binding.doc)).toBe('doc(block("one"))')
  const late = new Writer({ name: 'late', clientID: 8, ydoc: new Y.Doc() })
  binding.attach(late)
  await Promise.resolve()
  expect(String(late.doc)).toBe('doc(block("one"))')
})

test('[DM46] a step without a flat form throws, and the editor shows again what Yjs says', () => {
  const { bo } = cast(['one', 'two'])
  const around = new ReplaceAroundStep(
    0,
    5,
    1,
    4,
    new Slice(Fragment.from(block.create()), 0, 0),
    1,
  )
  const wrapTwo = new ReplaceAroundStep(1, 4, 2, 3, Slice.empty, 0)
  expect(must(around.apply(bo.doc).doc, 'markup applies').childCount).toBe(2)
  for (const step of [wrapTwo, new BulkStep([{ from: 0, to: 1, nodes: [] }], [0, 5, 0])]) {
    expect(() => bo.dispatch(bo.state.tr.step(step))).toThrow(/no form/)
    expect(String(bo.doc)).toBe('doc(block("one"), block("two"))')
    expect(bo.binding.check()).toBe(true)
  }
  expect(bo.wrote).toEqual([])
})

test('[DM46] whoever wants to be told is told instead', () => {
  const told: BindingTrouble[] = []
  const { bo } = cast(['one'], { report: (trouble) => told.push(trouble) })
  bo.dispatch(bo.state.tr.step(new ReplaceAroundStep(1, 4, 2, 3, Slice.empty, 0)))
  expect(told.map(({ kind }) => kind)).toEqual(['step'])
  bo.type('still works')
  expect(bo.binding.check()).toBe(true)
  expect(bo.doc.textContent).toContain('still works')
})

test('[DM47] an editor that has parted from Yjs is set right, and nothing is written', () => {
  const told: BindingTrouble[] = []
  const { bo } = cast(['one', 'two', 'six'], { report: (trouble) => told.push(trouble) })
  bo.select(13)
  expect(bo.binding.check()).toBe(true)
  bo.state = bo.state.apply(bo.state.tr.insertText('GHOST', 7).setMeta(REMOTE, true))
  expect(bo.binding.check()).toBe(false)
  expect(told.map(({ kind }) => kind)).toEqual(['mismatch'])
  expect(String(bo.doc)).toBe('doc(block("one"), block("two"), block("six"))')
  expect(bo.state.selection.head).toBe(13)
  expect(bo.wrote).toEqual([])
  bo.type('x')
  expect(bo.binding.check()).toBe(true)
})

test('[DM48] a change of many blocks is one step here, there, and when undone', () => {
  const { ann, bo, came } = cast(Array.from({ length: 200 }, (_, at) => `block ${at}`))
  ann.binding.undoManager.stopCapturing()
  const before = tokensOf(ann.text)
  const tr = changeBlocks(ann.state.tr, 0, ann.doc.content.size, (one) =>
    block.create(
      { ...one.attrs, indent: 1 },
      Fragment.from(one.content.content.map((words) => words.mark([bold]))),
    ),
  )
  expect(tr.steps.length).toBe(1)
  ann.dispatch(tr)
  ann.tell(bo)
  ann.undo()
  ann.tell(bo)
  expect(came.map(({ steps }) => steps.length)).toEqual([1, 1])
  expect(bo.doc.eq(ann.doc)).toBe(true)
  expect(ann.doc.child(7).attrs.indent).toBe(0)
  expect(tokensOf(ann.text).filter((token) => typeof token === 'string')).toEqual(
    before.filter((token) => typeof token === 'string'),
  )
})

test('[DM48] the bulk step can be undone, stored and read back as any other', () => {
  const { ann } = cast(['one', 'two', 'six'])
  const [first, second] = [block.create(null, schema.text('1')), block.create()]
  const step = new BulkStep([{ from: 1, to: 2, nodes: [first, second] }], [6, 3, 3])
  const there = must(step.apply(ann.doc).doc, 'it applies')
  expect(String(there)).toBe('doc(block("one"), block("1"), block, block("six"))')
  expect(step.invert(ann.doc).apply(there).doc?.eq(ann.doc)).toBe(true)
  const again = BulkStep.fromJSON(schema, step.toJSON())
  expect(again.apply(ann.doc).doc?.eq(there)).toBe(true)
  expect(again.getMap().map(12)).toBe(12)
})

test('[DM29] a fence is refused by the plugin, and written as a space where none is asked', () => {
  const { bo } = cast(['one'])
  bo.dispatch(bo.state.tr.insertText(`a${FENCE}b`, 2))
  expect(bo.doc.textContent).toBe('one')
  expect(bo.wrote).toEqual([])
})

test('[DM27] half a surrogate pair is shown as what Yjs has of it', () => {
  const { ann, bo } = cast(['a😀b'])
  bo.dispatch(bo.state.tr.delete(2, 3))
  expect(bo.doc.textContent).toBe('a\ufffdb')
  bo.dispatch(bo.state.tr.insertText('\ud83d', 2))
  bo.tell(ann)
  expect(ann.doc.eq(bo.doc)).toBe(true)
  expect(bo.binding.check()).toBe(true)
})

test('[DM12] an attribute that some extension adds is not wire format', () => {
  const stray = new Y.Doc()
  const text = stray.getText('body')
  const cleo = new Writer({
    name: 'cleo',
    clientID: 4,
    ydoc: documentOf([{ m: { constructor: 1 } }, 'x', { f: 1 }]),
  })
  expect(cleo.doc.firstChild?.attrs.extra).toEqual({ constructor: 1 })
  expect(text.length).toBe(0)
})
