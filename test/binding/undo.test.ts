import { expect, test } from 'vitest'
import { schema } from '../../client/editor/schema.ts'
import { must } from '../../shared/kit/assert.ts'
import type { Clock } from '../../shared/kit/clock.ts'
import { meet, Writer } from '../support/writer.ts'

class HandClock implements Clock {
  #now = 1_000

  now(): number {
    return this.#now
  }

  after(): () => void {
    return () => {}
  }

  passes(ms: number): void {
    this.#now += ms
  }
}

const block = must(schema.nodes.block, 'block')
const words = ({ doc }: Writer) => doc.children.map((one) => one.textContent)

function annWrites(...lines: string[]): { ann: Writer; clock: HandClock } {
  const clock = new HandClock()
  const ann = new Writer({ name: 'ann', clientID: 2, clock })
  const blocks = lines.map((line) => block.create(null, line ? schema.text(line) : null))
  ann.dispatch(ann.state.tr.replaceWith(0, ann.doc.content.size, blocks))
  ann.binding.undoManager.clear()
  clock.passes(10_000)
  return { ann, clock }
}

test('[DM50] undo takes back what ann wrote, and leaves what bo wrote in between', () => {
  const { ann } = annWrites('one')
  const bo = new Writer({ name: 'bo', clientID: 3 })
  ann.tell(bo)
  ann.select(4)
  ann.type(' two')
  ann.tell(bo)
  bo.dispatch(bo.state.tr.insertText('BO', 5))
  bo.tell(ann)
  expect(words(ann)).toEqual(['one BOtwo'])
  expect(ann.undo()).toBe(true)
  expect(words(ann)).toEqual(['oneBO'])
  expect(ann.redo()).toBe(true)
  meet(ann, bo)
  expect(words(bo)).toEqual(['one BOtwo'])
  expect(bo.binding.undoManager.undoStack.length).toBe(1)
})

test('[DM51] quick keys are one burst, a pause begins another', () => {
  const { ann, clock } = annWrites('')
  ann.select(1)
  for (const letter of 'abc') {
    ann.type(letter)
    clock.passes(300)
  }
  clock.passes(400)
  ann.type('d')
  ann.undo()
  expect(words(ann)).toEqual(['abc'])
  ann.undo()
  expect(words(ann)).toEqual([''])
})

test('[DM51] Enter, an attribute and a mark are undone by themselves', () => {
  const { ann } = annWrites('')
  ann.select(1)
  ann.type('one')
  ann.dispatch(ann.state.tr.split(4))
  ann.type('two')
  ann.dispatch(ann.state.tr.setNodeAttribute(0, 'indent', 2))
  ann.dispatch(ann.state.tr.addMark(1, 4, schema.mark('bold')))
  const seen: string[] = []
  while (ann.undo()) seen.push(`${ann.doc.firstChild?.attrs.indent} ${ann.doc}`)
  expect(seen).toEqual([
    '2 doc(block("one"), block("two"))',
    '0 doc(block("one"), block("two"))',
    '0 doc(block("one"), block)',
    '0 doc(block("one"))',
    '0 doc(block)',
  ])
})

test('[DM51] a jump of the caret ends the burst, what others do does not', () => {
  const { ann } = annWrites('one', 'two')
  const bo = new Writer({ name: 'bo', clientID: 3 })
  ann.select(4)
  ann.type('a')
  ann.tell(bo)
  bo.dispatch(bo.state.tr.insertText('BO', 1))
  bo.tell(ann)
  ann.type('b')
  ann.select(10)
  ann.type('c')
  ann.undo()
  expect(words(ann)).toEqual(['BOoneab', 'two'])
  ann.undo()
  expect(words(ann)).toEqual(['BOone', 'two'])
})

test('[DM52] undo brings the selection of before back, redo the one of after', () => {
  const { ann } = annWrites('one two six', 'end')
  const bo = new Writer({ name: 'bo', clientID: 3 })
  ann.tell(bo)
  ann.select(5, 8)
  ann.type('X')
  expect(ann.state.selection.head).toBe(6)
  bo.dispatch(bo.state.tr.insertText('before ', 1))
  bo.tell(ann)
  ann.select(15)
  ann.undo()
  expect(words(ann)).toEqual(['before one two six', 'end'])
  const { from, to } = ann.state.selection
  expect(ann.doc.textBetween(from, to)).toBe('two')
  ann.select(1)
  ann.redo()
  expect(words(ann)).toEqual(['before one X six', 'end'])
  expect(ann.state.selection.empty).toBe(true)
  expect(ann.doc.textBetween(1, ann.state.selection.head)).toBe('before one X')
  ann.undo()
  expect(ann.doc.textBetween(ann.state.selection.from, ann.state.selection.to)).toBe('two')
})
