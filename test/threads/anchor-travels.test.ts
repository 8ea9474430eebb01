import { expect, test } from 'vitest'
import { Writer } from '../support/writer.ts'
import { blockOf, copies, cuts, drags, movesBlock, pastes } from './anchor-edits.ts'
import { Board, everyone, Reader, scene } from './anchor-stage.ts'

for (const [how, moves] of [
  ['cut and pasted', (who: Reader) => pastes(who, cutsWord(who), who.find('end').to)],
  ['dragged', (who: Reader) => drags(who, 'word', 'end', 1)],
] as const) {
  test(`[AN8] words ${how} take their thread along, also where they stand elsewhere too`, () => {
    const stage = scene('word', 'a word', 'word end')
    const { ann, bo } = stage
    ann.comments('t', 'word', 1)
    everyone(stage)
    moves(bo)
    expect(bo.sees('t')).toBe('word')
    everyone(stage)
    expect(stage.board.healed).toBe(1)
    expect(ann.sees('t')).toBe('word')
    expect(ann.place('t')).toMatchObject({ from: ann.find('endword').from + 3, changed: false })
  })
}

function cutsWord(who: Reader) {
  const { from, to } = who.find('word', 1)
  return cuts(who, from, to)
}

test('[AN8] all threads on what was cut travel with it, in their places', () => {
  const stage = scene('a b', 'a b a b', 'end')
  const { ann, bo, board } = stage
  ann.comments('one', 'a', 1)
  ann.comments('two', 'b', 2)
  ann.opens('block', { kind: 'block', pos: ann.find('a b a').from })
  everyone(stage)
  movesBlock(bo, 'a b a b', 'a b')
  everyone(stage)
  expect(board.healed).toBe(3)
  expect(ann.place('block')).toMatchObject({ from: 0 })
  expect(ann.place('one')).toMatchObject({ from: 1, to: 2 })
  expect(ann.place('two')).toMatchObject({ from: 7, to: 8 })
})

test('[AN8] what undo brought back is not taken away by pasting a copy of it', () => {
  const stage = scene('Title', 'a word', 'end')
  const { ann, bo, board } = stage
  ann.comments('t', 'word')
  everyone(stage)
  const { from, to } = bo.find('word')
  const slice = cuts(bo, from, to)
  bo.undoes()
  expect(board.healed).toBe(0)
  pastes(bo, slice, bo.find('end').to)
  everyone(stage)
  expect(board.healed).toBe(0)
  expect(ann.place('t')).toMatchObject({ from, to })
})

test('[AN8] a move stands here before the server took it', () => {
  const stage = scene('word', 'a word', 'word end')
  const { ann, bo } = stage
  ann.comments('t', 'word', 1)
  everyone(stage)
  drags(bo, 'word', 'end', 1)
  bo.hears()
  expect(bo.place('t')).toMatchObject({ from: bo.find('endword').from + 3 })
})

test('[AN8] who may not write heals nothing', () => {
  const stage = scene('word', 'a word', 'word end')
  const { ann, bo } = stage
  ann.comments('t', 'word', 1)
  everyone(stage)
  bo.mayWrite = false
  drags(bo, 'word', 'end', 1)
  expect(bo.outbox).toEqual([])
})

test('[AN8] a thread that was changed before it was moved still says so', () => {
  const stage = scene('Title', 'one two three', 'end')
  const { ann, bo } = stage
  ann.comments('t', 'one two three')
  everyone(stage)
  bo.types('very ', 'two')
  everyone(stage)
  drags(bo, 'one very two three', 'end')
  everyone(stage)
  expect(stage.board.healed).toBe(1)
  expect(ann.sees('t')).toBe('one very two three')
  expect(ann.place('t')).toMatchObject({ changed: true })
})

test('[AN8] a pasted copy takes no thread, nor does another document', () => {
  const stage = scene('Title', 'a word', 'end')
  const { ann, bo, board } = stage
  ann.comments('t', 'word')
  everyone(stage)
  const { from, to } = blockOf(bo, 'a word')
  const copy = copies(bo, from, to)
  pastes(bo, copy, bo.find('end').to)
  everyone(stage)
  expect(board.healed).toBe(0)
  expect(ann.place('t')).toMatchObject({ from: ann.find('word').from })

  const elsewhere = new Reader(new Writer({ name: 'bo', clientID: 7 }), new Board())
  const cut = cuts(bo, from, to)
  expect(JSON.stringify(cut)).not.toMatch(/"t"|thread/)
  pastes(elsewhere, cut, 1)
  elsewhere.anchors.settle()
  expect(elsewhere.lines.join()).toContain('a word')
  expect(elsewhere.anchors.places.value.size).toBe(0)
  expect(elsewhere.outbox).toEqual([])
  elsewhere.close()
})

test('[AN8] of two who move the same words one is believed by all', () => {
  const stage = scene('word', 'a word', 'word end')
  const { ann, bo, board } = stage
  ann.comments('t', 'word', 1)
  everyone(stage)
  drags(ann, 'a word', 'end')
  drags(bo, 'a word', 'end')
  everyone(stage)
  expect(board.healed).toBe(1)
  expect(board.stale).toBe(1)
  everyone(stage)
})
