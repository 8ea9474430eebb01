import { beforeEach, expect, test } from 'vitest'
import { Stage, settled } from './stage.ts'

let stage: Stage
beforeEach(() => {
  stage = new Stage()
})

const sizes = () => stage.batches.map((batch) => batch.length)

test('[LV1] a quiet server commits at once; while it does, everything waits for one commit', async () => {
  const ann = await stage.enters('ann')
  const bo = await stage.enters('bo')
  stage.isHeld = true
  ann.types('a')
  await settled()
  expect(sizes()).toEqual([1])
  ann.types('b')
  bo.types('c')
  ann.types('d')
  await settled()
  expect(sizes()).toEqual([1])
  await stage.commits()
  expect(sizes()).toEqual([1, 3])
  await stage.commits()
  expect(ann.text).toBe(bo.text)
})

test('[LV2] a busy disk gets larger batches: from a hundred a second on, 8 ms apart', async () => {
  const ann = await stage.enters('ann')
  for (let n = 0; n < 100; n++) {
    ann.types('x')
    await settled()
  }
  expect(stage.batches).toHaveLength(100)
  for (let n = 0; n < 5; n++) {
    ann.types('y')
    await settled()
  }
  expect(stage.batches).toHaveLength(100)
  await stage.clock.pass(7)
  expect(stage.batches).toHaveLength(100)
  await stage.clock.pass(1)
  expect(sizes().slice(100)).toEqual([5])
  await stage.clock.pass(2_000)
  ann.types('z')
  await settled()
  expect(sizes().slice(100)).toEqual([5, 1])
})

test('[LV3] a crowd is gathered for a display frame, the first edit goes at once', async () => {
  const ann = await stage.enters('ann')
  const crowd = await stage.crowd(7)
  await stage.clock.pass(100)
  ann.types('a')
  await settled()
  expect(sizes()).toEqual([1])
  for (const one of crowd) one.types('b')
  await stage.clock.pass(15)
  expect(sizes()).toEqual([1])
  await stage.clock.pass(1)
  expect(sizes()).toEqual([1, 7])
  expect(crowd.every(({ text }) => text === ann.text)).toBe(true)
})

test('[LV4] nobody sees a word before it is on disk; then one frame for all, not for its only writer', async () => {
  const ann = await stage.enters('ann')
  const bo = await stage.enters('bo')
  const cleo = await stage.enters('cleo', { isStock: true })
  for (const one of [ann, bo, cleo]) one.forgets()
  stage.isHeld = true
  ann.types('alone ')
  await settled()
  expect([bo.text, cleo.text]).toEqual(['', ''])
  await stage.commits()
  expect([bo.text, cleo.text]).toEqual(['alone ', 'alone '])
  expect([ann.news.length, bo.news.length, cleo.news.length]).toEqual([0, 1, 1])

  for (const one of [ann, bo, cleo]) one.forgets()
  bo.types('x')
  await settled()
  ann.types('y')
  cleo.types('z')
  await settled()
  await stage.commits()
  await stage.commits()
  // x reached two of them; y and z together one frame for everybody, writers included.
  expect([ann.news.length, bo.news.length, cleo.news.length]).toEqual([2, 1, 2])
  expect(new Set([ann.text, bo.text, cleo.text]).size).toBe(1)
})

test('[LV4] at most 64 updates are merged into one frame', async () => {
  const ann = await stage.enters('ann')
  const bo = await stage.enters('bo')
  const cleo = await stage.enters('cleo')
  stage.isHeld = true
  cleo.types('first')
  await settled()
  for (let n = 0; n < 150; n++) ann.types('x')
  bo.types('y')
  cleo.forgets()
  await stage.commits()
  await stage.commits()
  expect(sizes()).toEqual([1, 151])
  expect(cleo.news).toHaveLength(3)
  expect(cleo.text).toBe(ann.text)
})
