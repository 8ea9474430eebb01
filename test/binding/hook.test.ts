import { Fragment, Schema, Slice } from '@tiptap/pm/model'
import { Plugin } from '@tiptap/pm/state'
import { ReplaceAroundStep } from '@tiptap/pm/transform'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { Binding, REMOTE } from '../../client/binding/binding.ts'
import type { BindingTrouble } from '../../client/binding/binding-options.ts'
import { BulkStep, changeBlocks } from '../../client/binding/bulk-step.ts'
import { schema } from '../../client/editor/schema.ts'
import { FENCE } from '../../shared/document/grammar.ts'
import { must } from '../../shared/kit/assert.ts'
import { documentOf, tokensOf } from '../support/flat-text.ts'
import { Writer } from '../support/writer.ts'
import { cast } from './reading-along.ts'

const block = must(schema.nodes.block, 'block')
const bold = schema.mark('bold')

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
  let { nodes } = schema.spec
  for (const name of ['block', 'solid']) {
    const spec = must(nodes.get(name), name)
    nodes = nodes.update(name, { ...spec, attrs: { ...spec.attrs, textAlign: { default: null } } })
  }
  const wider = new Schema({ nodes, marks: schema.spec.marks, topNode: 'doc' })
  const ann = new Writer({ name: 'ann', clientID: 2, schema: wider })
  ann.type('one')
  ann.dispatch(ann.state.tr.setNodeAttribute(0, 'textAlign', 'left'))
  ann.dispatch(ann.state.tr.setNodeAttribute(0, 'indent', 1))
  expect(tokensOf(ann.text)).toEqual([{ m: { indent: 1 } }, 'one', { f: 1 }])
})

test('[DM10] a link of ours over one that says more takes its place, here and there', () => {
  const newer = { link: { href: 'https://a.example', rel: 'me' } }
  const ydoc = documentOf([
    { m: {} },
    { on: newer },
    'one',
    { on: { link: null } },
    ' two',
    { f: 1 },
  ])
  const ann = new Writer({ name: 'ann', clientID: 2, ydoc })
  expect(String(ann.doc)).toBe('doc(block(unknownMark("one"), " two"))')
  ann.dispatch(ann.state.tr.addMark(1, 4, schema.mark('bold')))
  expect(ann.doc.firstChild?.firstChild?.marks.find((mark) => mark.attrs.data)?.attrs.data).toEqual(
    newer,
  )
  ann.dispatch(ann.state.tr.addMark(1, 4, schema.mark('link', { href: 'https://b.example' })))
  expect(String(ann.doc)).toBe('doc(block(link(bold("one")), " two"))')
  expect(ann.binding.check()).toBe(true)
})
