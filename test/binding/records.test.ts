import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { movedOf } from '../../shared/document/moved.ts'
import { must } from '../../shared/kit/assert.ts'
import { HandClock } from '../replica/hand-clock.ts'
import { meet, Writer } from '../support/writer.ts'
import { at, words } from './lines.ts'

// Records of moves that a stock client may write: nonsense, and lies.

test('[DM71] any value under any key of the records is read, and harms nobody', () => {
  const ann = new Writer({ name: 'ann', clientID: 2 })
  ann.dispatch(ann.state.tr.insertText('some words'))
  const huge = Number.MAX_SAFE_INTEGER
  const long = Array.from({ length: 2 + 4 * 1_025 }, (_, one) => (one === 1 ? 7 : 1))
  const nonsense: unknown[] = [
    null,
    '',
    {},
    [],
    [1, 7],
    [1, 7, 2],
    [1, 7, 2, 0, 0, 0],
    [1, 7, 2, 0, 0, -1],
    [1, 7, 2, 0.5, 0, 1],
    [1, 7, 'x', 0, 0, 1],
    [1, 7, 2, 0, 0, huge],
    [1, 7, huge, huge, huge, 1],
    [1, 7, 7, 0, 0, 4],
    [1, 7, 2, 0, 2, 4, 2, 2, 0, 4],
    [1, 2, 2, 0, 2, 4],
    [1, 7, 2, 0, 0, 100_000],
    [[1, 7], 2, 0, 0, 1],
    long,
    new Uint8Array(9),
    true,
  ]
  const bo = new Y.Doc()
  bo.clientID = 7
  Y.applyUpdate(bo, ann.everything())
  bo.getText('body').insert(1, 'stock')
  for (const [at, value] of nonsense.entries()) movedOf(bo).set(`${at}`, value)
  movedOf(bo).set('nested', new Y.Map([['a', 1]]))
  movedOf(bo).set('text', new Y.Text('words'))
  const cleo = new Writer({ name: 'cleo', clientID: 9 })
  for (const writer of [ann, cleo]) writer.hear(Y.encodeStateAsUpdate(bo))
  ann.wrote.length = 0
  ann.type('!')
  for (const { binding } of [ann, cleo]) binding.heal()
  expect(ann.wrote).toHaveLength(1)
  meet(ann, cleo)
  for (const writer of [ann, cleo]) expect(words(writer)).toEqual(['stocksome words!'])
})

test('[DM71] a record speaks of its author’s tokens only, and of living ones not at all', () => {
  const clock = new HandClock()
  const ann = new Writer({ name: 'ann', clientID: 2, clock })
  ann.dispatch(ann.state.tr.insertText('anna and bob'))
  const place = ann.binding.relativePosition(1, 0)
  const { clock: first } = must(place.item, 'a place in words')
  const bo = new Y.Doc()
  bo.clientID = 1
  Y.applyUpdate(bo, ann.everything())
  bo.getText('body').insert(1, 'anna')
  // Ann's living words stand where bo's equal ones are; and where others of her own are.
  movedOf(bo).set('a', [0, 1, 2, first, 0, 4])
  movedOf(bo).set('b', [0, 2, 2, first, first + 5, 4])
  ann.hear(Y.encodeStateAsUpdate(bo))
  ann.type('!')
  clock.advance(60_000)
  expect(words(ann).join('')).toMatch(/^annaanna and bob!|^anna!anna and bob|^annaanna/)
  expect(ann.binding.standing(place)).toMatchObject({ alive: true, pos: at(ann, 'anna and') })
  movedOf(bo).delete('a')
  const gone = at(ann, 'anna and')
  const cleo = new Writer({ name: 'cleo', clientID: 9 })
  ann.dispatch(ann.state.tr.delete(gone, gone + 4))
  const honest = Y.encodeStateAsUpdate(ann.ydoc)
  cleo.hear(honest)
  cleo.hear(Y.encodeStateAsUpdate(bo))
  const found = cleo.binding.standing(place)
  expect(found).not.toMatchObject({ alive: true, pos: at(cleo, 'and bob') })
})

test('[DM71] records without end cost no time without end', () => {
  const ann = new Writer({ name: 'ann', clientID: 2 })
  ann.dispatch(ann.state.tr.insertText('x'.repeat(50_000)))
  ann.dispatch(ann.state.tr.delete(1, 50_001))
  const bo = new Y.Doc()
  bo.clientID = 7
  Y.applyUpdate(bo, ann.everything())
  bo.getText('body').insert(1, 'y'.repeat(50_000))
  const first = bo.store.clients.get(7)?.[0]?.id.clock ?? 0
  for (let one = 0; one < 200; one += 1) {
    const runs = Array.from({ length: 1_000 }, (_, at) => [2, 10 + at, first + at, 90])
    movedOf(bo).set(`${one}`, [0, 7, ...runs.flat()])
  }
  const start = process.cpuUsage()
  ann.hear(Y.encodeStateAsUpdate(bo))
  const { user, system } = process.cpuUsage(start)
  expect((user + system) / 1_000).toBeLessThan(20_000)
  expect(words(ann).join('')).toContain('yyy')
})
