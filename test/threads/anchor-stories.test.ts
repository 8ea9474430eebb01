import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { schema } from '../../client/editor/schema.ts'
import { must } from '../../shared/kit/assert.ts'
import { type Anchor, encodePosition } from '../../shared/threads/anchor-schema.ts'
import { Writer } from '../support/writer.ts'
import { blockOf, cuts, enters, joinsBack, movesBlock, pastes } from './anchor-edits.ts'
import { agrees, Board, everyone, Reader, scene } from './anchor-stage.ts'

test('[AN1] threads overlap, and each keeps its own words', () => {
  const stage = scene('Title', 'one two three four')
  const { ann, bo, cleo } = stage
  ann.comments('a', 'one two three')
  bo.comments('b', 'two three four')
  cleo.comments('c', 'two')
  everyone(stage)
  bo.types('and ', 'three')
  cleo.deletes('one ')
  everyone(stage)
  expect(ann.sees('a')).toBe('two and three')
  expect(bo.sees('b')).toBe('two and three four')
  expect(cleo.sees('c')).toBe('two')
  expect(ann.anchors.threadsAt(ann.find('two').from + 1).toSorted()).toEqual(['a', 'b', 'c'])
  expect(ann.anchors.threadsAt(ann.find('four').from + 1)).toEqual(['b'])
})

test('[AN1] a thread over three blocks holds all of them', () => {
  const stage = scene('Title', 'one two', 'three', 'four five')
  const { ann, bo } = stage
  ann.opens('t', { kind: 'text', from: ann.find('two').from, to: ann.find('four').to })
  everyone(stage)
  expect(bo.sees('t')).toBe('two|three|four')
  joinsBack(bo, 'three')
  enters(ann, 'our')
  everyone(stage)
  expect(bo.sees('t')).toBe('twothree|f|our')
  expect(bo.place('t')).toMatchObject({ changed: false })
})

test('[AN5] of the same words twice the thread stays with its own', () => {
  const stage = scene('the same words', 'in between', 'the same words')
  const { ann, bo, cleo } = stage
  ann.comments('t', 'same', 1)
  everyone(stage)
  bo.deletes('same')
  cleo.types('x', 'words')
  everyone(stage)
  expect(bo.sees('t')).toBe('same')
  expect(bo.place('t')).toMatchObject(bo.find('same'))
})

test('[AN5] lost words that stand in two other places belong to neither', () => {
  const stage = scene('Title', 'a word here', 'a word there', 'a word')
  const { ann, bo } = stage
  ann.comments('t', 'word', 2)
  everyone(stage)
  bo.deletes('word', 2)
  everyone(stage)
  expect(ann.sees('t')).toBe('orphan')
  bo.deletes('a word there')
  bo.deletes('a word here')
  bo.types('An own word', 'a ')
  everyone(stage)
  expect(ann.sees('t')).toBe('word')
})

test('[AN5] of several places the one with the quoted context is meant', () => {
  const stage = scene('Title', 'As the longest proverb says: word', 'word', 'word by word')
  const { ann, bo } = stage
  ann.comments('t', 'word')
  everyone(stage)
  bo.mayWrite = false
  const { from, to } = blockOf(bo, 'As the longest')
  pastes(bo, cuts(bo, from, to), bo.find('word by word').to)
  everyone(stage)
  expect(stage.board.healed).toBe(0)
  expect(ann.sees('t')).toBe('word')
  expect(ann.place('t')).toMatchObject({ from: ann.find('says: word').from + 6 })
})

test('[AN5] where several places have the near context, the one with all of it is meant', () => {
  const same = 'same '.repeat(10)
  const line = (which: string) =>
    `This is the ${which} line. ${same}word ${same}End of the ${which}.`
  const stage = scene('Title', line('first'), line('second'), line('third'))
  const { ann, bo } = stage
  ann.comments('t', 'word', 1)
  everyone(stage)
  bo.mayWrite = false
  movesBlock(bo, 'second', 'Title')
  everyone(stage)
  expect(ann.place('t')).toMatchObject({ from: ann.find('word').from })
})

test('[AN3] a thread stays where its first and last letter live, whatever was written between', () => {
  const stage = scene('Title', 'one two three', 'end')
  const { ann, bo } = stage
  ann.comments('t', 'one two three')
  everyone(stage)
  bo.deletes('ne two thre')
  bo.types(' quite another sentence, and not a short one ', 'e', 1)
  everyone(stage)
  expect(ann.sees('t')).toMatch(/^o quite .* one e$/)
  expect(ann.place('t')).toMatchObject({ changed: true })
})

test('[AN4] letters deleted and typed again are the words again', () => {
  const stage = scene('Title', 'hello there', 'hello')
  const { ann, bo } = stage
  ann.comments('t', 'hello')
  everyone(stage)
  bo.deletes('he')
  expect(bo.sees('t')).toBe('llo')
  bo.types('he', 'llo')
  everyone(stage)
  expect(ann.place('t')).toMatchObject({ ...ann.find('hello'), changed: false })
})

test('[AN5] lost words do not become those of their neighbours', () => {
  const stage = scene('Title', 'yes', 'yes', 'yes')
  const { ann, bo } = stage
  ann.comments('t', 'yes', 1)
  everyone(stage)
  const { from, to } = ann.place('t') as { from: number; to: number }
  cuts(bo, from - 1, to + 1)
  everyone(stage)
  expect(ann.lines).toEqual(['Title', 'yes', 'yes'])
  expect(ann.sees('t')).toBe('orphan')
})

test('[AN4] what two deleted and two put back has one thread, on the copy that will stay', () => {
  const stage = scene('Title', 'one two three', 'end')
  const { ann, bo, cleo } = stage
  cleo.comments('t', 'two')
  everyone(stage)
  ann.deletes('two')
  bo.deletes('two')
  everyone(stage)
  expect(cleo.sees('t')).toBe('orphan')
  ann.undoes()
  bo.undoes()
  everyone(stage)
  expect(ann.lines[1]).toBe('one ttwwoo three')
  for (const { writer } of [ann, bo, cleo]) writer.binding.heal()
  everyone(stage)
  expect(ann.lines[1]).toBe('one two three')
  expect(cleo.sees('t')).toBe('two')
})

test('[AN7] a thread waits for words that have not arrived, and judges nothing', () => {
  const { ann, bo, board } = scene('Title', 'one')
  ann.types('new ', 'one')
  ann.comments('t', 'new')
  bo.hears()
  expect(bo.sees('t')).toBe('not-yet')
  ann.deletes('new ')
  ann.undoes()
  expect(bo.sees('t')).toBe('not-yet')
  ann.writer.tell(bo.writer)
  expect(bo.sees('t')).toBe('new')
  agrees([ann, bo], board)
})

test('[AN7] words that arrive already deleted make an orphan of a thread that waits', () => {
  const { ann, bo } = scene('Title', 'one')
  ann.types('new ', 'one')
  ann.comments('t', 'new')
  bo.hears()
  expect(bo.sees('t')).toBe('not-yet')
  ann.deletes('new ')
  ann.writer.tell(bo.writer)
  expect(bo.sees('t')).toBe('orphan')
})

test('[AN6] a thread on a block follows it, whatever becomes of its words', () => {
  const stage = scene('Title', 'one two', 'three')
  const { ann, bo } = stage
  ann.opens('t', { kind: 'block', pos: ann.find('one').from })
  everyone(stage)
  bo.deletes('one two')
  bo.types('new', 'three')
  enters(ann, 'one')
  everyone(stage)
  const place = ann.place('t')
  expect(place).toMatchObject({ kind: 'block' })
})

test('[AN6] a block that is joined, deleted and put back, or moved keeps its thread', () => {
  const stage = scene('Title', 'one two', 'three four', 'end')
  const { ann, bo } = stage
  ann.opens('t', { kind: 'block', pos: ann.find('three').from })
  everyone(stage)
  joinsBack(bo, 'three')
  everyone(stage)
  expect(ann.sees('t')).toBe('one twothree four')
  bo.undoes()
  everyone(stage)
  expect(ann.sees('t')).toBe('three four')
  movesBlock(bo, 'three', 'Title')
  everyone(stage)
  expect(ann.sees('t')).toBe('three four')
  expect(stage.board.healed).toBe(1)
  const { from, to } = blockOf(bo, 'three')
  cuts(bo, from, to)
  everyone(stage)
  expect(ann.sees('t')).toBe('orphan')
})

test('[AN6] nothing to hold on to: an empty block, an empty document', () => {
  const stage = scene('Title', '', 'end')
  const { ann, bo } = stage
  const empty = ann.find('end').from - 3
  ann.opens('t', { kind: 'text', from: empty + 1, to: empty + 1 })
  everyone(stage)
  expect(bo.place('t')).toEqual({ kind: 'block', from: empty, to: empty + 2 })
  const fresh = new Reader(new Writer({ name: 'bo', clientID: 7 }), new Board())
  expect(fresh.anchors.anchorOf({ kind: 'text', from: 1, to: 1 })).toEqual({ kind: 'document' })
  expect(fresh.anchors.anchorOf({ kind: 'document' })).toEqual({ kind: 'document' })
  fresh.close()
})

test('[AN6] white space at the ends of a selection is not part of the words', () => {
  const { ann } = scene('Title', 'one two ', ' three')
  const { from } = ann.find('two')
  ann.opens('t', { kind: 'text', from: from - 1, to: from + 6 })
  expect(ann.sees('t')).toBe('two')
  expect(ann.board.threads.get('t')?.anchor).toMatchObject({ quote: { exact: 'two' } })
})

test('[AN6] a quote is cut to its lengths, between whole letters', () => {
  const long = '𝒳'.repeat(600)
  const stage = scene('Title', `${'p'.repeat(100)} ${long} ${'s'.repeat(100)}`)
  stage.ann.comments('t', long)
  const { anchor } = must(stage.board.threads.get('t'), 'the thread')
  if (anchor.kind !== 'text') throw new Error('an anchor on words')
  const { exact, prefix, suffix } = anchor.quote
  expect(exact.isWellFormed()).toBe(true)
  expect([exact.length, prefix.length, suffix.length]).toEqual([512, 64, 64])
  everyone(stage)
  expect(stage.bo.place('t')).toMatchObject({ kind: 'text', changed: false })
})

test('[AN6] a name in the words is read as its letters', () => {
  const stage = scene('Title', 'ask  about it')
  const { ann, bo } = stage
  const at = ann.find('ask ').to
  ann.writer.dispatch(
    ann.writer.state.tr.insert(at, schema.node('mention', { id: 'p', label: 'Cleo' })),
  )
  ann.opens('t', { kind: 'text', from: at - 4, to: at + 7 })
  everyone(stage)
  expect(bo.sees('t')).toBe('ask @Cleo about')
  bo.mayWrite = false
  const { from, to } = blockOf(bo, 'ask')
  pastes(bo, cuts(bo, from, to), bo.find('Title').to)
  everyone(stage)
  expect(ann.sees('t')).toBe('ask @Cleo about')
})

test('[AN9] anchors that point nowhere, into another document or outside of the text do no harm', () => {
  const { ann, board } = scene('Title', 'one two', 'gone')
  const at = (client: number, clock: number, assoc: number) =>
    encodePosition(new Y.RelativePosition(null, null, Y.createID(client, clock), assoc))
  const quote = { exact: 'one two', prefix: '', suffix: '' }
  const text = (start: string, end: string, exact = 'one two'): Anchor => ({
    ...{ kind: 'text', start, end, block: null, quote: { ...quote, exact } },
  })
  const end = encodePosition(new Y.RelativePosition(null, 'body', null, 0))
  const { writer } = ann
  const about = writer.ydoc.getMap('about')._map.get('schema')
  const outside = must(about, 'the schema is written').id
  board.open('nowhere', text(at(4242, 7, 0), at(4242, 9, -1)))
  board.open('no block', { kind: 'block', block: '4242:7', quote })
  board.open('no letter', text(end, end))
  board.open(
    'outside',
    text(at(outside.client, outside.clock, 0), at(outside.client, outside.clock, -1)),
  )
  const last = at(2, 3, 0)
  board.open('backwards', text(at(2, 15, 0), at(2, 4, -1), 'never said'))
  board.open('one place', text(last, last, 'never said either'))
  ann.hears()
  expect(ann.sees('nowhere')).toBe('not-yet')
  expect(ann.sees('no block')).toBe('not-yet')
  expect(ann.sees('no letter')).toBe('one two')
  expect(ann.sees('outside')).toBe('one two')
  expect(ann.sees('backwards')).toBe('orphan')
  expect(['orphan', 'text']).toContain(ann.place('one place').kind)
})

test('[AN10] a hidden thread has a place and no highlight; a focused one is drawn so', () => {
  const stage = scene('Title', 'one two', 'three')
  const { ann } = stage
  ann.comments('a', 'one')
  ann.comments('b', 'three')
  const [a, b] = [...stage.board.threads.values()]
  if (!a || !b) throw new Error('two threads')
  ann.anchors.set([{ ...a, hidden: true }, b])
  expect(ann.sees('a')).toBe('one')
  expect(ann.anchors.threadsAt(ann.find('one').from + 1)).toEqual([])
  ann.types('zero ', 'one')
  expect(ann.sees('a')).toBe('one')
  ann.anchors.setFocus('b')
  expect([...ann.anchors.places.value.keys()]).toEqual(['a', 'b'])
  ann.anchors.set([b])
  expect([...ann.anchors.places.value.keys()]).toEqual(['b'])
})

test('[AN10] whoever closes hears of nothing any more', () => {
  const { ann } = scene('Title', 'one two')
  ann.comments('a', 'one')
  ann.anchors.settle()
  const before = ann.anchors.places.value
  ann.anchors.close()
  ann.anchors.close()
  ann.types('zero ', 'one')
  ann.anchors.settle()
  expect(ann.anchors.places.value).toEqual(before)
})
