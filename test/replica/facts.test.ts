import { expect, test } from 'vitest'
import { encodeFact, type Fact } from '../../shared/wire/fact.ts'
import { aStage, settle, type Tab } from './people.ts'

const stage = aStage()

const fact = (sequence: number): Fact => ({
  ...{ sequence, kind: 'thread.replied', body: {}, person: 'bo', at: 1_000, by: null },
})
const tells = (tab: Tab, sequence: number) => tab.wire.down(encodeFact(fact(sequence)))

test('[RP19] role and log are what the hello of this session says', async () => {
  const ann = stage.opens('ann')
  expect([ann.replica.role.value, ann.replica.log.value]).toEqual([null, null])
  await ann.connects()
  expect([ann.replica.role.value, ann.replica.log.value]).toEqual(['write', 'log-1'])
  await ann.saves()
  ann.wire.drops()
  ann.wire.hello = { ...ann.wire.hello, role: 'comment', logId: 'log-2' }
  stage.clock.advance(1_000)
  ann.wire.accept()
  expect([ann.replica.role.value, ann.replica.log.value]).toEqual(['comment', 'log-2'])
})

test('[RP19] facts that came before anybody listened wait for the first listener', async () => {
  const ann = stage.opens('ann')
  await ann.connects()
  tells(ann, 3)
  tells(ann, 7)
  const heard: string[] = []
  const undo = ann.replica.onFact(({ sequence }, log) => heard.push(`${log}:${sequence}`))
  expect(heard).toEqual(['log-1:3', 'log-1:7'])
  tells(ann, 8)
  expect(heard).toEqual(['log-1:3', 'log-1:7', 'log-1:8'])
  undo()
  tells(ann, 9)
  expect(heard).toHaveLength(3)
})

test('[RP19] the last fact stands in the URL of the next connection', async () => {
  const ann = stage.opens('ann', { after: Promise.resolve('log-1:5') })
  await ann.connects()
  expect(ann.wire.last.params).toMatchObject({ after: 'log-1:5' })
  tells(ann, 12)
  ann.wire.drops()
  stage.clock.advance(1_000)
  expect(ann.wire.last.params).toMatchObject({ after: 'log-1:12', log: 'log-1' })
})

test('[RP19] nothing is said of facts before the place of the last one is known', async () => {
  const known = Promise.withResolvers<string | null>()
  const ann = stage.opens('ann', { after: known.promise })
  await settle()
  expect(ann.wire.sockets).toHaveLength(0)
  known.resolve(null)
  await ann.calls()
  expect(ann.wire.last.params).not.toHaveProperty('after')
})
