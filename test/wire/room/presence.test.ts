import { beforeEach, expect, test } from 'vitest'
import { encodeAwareness } from '../../../shared/wire/awareness.ts'
import { encodeQueryAwareness } from '../../../shared/wire/query-awareness.ts'
import { Stage, settled } from './stage.ts'

let stage: Stage
beforeEach(() => {
  stage = new Stage()
})

const rest = () => stage.clock.pass(200)

test('[LV9] a state reaches everybody, the one who sent it included, and those who come later', async () => {
  const ann = await stage.enters('ann', { client: 1 })
  const bo = await stage.enters('bo', { client: 2, isStock: true })
  ann.moves({ caret: 5 }, 1)
  await rest()
  expect(ann.sees.get(1)).toBe('{"caret":5}')
  expect(bo.sees.get(1)).toBe('{"caret":5}')
  const cleo = await stage.enters('cleo', { client: 3 })
  expect(cleo.sees.get(1)).toBe('{"caret":5}')
  bo.forgets()
  bo.says(encodeQueryAwareness())
  expect(bo.sees.get(1)).toBe('{"caret":5}')
})

test('[LV8] nobody speaks for somebody else, and the one who tries is not told', async () => {
  const ann = await stage.enters('ann', { client: 1 })
  const bo = await stage.enters('bo', { client: 2 })
  ann.moves({ caret: 5 }, 1)
  bo.moves({ caret: 6 }, 1)
  await rest()
  bo.moves({ caret: 99 }, 2, 1)
  bo.moves(null, 9, 1)
  bo.says(
    encodeAwareness([
      { client: 1, clock: 2 ** 50, state: '{}' },
      { client: 2, clock: 2, state: '{"caret":7}' },
    ]),
  )
  await rest()
  expect([...ann.sees]).toEqual([
    [1, '{"caret":5}'],
    [2, '{"caret":7}'],
  ])
  expect([bo.refusals, bo.closed]).toEqual([[], null])
  ann.moves({ caret: 8 }, 2)
  await rest()
  expect(bo.sees.get(1)).toBe('{"caret":8}')
})

test('[LV8] nobody takes the id under which another person has written', async () => {
  const ann = await stage.enters('ann', { client: 1 })
  ann.types('a')
  await settled()
  ann.leaves()
  const bo = await stage.enters('bo', { client: 2 })
  bo.moves({ caret: 1 }, 1, 1)
  await rest()
  expect(bo.sees.size).toBe(0)
  expect(bo.roster).toEqual([])
})

test('[LV8] a newer session of the same person takes the id over; the older leaves it alone', async () => {
  const old = await stage.enters('ann', { client: 1 })
  const bo = await stage.enters('bo', { client: 2 })
  old.moves({ tab: 'old' }, 5)
  await rest()
  const young = await stage.enters('ann', { client: 1, doc: old.doc })
  young.moves({ tab: 'young' }, 3)
  await rest()
  expect(bo.sees.get(1)).toBe('{"tab":"young"}')
  old.moves({ tab: 'old' }, 9)
  old.leaves()
  await rest()
  expect(bo.sees.get(1)).toBe('{"tab":"young"}')
  expect(bo.roster).toEqual(['ann'])
})

test('[LV9] who leaves is removed at the last clock, once', async () => {
  const ann = await stage.enters('ann', { client: 1 })
  const bo = await stage.enters('bo', { client: 2 })
  ann.moves({ caret: 5 }, 41)
  await rest()
  bo.forgets()
  ann.leaves()
  ann.leaves()
  await rest()
  expect(bo.heard.filter(({ kind }) => kind === 'awareness')).toEqual([
    { kind: 'awareness', entries: [{ client: 1, clock: 41, state: 'null' }] },
  ])
  expect(bo.roster).toEqual([])
})

test('[LV9] of many states one is sent on, the last, at most ten a second', async () => {
  const ann = await stage.enters('ann', { client: 1 })
  const bo = await stage.enters('bo', { client: 2 })
  for (let clock = 1; clock <= 100; clock++) {
    ann.moves({ caret: clock }, clock)
    await stage.clock.pass(10)
  }
  await rest()
  const states = bo.heard.filter(({ kind }) => kind === 'awareness')
  expect(states.length).toBeGreaterThanOrEqual(10)
  expect(states.length).toBeLessThanOrEqual(12)
  expect(bo.sees.get(1)).toBe('{"caret":100}')
})

test('[LV9] a state beyond 4 KiB is not sent on', async () => {
  const ann = await stage.enters('ann', { client: 1 })
  ann.moves({ caret: 1 }, 1)
  ann.moves({ junk: 'x'.repeat(5_000) }, 2)
  await rest()
  expect(ann.sees.get(1)).toBe('{"caret":1}')
})

test('[LV9] the roster says who is behind which id, to ours only, also after a new name', async () => {
  const ann = await stage.enters('ann', { client: 1 })
  const bo = await stage.enters('bo', { client: 2, isStock: true })
  ann.moves({ name: 'the queen' }, 1)
  bo.moves({}, 1)
  await rest()
  expect(ann.roster).toEqual(['ann', 'bo'])
  expect(bo.heard.some(({ kind }) => kind === 'roster' || kind === 'hello')).toBe(false)
  stage.live.appears('bo', { name: 'Bo the Second', colour: 'c1' })
  await rest()
  expect(ann.roster).toEqual(['ann', 'Bo the Second'])
  expect(stage.live.here('d1').map(({ name }) => name)).toEqual(['ann', 'Bo the Second'])
  bo.moves(null, 2)
  await rest()
  expect(ann.roster).toEqual(['ann'])
})

test('[LV9] a new colour is told at once, and two people here never have the same', async () => {
  const ann = await stage.enters('ann', { client: 1 })
  const bo = await stage.enters('bo', { client: 2 })
  ann.moves({}, 1)
  bo.moves({}, 1)
  await rest()
  const colours = () => {
    const latest = ann.heard.findLast((frame) => frame.kind === 'roster')
    return latest?.kind === 'roster' ? latest.peers.map(({ colour }) => colour) : []
  }
  const [hers, his] = colours()
  expect(hers).not.toBe(his)
  stage.live.appears('bo', { name: 'bo', colour: 'c5' })
  await rest()
  expect(colours()).toEqual([hers, 'c5'])
  stage.live.appears('ann', { name: 'ann', colour: 'c5' })
  await rest()
  expect(colours()).toEqual([hers, 'c5'])
})
