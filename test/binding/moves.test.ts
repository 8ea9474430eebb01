import { Fragment, Slice } from '@tiptap/pm/model'
import { expect, test } from 'vitest'
import { moveBlocks } from '../../client/editor/commands/moving.ts'
import { pasteBlocks } from '../../client/editor/commands/paste.ts'
import { schema } from '../../client/editor/schema.ts'
import { movedOf } from '../../shared/document/moved.ts'
import { must } from '../../shared/kit/assert.ts'
import { HandClock } from '../replica/hand-clock.ts'
import { meet, Writer } from '../support/writer.ts'
import { at, placeOf, words } from './lines.ts'

// People who move blocks while others write in them; each play runs with either having the lower id.

const DAY_MS = 86_400_000
const block = must(schema.nodes.block, 'block')

const types = (writer: Writer, letters: string, behind: string) =>
  writer.dispatch(writer.state.tr.insertText(letters, at(writer, behind) + behind.length))

const moves = {
  command: (writer: Writer, line: string) => {
    writer.select(placeOf(writer, line).pos + 1)
    while (writer.run(moveBlocks(1)));
  },
  drag: (writer: Writer, line: string) => {
    const { pos, node } = placeOf(writer, line)
    const tr = writer.state.tr.delete(pos, pos + node.nodeSize)
    writer.dispatch(tr.insert(tr.doc.content.size, node))
  },
  'cut and paste': (writer: Writer, line: string) => {
    const { pos, node } = placeOf(writer, line)
    writer.dispatch(writer.state.tr.delete(pos, pos + node.nodeSize))
    const end = writer.doc.content.size
    writer.dispatch(writer.state.tr.insert(end, block.create()))
    writer.select(end + 1)
    writer.dispatch(pasteBlocks(writer.state, new Slice(Fragment.from([node]), 0, 0)))
  },
  'cut of all its words': (writer: Writer, line: string) => {
    const { pos, node } = placeOf(writer, line)
    writer.dispatch(writer.state.tr.delete(pos + 1, pos + 1 + node.content.size))
    const end = writer.doc.content.size
    writer.dispatch(writer.state.tr.insert(end, block.create()))
    writer.select(end + 1)
    writer.dispatch(pasteBlocks(writer.state, new Slice(Fragment.from([node]), 1, 1)))
  },
} as const

for (const [annId, boId] of [
  [2, 3],
  [3, 2],
] as const) {
  const whose = `${annId < boId ? 'ann' : 'bo'} has the lower id`
  const stage = (...lines: string[]) => {
    const clock = new HandClock()
    const ann = new Writer({ name: 'ann', clientID: annId, clock })
    const bo = new Writer({ name: 'bo', clientID: boId, clock })
    const cleo = new Writer({ name: 'cleo', clientID: 9, clock })
    const blocks = lines.map((line) => block.create(null, line ? schema.text(line) : null))
    ann.dispatch(ann.state.tr.replaceWith(0, ann.doc.content.size, blocks))
    ann.binding.undoManager.clear()
    clock.advance(5_000)
    meet(ann, bo, cleo)
    return { ann, bo, cleo, clock }
  }
  const all = (writers: readonly Writer[], ...lines: string[]) => {
    for (const writer of writers) expect(words(writer)).toEqual(lines)
  }
  /** Everybody has everything, and whoever has something to mend has mended it. */
  const calm = (clock: HandClock, ...writers: Writer[]) => {
    for (let round = 0; round < 4; round += 1) {
      meet(...writers)
      clock.advance(1_000)
    }
    meet(...writers)
  }

  for (const [how, move] of Object.entries(moves)) {
    test(`[DM70] [DM73] words written into a block come home when it goes by ${how} (${whose})`, () => {
      const { ann, bo, cleo, clock } = stage('one', 'a word here', 'two', 'end')
      move(ann, 'a word here')
      types(bo, 'XY', 'a wo')
      for (const writer of [ann, bo, cleo]) writer.wrote.length = 0
      meet(ann, bo, cleo)
      expect(words(cleo).join(' ')).toContain('XY')
      clock.advance(999)
      expect(bo.wrote).toEqual([])
      clock.advance(1)
      meet(ann, bo, cleo)
      const old = how === 'cut of all its words' ? [''] : []
      all([ann, bo, cleo], 'one', ...old, 'two', 'end', 'a woXYrd here')
      expect([ann.wrote.length, cleo.wrote.length]).toEqual([0, 0])
    })
  }

  test(`[DM70] several whole blocks go in one, by words that reach over their border (${whose})`, () => {
    const { ann, bo, cleo, clock } = stage('one', 'first', 'second', 'end')
    const from = at(ann, 'first')
    const slice = ann.doc.slice(from, at(ann, 'second') + 6)
    ann.dispatch(ann.state.tr.delete(from, at(ann, 'second') + 6))
    ann.select(ann.doc.content.size - 1)
    ann.dispatch(pasteBlocks(ann.state, slice))
    types(bo, 'X', 'fir')
    types(bo, 'Y', 'sec')
    calm(clock, ann, bo, cleo)
    expect(words(cleo).join('/')).toContain('firXst')
    expect(words(cleo).join('/')).toContain('secYond')
    expect(words(ann)).toEqual(words(bo))
    expect(words(cleo).join('')).toHaveLength('onefirXstsecYondend'.length)
  })

  test(`[DM70] what is pasted twice, or was put back, is a copy (${whose})`, () => {
    const { ann } = stage('one', 'a word', 'end')
    const { pos, node } = placeOf(ann, 'a word')
    ann.dispatch(ann.state.tr.delete(pos, pos + node.nodeSize))
    ann.dispatch(ann.state.tr.insert(0, node))
    expect(movedOf(ann.ydoc).size).toBe(1)
    ann.dispatch(ann.state.tr.insert(0, node))
    expect(movedOf(ann.ydoc).size).toBe(1)
    const again = placeOf(ann, 'end')
    ann.dispatch(ann.state.tr.delete(again.pos, again.pos + again.node.nodeSize))
    ann.undo()
    ann.dispatch(ann.state.tr.insert(0, again.node))
    expect(movedOf(ann.ydoc).size).toBe(1)
  })

  test(`[DM70] joining here and Enter there move nothing (${whose})`, () => {
    const { ann } = stage('one', 'two', 'end')
    ann.dispatch(ann.state.tr.join(5))
    ann.dispatch(ann.state.tr.split(3))
    ann.dispatch(ann.state.tr.insertText('two', 1))
    expect(movedOf(ann.ydoc).size).toBe(0)
  })

  test(`[DM72] carets, places and block ids follow a block, also for who comes later (${whose})`, () => {
    const { ann, bo } = stage('one', 'a word', 'end')
    const place = bo.binding.relativePosition(at(bo, 'word'), 0)
    const id = must(bo.binding.blockId(placeOf(bo, 'a word').pos), 'a block has an id')
    moves.drag(ann, 'a word')
    const dan = new Writer({ name: 'dan', clientID: 11 })
    meet(ann, bo, dan)
    for (const writer of [ann, bo, dan]) {
      expect(writer.binding.standing(place)).toEqual({ pos: at(writer, 'word'), alive: true })
      expect(writer.binding.blockRange(id)).toMatchObject({ from: placeOf(writer, 'a word').pos })
    }
  })

  test(`[DM73] a split and more words inside come home as they are (${whose})`, () => {
    const { ann, bo, cleo, clock } = stage('one', 'a word here', 'end')
    moves.drag(ann, 'a word here')
    types(bo, ' X', 'a word')
    bo.dispatch(bo.state.tr.split(at(bo, ' X') + 2))
    types(bo, 'Y', ' X')
    calm(clock, ann, bo, cleo)
    all([ann, bo, cleo], 'one', 'end', 'a word XY', ' here')
  })

  test(`[DM73] a block of one's own beside it, and words at the ends of what is left, stay (${whose})`, () => {
    const { ann, bo, cleo, clock } = stage('one', 'a word', 'end')
    moves.drag(ann, 'a word')
    bo.dispatch(bo.state.tr.split(at(bo, 'a word') + 6))
    bo.dispatch(bo.state.tr.insertText('new', at(bo, 'a word') + 8))
    calm(clock, ann, bo, cleo)
    all([ann, bo, cleo], 'one', 'new', 'end', 'a word')
  })

  test(`[DM73] what stands at the end of a block that keeps its place stays there (${whose})`, () => {
    const { ann, bo, cleo, clock } = stage('one', 'a word here', 'end')
    moves['cut of all its words'](ann, 'a word here')
    types(bo, 'X', 'a word here')
    types(bo, 'Y', 'a w')
    calm(clock, ann, bo, cleo)
    all([ann, bo, cleo], 'one', 'X', 'end', 'a wYord here')
    // The move, and the one word that came home.
    expect(movedOf(cleo.ydoc).size).toBe(2)
  })

  test(`[DM73] two who wrote in one place both come home, one after the other (${whose})`, () => {
    const { ann, bo, cleo, clock } = stage('one', 'a word', 'end')
    moves.drag(ann, 'a word')
    types(bo, 'BB', 'a wo')
    types(cleo, 'CC', 'a wo')
    calm(clock, ann, bo, cleo)
    expect(words(ann)).toHaveLength(3)
    expect(['a woBBCCrd', 'a woCCBBrd']).toContain(words(ann)[2])
    all([bo, cleo], ...words(ann))
  })

  test(`[DM73] an absent author's words wait, then somebody who writes here brings them (${whose})`, () => {
    const { ann, bo, cleo, clock } = stage('one', 'a word', 'end')
    moves.drag(ann, 'a word')
    types(bo, 'X', 'a wo')
    const { wrote } = bo
    const gone = wrote.splice(0)
    for (const update of gone) {
      ann.hear(update)
      cleo.hear(update)
    }
    ann.tell(cleo)
    ann.wrote.length = 0
    // Each at a moment of their own.
    const turn = annId * 500
    clock.advance(9_999 + turn)
    expect(words(cleo)).toContain('X')
    expect(ann.wrote).toEqual([])
    clock.advance(1)
    ann.tell(cleo)
    all([ann, cleo], 'one', 'end', 'a woXrd')
    expect(cleo.wrote).toEqual([])
    // The author comes back, and brings nothing a second time.
    ann.tell(bo)
    calm(clock, ann, bo, cleo)
    all([ann, bo, cleo], 'one', 'end', 'a woXrd')
  })

  test(`[DM74] of a block that two move one stays, the lower id's (${whose})`, () => {
    const { ann, bo, cleo, clock } = stage('one', 'a word', 'two', 'end')
    moves.drag(ann, 'a word')
    const { pos, node } = placeOf(bo, 'a word')
    bo.dispatch(bo.state.tr.delete(pos, pos + node.nodeSize).insert(0, node))
    types(ann, 'A', 'a wo')
    types(bo, 'B', 'a wo')
    meet(ann, bo, cleo)
    expect(words(cleo).filter((line) => /^a wo/.test(line))).toHaveLength(2)
    calm(clock, ann, bo, cleo)
    const [first, last] = annId < boId ? [[], [0]] : [[0], []]
    const one = words(ann).find((line) => /^a wo/.test(line)) ?? ''
    expect(['a woABrd', 'a woBArd']).toContain(one)
    all([ann, bo, cleo], ...first.map(() => one), 'one', 'two', 'end', ...last.map(() => one))
    expect(cleo.wrote).toEqual([])
  })

  test(`[DM75] undo of a move brings the block back as it is now, with all that came into it (${whose})`, () => {
    const { ann, bo, cleo, clock } = stage('one', 'a word here', 'end')
    moves.drag(ann, 'a word here')
    types(bo, 'X', 'a wo')
    calm(clock, ann, bo, cleo)
    types(cleo, 'Y', 'he')
    const gone = at(cleo, 'a ')
    cleo.dispatch(cleo.state.tr.delete(gone, gone + 2))
    cleo.dispatch(cleo.state.tr.setNodeAttribute(placeOf(cleo, 'woXrd heYre').pos, 'kind', 'quote'))
    calm(clock, ann, bo, cleo)
    ann.undo()
    calm(clock, ann, bo, cleo)
    all([ann, bo, cleo], 'one', 'woXrd heYre', 'end')
    expect(cleo.doc.child(1).attrs.kind).toBe('quote')
    ann.redo()
    calm(clock, ann, bo, cleo)
    all([ann, bo, cleo], 'one', 'end', 'woXrd heYre')
    expect(cleo.doc.child(2).attrs.kind).toBe('quote')
  })

  test(`[DM75] undo of paste and of cut, one after the other (${whose})`, () => {
    const { ann, bo, clock } = stage('one', 'a word', 'two', 'end')
    moves['cut and paste'](ann, 'a word')
    types(bo, 'X', 'a wo')
    calm(clock, ann, bo)
    const there = words(ann)
    const edits = ['paste', 'a block for it', 'cut']
    for (const _ of edits) {
      ann.undo()
      calm(clock, ann, bo)
    }
    all([ann, bo], 'one', 'a woXrd', 'two', 'end')
    for (const _ of edits) ann.redo()
    calm(clock, ann, bo)
    all([ann, bo], ...there)
  })

  test(`[DM75] what another moved on stays there when its first mover undoes (${whose})`, () => {
    const { ann, bo, cleo, clock } = stage('one', 'a word', 'two', 'end')
    moves.drag(ann, 'a word')
    calm(clock, ann, bo, cleo)
    const { pos, node } = placeOf(bo, 'a word')
    bo.dispatch(bo.state.tr.delete(pos, pos + node.nodeSize).insert(0, node))
    calm(clock, ann, bo, cleo)
    ann.undo()
    calm(clock, ann, bo, cleo)
    all([ann, bo, cleo], 'a word', 'one', 'two', 'end')
  })

  test(`[DM75] of two movers neither brings a second one by undo (${whose})`, () => {
    const { ann, bo, cleo, clock } = stage('one', 'a word', 'two', 'end')
    moves.drag(ann, 'a word')
    const { pos, node } = placeOf(bo, 'a word')
    bo.dispatch(bo.state.tr.delete(pos, pos + node.nodeSize).insert(0, node))
    calm(clock, ann, bo, cleo)
    for (const writer of [ann, bo]) {
      writer.undo()
      calm(clock, ann, bo, cleo)
      expect(words(cleo).filter((line) => line === 'a word')).toHaveLength(1)
    }
  })

  test(`[DM77] what others took out of a block, set or marked meanwhile does not come after it (${whose})`, () => {
    const { ann, bo, cleo, clock } = stage('one', 'a word here', 'end')
    const before = placeOf(ann, 'a word here').node
    moves.drag(ann, 'a word here')
    const there = at(bo, 'a word here')
    bo.dispatch(bo.state.tr.delete(there, there + 2))
    bo.dispatch(bo.state.tr.addMark(there, there + 4, must(schema.marks.bold, 'bold').create()))
    bo.dispatch(bo.state.tr.setNodeAttribute(there - 1, 'kind', 'quote'))
    calm(clock, ann, bo, cleo)
    all([ann, bo, cleo], 'one', 'end', 'a word here')
    for (const { doc } of [ann, bo, cleo]) expect(doc.child(2).eq(before)).toBe(true)
    expect(movedOf(cleo.ydoc).size).toBe(1)
  })

  test(`[DM76] records older than a month go when somebody writes, not when somebody looks (${whose})`, () => {
    const { ann, bo, clock } = stage('one', 'a word', 'end')
    moves.drag(ann, 'a word')
    meet(ann, bo)
    clock.advance(31 * DAY_MS)
    const open = (name: string, clientID: number) => {
      const writer = new Writer({ name, clientID, clock })
      ann.tell(writer)
      const again = new Writer({ name, clientID: clientID + 10, clock, ydoc: writer.ydoc })
      return again
    }
    const [dan, viewer] = [open('dan', 20), open('vera', 40)]
    clock.advance(60_000)
    expect([movedOf(dan.ydoc).size, viewer.wrote.length]).toEqual([1, 0])
    dan.dispatch(dan.state.tr.insertText('!', 1))
    clock.advance(9_999)
    expect(movedOf(dan.ydoc).size).toBe(1)
    clock.advance(1)
    expect(movedOf(dan.ydoc).size).toBe(0)
    expect(words(dan)).toEqual(['!one', 'end', 'a word'])
  })

  test(`[DM40] who only looks brings nothing home and takes nothing away (${whose})`, () => {
    const { ann, bo, cleo, clock } = stage('one', 'a word', 'end')
    moves.drag(ann, 'a word')
    types(bo, 'X', 'a wo')
    const updates = [...ann.wrote, ...bo.wrote]
    for (const update of updates) cleo.hear(update)
    clock.advance(3_600_000)
    expect(cleo.wrote).toEqual([])
    expect(words(cleo)).toEqual(['one', 'X', 'end', 'a word'])
  })
}
