/** Somebody sends, under another's client id, other words for clocks that were written long ago. */
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { mergeNeighbours } from '../../../server/live/tail.ts'
import { encodeUpdate } from '../../../shared/wire/sync.ts'
import * as forge from '../../support/network-forgery.ts'
import { Stage } from './stage.ts'

const ANN = 5
const MALLORY = 7

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
  const bo = await stage.enters('bo', { client: 9 })
  await stage.clock.pass(100)
  expect([ann.text, bo.text]).toEqual(['pay 100.', 'pay 100.'])
})

test('[LV12] neighbours are merged, and what comes twice is merged with neither', () => {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (const letter of 'abcdef') doc.getText('body').insert(doc.getText('body').length, letter)
  expect(mergeNeighbours(updates)).toHaveLength(1)
  const [first = new Uint8Array(), ...others] = updates
  const twice = mergeNeighbours([first, ...others, first, ...others])
  expect(twice).toHaveLength(2)
  const again = new Y.Doc()
  for (const update of twice) Y.applyUpdate(again, update)
  expect(again.getText('body').toString()).toBe('abcdef')
})
