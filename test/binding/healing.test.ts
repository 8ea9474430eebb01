import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { HEALING } from '../../client/binding/healing.ts'
import { schema } from '../../client/editor/schema.ts'
import { must } from '../../shared/kit/assert.ts'
import { HandClock } from '../replica/hand-clock.ts'
import { meet, Writer } from '../support/writer.ts'

// ann and bo delete the same words apart, and both put them back; each play runs with either of them
// putting back under the lower id.

const block = must(schema.nodes.block, 'block')
const words = ({ doc }: Writer) => doc.children.map((one) => one.textContent)

for (const [annId, boId] of [
  [2, 3],
  [3, 2],
] as const) {
  const stage = (...lines: string[]) => {
    const clock = new HandClock()
    const ann = new Writer({ name: 'ann', clientID: annId, clock })
    const bo = new Writer({ name: 'bo', clientID: boId, clock })
    const cleo = new Writer({ name: 'cleo', clientID: 9, clock })
    const blocks = lines.map((line) => block.create(null, schema.text(line)))
    ann.dispatch(ann.state.tr.replaceWith(0, ann.doc.content.size, blocks))
    ann.binding.undoManager.clear()
    clock.advance(5_000)
    meet(ann, bo, cleo)
    return { ann, bo, cleo, clock }
  }
  const bothPutBack = (ann: Writer, bo: Writer, from: number, to: number) => {
    for (const writer of [ann, bo]) {
      writer.dispatch(writer.state.tr.delete(from, to))
      writer.undo()
    }
  }
  const all = (writers: readonly Writer[], ...lines: string[]) => {
    for (const writer of writers) expect(words(writer)).toEqual(lines)
  }
  const whose = `${annId < boId ? 'ann' : 'bo'} has the lower id`

  test(`[DM55] of what two put back the author of one copy takes theirs away (${whose})`, () => {
    const { ann, bo, cleo, clock } = stage('one two six', 'end')
    bothPutBack(ann, bo, 5, 8)
    for (const writer of [ann, bo]) writer.wrote.length = 0
    meet(ann, bo, cleo)
    all([ann, bo, cleo], 'one ttwwoo six', 'end')
    clock.advance(999)
    expect([ann.wrote.length, bo.wrote.length]).toEqual([0, 0])
    clock.advance(1)
    expect([ann.wrote.length, bo.wrote.length]).toEqual(annId < boId ? [0, 1] : [1, 0])
    meet(ann, bo, cleo)
    all([ann, bo, cleo], 'one two six', 'end')
    expect(cleo.wrote).toEqual([])
    expect(clock.pending).toBe(0)
  })

  for (const [which, at] of [
    ['first', 5],
    ['second', 6],
  ] as const) {
    test(`[DM55] who deletes the ${which} of two copies by hand keeps the other (${whose})`, () => {
      const { ann, bo, cleo, clock } = stage('one two six', 'end')
      bothPutBack(ann, bo, 5, 8)
      meet(ann, bo, cleo)
      for (const nth of [0, 1, 2]) cleo.dispatch(cleo.state.tr.delete(at + nth, at + nth + 1))
      all([cleo], 'one two six', 'end')
      // Not having heard of it, one of those who put back takes theirs away.
      clock.advance(1_000)
      meet(ann, bo, cleo)
      clock.advance(10_000)
      meet(ann, bo, cleo)
      all([ann, bo, cleo], 'one two six', 'end')
    })
  }

  test(`[DM54] undo does not rely on a copy that its author may be taking away (${whose})`, () => {
    const { ann, bo, cleo, clock } = stage('one two six', 'end')
    const [lower, higher] = annId < boId ? [ann, bo] : [bo, ann]
    bothPutBack(ann, bo, 5, 8)
    meet(lower, cleo)
    cleo.dispatch(cleo.state.tr.delete(5, 8))
    meet(lower, higher)
    // cleo hears of the other copy; nobody hears of what cleo did.
    Y.applyUpdate(cleo.ydoc, Y.encodeStateAsUpdate(higher.ydoc))
    all([cleo], 'one two six', 'end')
    cleo.undo()
    all([cleo], 'one two six', 'end')
    clock.advance(1_000)
    all([higher], 'one two six', 'end')
    meet(ann, bo, cleo)
    clock.advance(10_000)
    meet(ann, bo, cleo)
    all([ann, bo, cleo], 'one two six', 'end')
  })

  test(`[DM55] undo knows nothing of it, redo takes the words away whoever's they are (${whose})`, () => {
    const { ann, bo, clock } = stage('one two six')
    ann.select(1)
    ann.type('X')
    clock.advance(5_000)
    meet(ann, bo)
    bothPutBack(ann, bo, 6, 9)
    meet(ann, bo)
    clock.advance(1_000)
    meet(ann, bo)
    for (const { binding } of [ann, bo]) expect(binding.undoManager.redoStack.length).toBe(1)
    ann.redo()
    meet(ann, bo)
    all([ann, bo], 'Xone  six')
    ann.undo()
    meet(ann, bo)
    all([ann, bo], 'Xone two six')
    ann.undo()
    meet(ann, bo)
    all([ann, bo], 'one two six')
  })

  test(`[DM55] words written in either copy stay, each in its place (${whose})`, () => {
    const { ann, bo, clock } = stage('one two six')
    bothPutBack(ann, bo, 5, 8)
    ann.dispatch(ann.state.tr.insertText('A', 6))
    bo.dispatch(bo.state.tr.insertText('B', 7))
    meet(ann, bo)
    clock.advance(1_000)
    meet(ann, bo)
    all([ann, bo], 'one tAwBo six')
  })

  test(`[DM55] so it is with whole blocks, and what was set on either stays (${whose})`, () => {
    const { ann, bo, clock } = stage('one', 'two', 'six')
    bothPutBack(ann, bo, 5, 10)
    ann.dispatch(ann.state.tr.setNodeAttribute(5, 'indent', 2))
    bo.dispatch(bo.state.tr.setNodeAttribute(5, 'list', 'bullet'))
    meet(ann, bo)
    clock.advance(1_000)
    meet(ann, bo)
    all([ann, bo], 'one', 'two', 'six')
    expect(ann.doc.child(1).attrs).toMatchObject({ indent: 2, list: 'bullet' })
    expect(ann.doc.eq(bo.doc)).toBe(true)
  })

  test(`[DM55] who deleted more gets back what is missing (${whose})`, () => {
    const { ann, bo, clock } = stage('one two six')
    ann.dispatch(ann.state.tr.delete(3, 8))
    bo.dispatch(bo.state.tr.delete(5, 10))
    for (const writer of [ann, bo]) writer.undo()
    meet(ann, bo)
    clock.advance(1_000)
    meet(ann, bo)
    all([ann, bo], 'one two six')
  })

  test(`[DM55] a copy put back from a copy is known as such (${whose})`, () => {
    const { ann, bo, clock } = stage('one two six')
    bothPutBack(ann, bo, 5, 8)
    ann.redo()
    ann.undo()
    bo.redo()
    bo.undo()
    bo.redo()
    bo.undo()
    meet(ann, bo)
    clock.advance(1_000)
    meet(ann, bo)
    all([ann, bo], 'one two six')
    const ydoc = new Y.Doc()
    Y.applyUpdate(ydoc, ann.everything())
    expect(words(new Writer({ name: 'later', clientID: 40, ydoc }))).toEqual(['one two six'])
  })

  test(`[DM55] when its author is away, one who wrote here does it later, one who looks never (${whose})`, () => {
    const { ann, bo, cleo, clock } = stage('one two six')
    const vera = new Writer({ name: 'vera', clientID: 10, clock })
    bothPutBack(ann, bo, 5, 8)
    meet(ann, bo, cleo, vera)
    ann.close()
    bo.close()
    clock.advance(60_000)
    expect([cleo.wrote.length, vera.wrote.length]).toEqual([0, 0])
    cleo.dispatch(cleo.state.tr.insertText('C', 1))
    clock.advance(10_000)
    meet(cleo, vera)
    all([cleo, vera], 'Cone two six')
    expect(vera.wrote).toEqual([])
    expect(cleo.binding.undoManager.undoStack.length).toBe(1)
  })

  test(`[DM55] not while a word is composed, nor by one who may not write any more (${whose})`, () => {
    const { ann, bo, clock } = stage('one two six')
    const busy = { composing: true, editable: true }
    for (const writer of [ann, bo]) {
      for (const key of ['composing', 'editable'] as const) {
        Object.defineProperty(writer, key, { get: () => busy[key] })
      }
    }
    bothPutBack(ann, bo, 5, 8)
    meet(ann, bo)
    clock.advance(3_000)
    meet(ann, bo)
    all([ann, bo], 'one ttwwoo six')
    Object.assign(busy, { composing: false, editable: false })
    clock.advance(3_000)
    meet(ann, bo)
    all([ann, bo], 'one ttwwoo six')
    busy.editable = true
    clock.advance(1_000)
    meet(ann, bo)
    all([ann, bo], 'one two six')
  })

  test(`[DM55] who says falsely that words are a copy makes nobody drop theirs (${whose})`, () => {
    const { ann, bo, clock } = stage('one two six')
    const mallory = new Y.Doc()
    ann.dispatch(ann.state.tr.delete(5, 8))
    Y.applyUpdate(mallory, ann.everything())
    ann.undo()
    mallory.transact((transaction) => {
      const text = mallory.getText('body')
      for (let item = text._start; item !== null; item = item.right) {
        if (!item.deleted || item.length !== 3) continue
        const forged = new Y.ContentString('bad')
        const id = Y.createID(2 ** 32, 0)
        const { left } = item
        const origin = left === null ? null : left.lastId
        new Y.Item(id, left, origin, item, item.id, text, null, forged).integrate(transaction, 0)
        break
      }
    })
    bo.hear(Y.encodeStateAsUpdate(mallory))
    ann.hear(Y.encodeStateAsUpdate(mallory))
    clock.advance(60_000)
    meet(ann, bo)
    expect(words(ann)[0]).toContain('bad')
    expect(words(ann)[0]?.replace('bad', '')).toBe('one two six')
  })
}

test('[DM55] taking it away is a transaction of its own', () => {
  const ann = new Writer({ name: 'ann', clientID: 2 })
  const bo = new Writer({ name: 'bo', clientID: 3 })
  ann.type('one')
  ann.binding.undoManager.clear()
  ann.select(1)
  meet(ann, bo)
  for (const writer of [ann, bo]) {
    writer.dispatch(writer.state.tr.delete(1, 4))
    writer.undo()
  }
  const origins: unknown[] = []
  for (const { ydoc } of [ann, bo]) ydoc.on('update', (_update, origin) => origins.push(origin))
  meet(ann, bo)
  expect(new Set(origins)).toEqual(new Set(['elsewhere']))
  for (const { binding } of [ann, bo]) binding.heal()
  expect(origins.filter((origin) => origin === HEALING)).toHaveLength(1)
  for (const writer of [ann, bo]) writer.close()
})
