/** Somebody sends, under another's client id, other words for clocks that were written long ago. */
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { LIMITS } from '../../../server/live/limits.ts'
import { encodeUpdate } from '../../../shared/wire/sync.ts'
import * as forge from '../../support/network-forgery.ts'
import { Stage, settled, until } from './stage.ts'

const ANN = 5
const MALLORY = 7

const stored = (stage: Stage) =>
  stage.batches
    .flat()
    .map(({ bytes }) => new TextDecoder('latin1').decode(bytes))
    .join('|')

test('[LV10] what was written stays as it was written, also for who comes later', async () => {
  const stage = new Stage()
  const ann = await stage.enters('ann', { client: ANN })
  for (const [at, letter] of [...'pay 100'].entries()) {
    ann.doc.getText('body').insert(at, letter)
    await stage.clock.pass(20)
  }
  const mallory = await stage.enters('mallory', { client: MALLORY })
  mallory.says(
    encodeUpdate(
      forge.handmade([
        {
          ...{ client: MALLORY, clock: 0 },
          structs: [forge.text('.', { left: { client: ANN, clock: 6 } })],
        },
        { client: ANN, clock: 0, structs: [forge.text('pay 999')] },
      ]),
    ),
  )
  await stage.clock.pass(100)
  expect(stored(stage)).not.toContain('999')
  const bo = await stage.enters('bo', { client: 9 })
  await stage.clock.pass(100)
  expect([ann.text, bo.text]).toEqual(['pay 100.', 'pay 100.'])
})

test('[LV10] also where it is long enough for a worker, and of either author', async () => {
  const stage = new Stage()
  const mallory = await stage.enters('mallory', { client: MALLORY })
  mallory.types('mine')
  await settled()
  const more = 'x'.repeat(LIMITS.checkedInWorker)
  const structs = [forge.text('liar'), forge.text(more, { left: { client: MALLORY, clock: 3 } })]
  mallory.says(encodeUpdate(forge.handmade([{ client: MALLORY, clock: 0, structs }])))
  const bo = await stage.enters('bo', { client: 9 })
  await until(() => bo.text.length > 4, 'the long update')
  expect(bo.text).toBe(`mine${more}`)
  expect(stored(stage)).not.toContain('liar')
})

test('[LV10] words that are still on their way to the disk are stored once', async () => {
  const stage = new Stage()
  const ann = await stage.enters('ann', { client: ANN })
  stage.isHeld = true
  ann.types('once')
  ann.asks()
  ann.says(encodeUpdate(Y.encodeStateAsUpdate(ann.doc)))
  ann.types(', and more')
  ann.asks()
  await settled()
  expect([ann.receipts, ann.socket.isPaused]).toEqual([[], true])
  stage.isHeld = false
  await stage.commits()
  expect([ann.receipts, ann.socket.isPaused]).toEqual([[1, 2], false])
  expect(stored(stage).match(/once/g)).toHaveLength(1)
  expect((await stage.enters('bo', { client: 9 })).text).toBe('once, and more')
})

test('[LV13] no type gets into a nested one by a lie about where its neighbour hangs', async () => {
  const stage = new Stage()
  const mallory = await stage.enters('mallory', { client: MALLORY })
  const inside = forge.text('x', { in: { client: MALLORY, clock: 0 } })
  const says = (clock: number, ...structs: forge.Struct[]) =>
    mallory.says(encodeUpdate(forge.handmade([{ client: MALLORY, clock, structs }])))
  says(0, forge.type(1), inside)
  await settled()
  const next = forge.type(1, { left: { client: MALLORY, clock: 1 } })
  says(1, forge.text('x', { root: 'body' }), next)
  await settled()
  expect(mallory.refusals.map(({ reason }) => reason)).toEqual(['malformed'])
  expect(stage.batches).toHaveLength(1)
})
