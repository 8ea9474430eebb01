import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { schema } from '../../client/editor/schema.ts'
import { isRestoring } from '../../shared/document/restored.ts'
import { must } from '../../shared/kit/assert.ts'
import { meet, Writer } from '../support/writer.ts'

// What undo puts back finds its place among what others wrote meanwhile; each play runs with either
// of two having the lower id.

const block = must(schema.nodes.block, 'block')
const words = ({ doc }: Writer) => doc.children.map((one) => one.textContent)
const stockText = (writer: Writer) => {
  const stock = new Y.Doc()
  Y.applyUpdate(stock, writer.everything())
  return stock.getText('body').toString()
}

for (const ids of [
  [2, 3],
  [3, 2],
] as const) {
  const people = (...lines: string[]) => {
    const [ann, bo] = ids.map((clientID, at) => {
      return new Writer({ name: at === 0 ? 'ann' : 'bo', clientID })
    }) as [Writer, Writer]
    const blocks = lines.map((line) => block.create(null, schema.text(line)))
    ann.dispatch(ann.state.tr.replaceWith(0, ann.doc.content.size, blocks))
    ann.binding.undoManager.clear()
    meet(ann, bo)
    return { ann, bo }
  }
  const all = (writers: readonly Writer[], ...lines: string[]) => {
    for (const writer of writers) expect(words(writer)).toEqual(lines)
    expect(stockText(must(writers[0], 'somebody'))).toBe(writers[0]?.text.toString())
  }

  test(`[DM53] what bo wrote inside words that ann deleted and put back stays inside (${ids})`, () => {
    const { ann, bo } = people('a word here')
    ann.dispatch(ann.state.tr.delete(3, 7))
    ann.undo()
    bo.dispatch(bo.state.tr.insertText('X', 5))
    bo.dispatch(bo.state.tr.insertText('Y', 3))
    bo.dispatch(bo.state.tr.insertText('Z', 9))
    meet(ann, bo)
    all([ann, bo], 'a YwoXrdZ here')
  })

  test(`[DM53] it does so behind what ann wrote there instead and took back (${ids})`, () => {
    const { ann, bo } = people('a word here')
    ann.select(5, 7)
    ann.type('nder')
    ann.undo()
    bo.dispatch(bo.state.tr.insertText('X', 5))
    meet(ann, bo)
    all([ann, bo], 'a woXrd here')
  })

  test(`[DM53] it does so when ann puts back what she deleted again and again (${ids})`, () => {
    const { ann, bo } = people('a word here')
    ann.dispatch(ann.state.tr.delete(3, 7))
    ann.undo()
    ann.redo()
    ann.undo()
    ann.tell(bo)
    bo.dispatch(bo.state.tr.insertText('X', 5))
    ann.redo()
    ann.undo()
    ann.redo()
    ann.undo()
    meet(ann, bo)
    all([ann, bo], 'a woXrd here')
  })

  test(`[DM53] whole blocks come back with what bo wrote into them, borders too (${ids})`, () => {
    const { ann, bo } = people('one', 'two', 'three')
    ann.dispatch(ann.state.tr.delete(2, 13))
    expect(words(ann)).toEqual(['oree'])
    ann.undo()
    bo.dispatch(bo.state.tr.insertText('X', 8))
    bo.dispatch(bo.state.tr.insertText('Y', 6))
    meet(ann, bo)
    all([ann, bo], 'one', 'YtwXo', 'three')
  })

  test(`[DM53] of many words each comes back by itself, of very many none is cut (${ids})`, () => {
    const line = (count: number) => 'word '.repeat(count)
    const { ann, bo } = people(line(100), line(5_000))
    const itemsPutBack = () => {
      const { clients } = ann.ydoc.store
      return [...clients].flatMap(([client, items]) => (isRestoring(client) ? items : [])).length
    }
    ann.dispatch(ann.state.tr.delete(1, 501))
    ann.undo()
    expect(itemsPutBack()).toBe(100)
    bo.dispatch(bo.state.tr.insertText('X', 251))
    meet(ann, bo)
    all([ann, bo], `${line(50)}X${line(50)}`, line(5_000))
    ann.dispatch(ann.state.tr.delete(504, 25_504))
    ann.undo()
    expect(itemsPutBack()).toBe(101)
    all([ann], `${line(50)}X${line(50)}`, line(5_000))
  })

  test(`[DM53] no letter of two halves is cut (${ids})`, () => {
    const { ann, bo } = people('a👍b𝒳')
    ann.dispatch(ann.state.tr.delete(1, 7))
    ann.undo()
    bo.dispatch(bo.state.tr.insertText('-', 4))
    meet(ann, bo)
    all([ann, bo], 'a👍-b𝒳')
  })

  test(`[DM53] formats, leaves and attributes come back, and an undone attribute yields as ever (${ids})`, () => {
    const { ann, bo } = people('one', 'bold two')
    ann.dispatch(ann.state.tr.addMark(6, 10, schema.mark('bold')))
    ann.dispatch(
      ann.state.tr.insert(6, must(schema.nodes.mention, 'mention').create({ id: 'cleo' })),
    )
    ann.dispatch(ann.state.tr.setNodeAttribute(5, 'list', 'bullet'))
    meet(ann, bo)
    const before = ann.doc
    ann.dispatch(ann.state.tr.delete(5, before.content.size))
    ann.undo()
    bo.dispatch(bo.state.tr.insertText('X', 9))
    meet(ann, bo)
    const { tr } = bo.state
    expect(ann.doc.eq(bo.doc)).toBe(true)
    expect(tr.delete(9, 10).doc.eq(before)).toBe(true)
    // The restored marker is another map: what bo set on it since is newer than what ann undoes.
    ann.dispatch(ann.state.tr.setNodeAttribute(5, 'indent', 1))
    meet(ann, bo)
    bo.dispatch(bo.state.tr.setNodeAttribute(5, 'indent', 4))
    meet(ann, bo)
    ann.undo()
    expect(ann.doc.child(1).attrs).toMatchObject({ indent: 4 })
  })

  test(`[DM53] who opens it later reads the same, and undo there is as good (${ids})`, () => {
    const { ann, bo } = people('a word here')
    ann.dispatch(ann.state.tr.delete(3, 7))
    ann.undo()
    bo.dispatch(bo.state.tr.insertText('X', 5))
    meet(ann, bo)
    const ydoc = new Y.Doc()
    Y.applyUpdate(ydoc, bo.everything())
    const again = new Writer({ name: 'ann again', clientID: 40, ydoc })
    all([again], 'a woXrd here')
    again.dispatch(again.state.tr.delete(3, 8))
    again.undo()
    bo.dispatch(bo.state.tr.insertText('Y', 5))
    meet(again, bo)
    all([again, bo], 'a woYXrd here')
  })

  test(`[DM54] ann's undo does not put back what bo's did already (${ids})`, () => {
    const { ann, bo } = people('a word here')
    ann.dispatch(ann.state.tr.delete(3, 8))
    bo.dispatch(bo.state.tr.delete(3, 6))
    bo.undo()
    meet(ann, bo)
    all([ann, bo], 'a worhere')
    ann.undo()
    all([ann], 'a word here')
    // Her redo takes away what she put back; the rest was bo's doing.
    ann.redo()
    meet(ann, bo)
    all([ann, bo], 'a worhere')
    ann.undo()
    meet(ann, bo)
    all([ann, bo], 'a word here')
  })

  test(`[DM54] nor does it set again what was set on a block that bo put back (${ids})`, () => {
    const { ann, bo } = people('one', 'two', 'six')
    ann.dispatch(ann.state.tr.setNodeAttribute(5, 'list', 'bullet'))
    ann.binding.undoManager.stopCapturing()
    meet(ann, bo)
    ann.dispatch(ann.state.tr.delete(5, 15))
    bo.dispatch(bo.state.tr.delete(5, 10))
    bo.undo()
    bo.dispatch(bo.state.tr.setNodeAttribute(5, 'list', 'ordered'))
    meet(ann, bo)
    all([ann, bo], 'one', 'two')
    ann.undo()
    all([ann], 'one', 'two', 'six')
    expect(ann.doc.child(1).attrs).toMatchObject({ list: 'ordered' })
    meet(ann, bo)
    expect(ann.doc.eq(bo.doc)).toBe(true)
  })

  test(`[DM60] a place holds on to words through the undo of another (${ids})`, () => {
    const { ann, bo } = people('a word here')
    const place = bo.binding.relativePosition(5, 0)
    ann.dispatch(ann.state.tr.delete(3, 8))
    meet(ann, bo)
    expect(bo.binding.absolutePosition(place)).toBe(3)
    ann.undo()
    meet(ann, bo)
    expect(bo.binding.absolutePosition(place)).toBe(5)
    ann.redo()
    ann.undo()
    meet(ann, bo)
    expect(bo.binding.absolutePosition(place)).toBe(5)
    const ydoc = new Y.Doc()
    Y.applyUpdate(ydoc, bo.everything())
    const cleo = new Writer({ name: 'cleo', clientID: 40, ydoc })
    expect(cleo.binding.absolutePosition(place)).toBe(5)
  })
  test(`[DM60] so it does when words that came back in one piece were cut since (${ids})`, () => {
    const { ann, bo } = people('word '.repeat(100))
    const places = [152, 153, 154].map((pos) => bo.binding.relativePosition(pos, 0))
    ann.dispatch(ann.state.tr.delete(1, 501))
    ann.undo()
    meet(ann, bo)
    bo.dispatch(bo.state.tr.insertText('X', 153))
    meet(ann, bo)
    const ydoc = new Y.Doc()
    Y.applyUpdate(ydoc, bo.everything())
    const cleo = new Writer({ name: 'cleo', clientID: 40, ydoc })
    for (const { binding } of [ann, bo, cleo]) {
      expect(places.map((place) => binding.absolutePosition(place))).toEqual([152, 154, 155])
    }
  })
}
