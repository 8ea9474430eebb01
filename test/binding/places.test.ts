import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { schema } from '../../client/editor/schema.ts'
import { must } from '../../shared/kit/assert.ts'
import { documentOf } from '../support/flat-text.ts'
import { Writer } from '../support/writer.ts'

const block = must(schema.nodes.block, 'block')

function cast(...lines: string[]): { ann: Writer; bo: Writer } {
  const ann = new Writer({ name: 'ann', clientID: 2 })
  const blocks = lines.map((line) => block.create(null, line ? schema.text(line) : null))
  ann.dispatch(ann.state.tr.replaceWith(0, ann.doc.content.size, blocks))
  const bo = new Writer({ name: 'bo', clientID: 3 })
  ann.tell(bo)
  return { ann, bo }
}

test('[DM60] a place holds on to its letter, not to what comes between', () => {
  const { ann, bo } = cast('one two', 'six')
  const start = bo.binding.relativePosition(5, 0)
  const end = bo.binding.relativePosition(8, -1)
  ann.dispatch(ann.state.tr.insertText('AA', 5))
  ann.dispatch(ann.state.tr.insertText('BB', 10))
  ann.dispatch(ann.state.tr.split(1))
  ann.tell(bo)
  const [from, to] = [start, end].map((place) => bo.binding.absolutePosition(place))
  expect(bo.doc.textBetween(must(from, 'start'), must(to, 'end'))).toBe('two')
})

test('[DM60] our places are those of Yjs', () => {
  const { ann } = cast('one two', '', 'six')
  for (let pos = 0; pos <= ann.doc.content.size; pos += 1) {
    for (const assoc of [-1, 0, 1] as const) {
      const ours = ann.binding.relativePosition(pos, assoc)
      const theirs = Y.createRelativePositionFromTypeIndex(ann.text, pos, assoc)
      expect(ours.item, `${pos} ${assoc}`).toEqual(theirs.item)
      const index = Y.createAbsolutePositionFromRelativePosition(ours, ann.ydoc)?.index
      expect(index, `${pos} ${assoc}`).toBe(pos)
      const inside = ann.doc.resolve(pos).depth > 0
      if (inside) expect(ann.binding.absolutePosition(ours), `${pos} ${assoc}`).toBe(pos)
    }
  }
})

test('[DM60] a place is found again through undo and redo, and unknown where its letter is not', () => {
  const { ann, bo } = cast('one two')
  ann.binding.undoManager.stopCapturing()
  const place = ann.binding.relativePosition(5, 0)
  ann.dispatch(ann.state.tr.delete(1, 8))
  expect(ann.binding.absolutePosition(place)).toBe(1)
  ann.undo()
  expect(ann.binding.absolutePosition(place)).toBe(5)
  ann.dispatch(ann.state.tr.insertText('new', 8))
  const fresh = ann.binding.relativePosition(10, 0)
  expect(bo.binding.absolutePosition(fresh)).toBeNull()
  expect(
    bo.binding.absolutePosition(new Y.RelativePosition(null, null, Y.createID(99, 0), 0)),
  ).toBeNull()
})

test('[DM60] places are known while no editor is there, and follow what happens meanwhile', () => {
  const { ann, bo } = cast('one')
  const place = bo.binding.relativePosition(4, -1)
  bo.binding.close()
  ann.dispatch(ann.state.tr.insertText('AA', 1))
  const fresh = new Writer({ name: 'bo again', clientID: 4, ydoc: bo.ydoc })
  ann.tell(fresh)
  expect(fresh.binding.absolutePosition(place)).toBe(6)
})

test('[DM61] a block keeps its id when it is split, joined, moved against and changed', () => {
  const { ann } = cast('one', 'two')
  const id = must(ann.binding.blockId(6), 'an id')
  expect(id).toMatch(/^2:\d+$/)
  ann.dispatch(ann.state.tr.setNodeAttribute(5, 'kind', 'heading'))
  ann.dispatch(ann.state.tr.split(6))
  ann.dispatch(ann.state.tr.insertText('zero', 1))
  const ids = new Set<string | null>()
  for (const pos of [1, 10, 12]) ids.add(ann.binding.blockId(pos))
  expect(ids.size).toBe(3)
  expect(ids).toContain(id)
  const stranded = new Writer({ name: 'cleo', clientID: 5, ydoc: documentOf(['lost']) })
  expect(stranded.binding.blockId(1)).toBeNull()
})

test('[DM62] an update touches exactly the block it changes', () => {
  const edits: [string, (ann: Writer) => void, boolean[]][] = [
    ['typing', (ann) => ann.dispatch(ann.state.tr.insertText('x', 7)), [false, true, false]],
    [
      'typing at its start',
      (ann) => ann.dispatch(ann.state.tr.insertText('x', 6)),
      [false, true, false],
    ],
    [
      'typing at its end',
      (ann) => ann.dispatch(ann.state.tr.insertText('x', 9)),
      [false, true, false],
    ],
    ['erasing', (ann) => ann.dispatch(ann.state.tr.delete(7, 8)), [false, true, false]],
    ['Enter', (ann) => ann.dispatch(ann.state.tr.split(7)), [false, true, false]],
    [
      'bold',
      (ann) => ann.dispatch(ann.state.tr.addMark(6, 9, schema.mark('bold'))),
      [false, true, false],
    ],
    ['joining', (ann) => ann.dispatch(ann.state.tr.join(5)), [true, true, false]],
    ['deleting it', (ann) => ann.dispatch(ann.state.tr.delete(5, 10)), [false, true, false]],
    [
      'an attribute',
      (ann) => ann.dispatch(ann.state.tr.setNodeAttribute(5, 'indent', 1)),
      [false, true, false],
    ],
    [
      'an attribute again',
      (ann) => ann.dispatch(ann.state.tr.setNodeAttribute(10, 'indent', 2)),
      [false, false, true],
    ],
    [
      'a leaf',
      (ann) => ann.dispatch(ann.state.tr.setNodeAttribute(14, 'label', 'Cleo')),
      [false, false, true],
    ],
    [
      'a block in between',
      (ann) => ann.dispatch(ann.state.tr.insert(5, block.create())),
      [false, false, false],
    ],
  ]
  for (const [what, edit, touched] of edits) {
    const { ann, bo } = cast('one', 'two', 'six')
    ann.dispatch(ann.state.tr.insert(14, schema.node('mention', { id: 'p', label: 'Bo' })))
    ann.dispatch(ann.state.tr.setNodeAttribute(10, 'indent', 1))
    ann.tell(bo)
    ann.wrote.length = 0
    edit(ann)
    const [update] = ann.wrote
    const found = [1, 6, 11].map((pos) => bo.binding.touchesBlock(must(update, what), pos))
    expect(found, what).toEqual(touched)
  }
})
