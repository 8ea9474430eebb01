import { beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { encodeStepTwo, encodeUpdate } from '../../../shared/wire/sync.ts'
import { Stage, settled } from './stage.ts'

let stage: Stage
beforeEach(() => {
  stage = new Stage()
})

test('[LV5] a receipt comes after the commit, once, the highest only', async () => {
  const ann = await stage.enters('ann')
  stage.isHeld = true
  ann.types('a')
  ann.asks()
  ann.types('b')
  ann.asks()
  const third = ann.asks()
  await settled()
  expect(ann.receipts).toEqual([])
  await stage.commits()
  expect(ann.receipts).toEqual([1])
  await stage.commits()
  expect(ann.receipts).toEqual([1, third])
  await stage.clock.pass(60_000)
  expect(ann.receipts).toEqual([1, third])
})

test('[LV5] nobody gets the receipt of another', async () => {
  const ann = await stage.enters('ann')
  const bo = await stage.enters('bo')
  stage.isHeld = true
  ann.types('a')
  await settled()
  bo.types('b')
  bo.asks()
  ann.asks()
  await stage.commits()
  expect([ann.receipts, bo.receipts]).toEqual([[1], []])
  await stage.commits()
  expect([ann.receipts, bo.receipts]).toEqual([[1], [1]])
})

test('[LV5] what brings nothing new is receipted and not stored; deletes are something new', async () => {
  const ann = await stage.enters('ann')
  ann.types('words')
  await settled()
  const bo = await stage.enters('bo')
  bo.says(encodeStepTwo(Y.encodeStateAsUpdate(bo.doc)))
  bo.asks()
  await settled()
  expect(stage.batches).toHaveLength(1)
  expect(bo.receipts).toEqual([1])
  bo.doc.getText('body').delete(0, 1)
  await settled()
  expect(stage.batches).toHaveLength(2)
  bo.says(encodeUpdate(Y.encodeStateAsUpdate(bo.doc)))
  await settled()
  expect(stage.batches).toHaveLength(2)
  expect(ann.text).toBe('ords')
})

test('[LV6] a full disk: refused with its asks, asked for again after 5 s, then receipted', async () => {
  const ann = await stage.enters('ann')
  const bo = await stage.enters('bo')
  stage.disk.full = true
  ann.types('a')
  ann.asks()
  await settled()
  expect(ann.receipts).toEqual([])
  expect(ann.refusals).toEqual([
    { reason: 'storage-full', upTo: 1, permanent: false, retryAfterMs: 5000 },
  ])
  expect([ann.closed, bo.text]).toEqual([null, ''])

  // Room again; but "b" alone on disk would be a receipt for an "a" that is not.
  stage.disk.full = false
  ann.types('b')
  ann.asks()
  await settled()
  expect(ann.receipts).toEqual([])
  expect(ann.refusals.at(-1)?.upTo).toBe(2)
  await stage.clock.pass(5_000)
  ann.asks()
  await settled()
  expect(ann.receipts).toEqual([3])
  expect(bo.text).toBe('ab')
  expect((await stage.enters('cleo')).text).toBe('ab')
})

test('[LV6] a stock client heals from a full disk as well', async () => {
  const ann = await stage.enters('ann', { isStock: true })
  stage.disk.full = true
  ann.types('a')
  await settled()
  stage.disk.full = false
  await stage.clock.pass(5_000)
  expect((await stage.enters('bo')).text).toBe('a')
})

test('[LV6] after bytes that are none, no receipt before a fresh step 2; the third time it ends', async () => {
  const ann = await stage.enters('ann', { isSilent: true })
  const noise = encodeUpdate(new Uint8Array([255, 255, 3]))
  ann.says(noise)
  ann.asks()
  await settled()
  expect(ann.receipts).toEqual([])
  expect(ann.refusals.map(({ reason, upTo }) => [reason, upTo])).toEqual([
    ['malformed', null],
    ['malformed', 1],
  ])
  ann.says(encodeStepTwo(Y.encodeStateAsUpdate(ann.doc)))
  ann.asks()
  expect(ann.receipts).toEqual([2])
  ann.says(noise)
  expect(ann.closed).toBeNull()
  ann.says(noise)
  expect(ann.closed).toBe(4400)
  expect(stage.batches).toEqual([])
})

test('[LV7] after a failed commit: no receipt, no frame, and the process is told to end', async () => {
  const ann = await stage.enters('ann')
  const bo = await stage.enters('bo')
  stage.commitFailure = new Error('EIO')
  ann.types('a')
  ann.asks()
  await settled()
  bo.types('b')
  bo.asks()
  await stage.clock.pass(60_000)
  expect(stage.broken).toEqual([stage.commitFailure])
  expect([ann.receipts, bo.receipts]).toEqual([[], []])
  expect([ann.text, bo.text]).toEqual(['a', 'b'])
  expect(stage.batches).toHaveLength(1)
})

test('[LV18] draining reads nothing more, commits and receipts what came, says goodbye', async () => {
  const ann = await stage.enters('ann')
  stage.isHeld = true
  ann.types('a')
  await settled()
  ann.types('b')
  ann.asks()
  const drained = stage.live.drain()
  expect(ann.socket.isPaused).toBe(true)
  stage.isHeld = false
  await stage.commits()
  await stage.clock.pass(10)
  await drained
  expect(ann.receipts).toEqual([1])
  expect(ann.closed).toBe(1012)
  const late = await stage.enters('late')
  expect(late.closed).toBe(1012)
  stage.starts()
  expect((await stage.enters('bo')).text).toBe('ab')
})
