import { beforeEach, expect, test } from 'vitest'
import { type Actor, Stage, settled } from './stage.ts'

let stage: Stage
let ann: Actor
let bo: Actor
beforeEach(async () => {
  stage = new Stage()
  ann = await stage.enters('ann')
  bo = await stage.enters('bo')
  // From eight on a room is gathered.
  await stage.crowd(6)
  await stage.clock.pass(100)
})

const rows = () => stage.batches.map((batch) => batch.length)
const type = (actor: Actor, letters: string) => {
  for (const letter of letters) actor.types(letter)
}

test('[LV25] what one session sends in a burst is one row, and everything is in it', async () => {
  type(ann, 'a')
  await settled()
  type(ann, 'bcd')
  ann.doc.getText('body').delete(0, 1)
  type(bo, 'xy')
  type(ann, 'e')
  await stage.clock.pass(16)
  // ann's letters, her delete (it is no part of the run), bo's letters, ann's last one.
  expect(rows()).toEqual([1, 4])
  expect(bo.text).toBe(ann.text)
  expect([...ann.text].sort().join('')).toBe('bcdexy')

  stage.starts()
  const cleo = await stage.enters('cleo')
  expect(cleo.text).toBe(ann.text)
})

test('[LV25] a client id that was new in a burst is its person’s once, after a restart, too', async () => {
  type(ann, 'a')
  type(bo, 'xyz')
  await stage.clock.pass(16)
  expect(rows()).toEqual([1, 1])
  const owners = stage.disk.owners.filter(({ person }) => person === 'bo')
  expect(owners.map(({ client }) => client)).toEqual([bo.doc.clientID])

  stage.starts()
  const mallory = await stage.enters('mallory', { client: bo.doc.clientID, doc: bo.doc })
  mallory.types('!')
  await stage.clock.pass(100)
  expect(mallory.refusals.map(({ reason }) => reason)).toContain('foreign-client')
})

test('[LV25] [LV5] [LV6] receipts and refusals count updates, not rows', async () => {
  type(ann, 'a')
  await settled()
  stage.isHeld = true
  type(ann, 'bc')
  ann.asks()
  type(ann, 'de')
  ann.asks()
  await stage.clock.pass(16)
  expect(ann.receipts).toEqual([])
  await stage.commits()
  expect(rows()).toEqual([1, 1])
  expect(ann.receipts).toEqual([2])

  stage.isHeld = false
  await stage.clock.pass(100)
  stage.disk.full = true
  type(ann, 'f')
  await settled()
  type(ann, 'gh')
  ann.asks()
  await stage.clock.pass(16)
  expect(ann.refusals.map(({ upTo }) => upTo)).toContain(3)
  expect(ann.receipts).toEqual([2])
  stage.disk.full = false
  await stage.clock.pass(6_000)
  ann.asks()
  await stage.clock.pass(100)
  expect(ann.receipts).toEqual([2, 4])
  expect(bo.text).toBe(ann.text)
})
