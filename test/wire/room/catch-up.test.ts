import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { must } from '../../../shared/kit/assert.ts'
import { encodeStepOne, encodeStepTwo } from '../../../shared/wire/sync.ts'
import { DOCUMENT, Stage, settled, until } from './stage.ts'

let stage: Stage
beforeEach(() => {
  stage = new Stage()
})
// The compactor and the checker are real threads.
afterEach(async () => {
  stage.isHeld = false
  const drained = stage.live.drain()
  await stage.clock.pass(1)
  await drained
})

/** Lets a burst and 30 idle seconds pass, until the document is folded into a snapshot. */
async function folds(snapshots: number): Promise<void> {
  const read = stage.titles.length
  await stage.clock.pass(2_100)
  await until(() => stage.titles.length > read, 'the burst to be read')
  await settled()
  await stage.clock.pass(30_000)
  await until(() => stage.disk.snapshots.length === snapshots, 'a snapshot')
  await settled()
}

test('[LV12] a step 2 brings everything that is on disk, with and without a snapshot', async () => {
  const ann = await stage.enters('ann')
  const empty = await stage.enters('empty')
  expect(empty.news).toEqual([new Uint8Array([0, 0])])
  ann.types('one ')
  await settled()
  ann.doc.getText('body').delete(0, 1)
  await settled()
  expect((await stage.enters('bo')).text).toBe('ne ')
  await folds(1)
  expect((await stage.enters('cleo')).text).toBe('ne ')
  ann.types('two')
  await settled()
  const dan = await stage.enters('dan')
  expect(dan.text).toBe('ne two')
  expect(dan.heard.filter(({ kind }) => kind === 'step-two')).toHaveLength(1)
  expect(dan.heard.at(-1)?.kind).toBe('step-two')
})

test('[LV12] at or past the snapshot: its deletes and the tail, no word of it again', async () => {
  const ann = await stage.enters('ann')
  ann.types('x'.repeat(5_000))
  ann.doc.getText('body').delete(0, 10)
  await settled()
  const away = new Y.Doc()
  Y.applyUpdate(away, Y.encodeStateAsUpdate(ann.doc))
  ann.doc.getText('body').delete(0, 10)
  await settled()
  await folds(1)
  const back = await stage.enters('back', { doc: away })
  expect(back.text).toHaveLength(4_980)
  expect(back.news.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(100)
})

test('[LV12] any other gets a difference, made in a worker, and nothing of it twice', async () => {
  const ann = await stage.enters('ann')
  ann.types('x'.repeat(5_000))
  await settled()
  const away = new Y.Doc()
  Y.applyUpdate(away, Y.encodeStateAsUpdate(ann.doc))
  ann.types(' and more')
  await settled()
  await folds(1)
  const back = await stage.enters('back', { doc: away })
  await until(() => back.news.length > 0, 'the difference')
  expect(back.text).toBe(ann.text)
  expect(back.news.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(100)
})

test('[LV12] what is written while somebody catches up reaches them, and so does a compaction', async () => {
  const ann = await stage.enters('ann')
  ann.types('one ')
  await settled()
  await folds(1)
  const bo = await stage.enters('bo', { isSilent: true })
  bo.says(encodeStepOne(new Uint8Array([1, 5, 1])))
  ann.types('two ')
  await settled()
  await until(() => bo.news.length > 0, 'the difference')
  await settled()
  ann.types('three')
  await settled()
  expect(bo.text).toBe(ann.text)
})

test('[LV15] what cannot be read is refused, and nobody gets an empty document', async () => {
  const ann = await stage.enters('ann')
  ann.types('one ')
  await settled()
  must(stage.disk.rows[0], 'the row').bytes.fill(255)
  stage.starts()
  const bo = await stage.enters('bo')
  expect(bo.closed).toBe(1013)
  expect(bo.news).toEqual([])
  expect(bo.refusals.map(({ reason }) => reason)).toEqual(['unreadable'])
  expect(stage.reports).toContain('unreadable')
})

test('[LV13] long updates are looked at in a worker; later words of the session keep their place', async () => {
  const ann = await stage.enters('ann')
  const bo = await stage.enters('bo')
  ann.types('x'.repeat(100_000))
  ann.types('y')
  ann.asks()
  bo.types('meanwhile')
  await settled()
  expect(stage.batches.map((batch) => batch.length)).toEqual([1])
  await until(() => ann.receipts.length > 0, 'the receipt')
  expect(ann.receipts).toEqual([1])
  expect(bo.text).toHaveLength(100_001 + 'meanwhile'.length)
  ann.says(encodeStepTwo(new Uint8Array(70_000).fill(255)))
  await until(() => ann.refusals.length > 0, 'the refusal')
  expect(ann.refusals.map(({ reason }) => reason)).toEqual(['malformed'])
  expect(ann.socket.isPaused).toBe(false)
})

test('[LV16] a snapshot holds every struct and delete, pending ones too, and covers its rows', async () => {
  const apart = new Y.Doc()
  const updates: Uint8Array[] = []
  apart.on('update', (update: Uint8Array) => updates.push(update))
  for (const word of ['one ', 'two ', 'three ']) apart.getText('body').insert(0, word)
  const ann = await stage.enters('ann')
  const dan = await stage.enters('dan')
  for (const index of [0, 2]) {
    ann.says(encodeStepTwo(must(updates[index], 'an update')))
    await settled()
  }
  ann.types('ann ')
  ann.doc.getText('body').delete(0, 2)
  await settled()
  await folds(1)
  const rows = stage.batches.flat().map(({ bytes }) => bytes)
  const stored = must(stage.disk.snapshots[0], 'the snapshot')
  const whole = new Y.Doc()
  Y.applyUpdate(whole, stored.bytes)
  Y.applyUpdate(whole, must(updates[1], 'the missing one'))
  for (const row of [...rows, ...updates]) {
    expect(Y.snapshotContainsUpdate(Y.snapshot(whole), row)).toBe(true)
  }
  expect(stored.cover).toEqual({ o1: rows.length })

  stage.starts()
  const bo = await stage.enters('bo')
  expect(bo.text).toBe(dan.text)
  expect(bo.text).toContain('one ')
  const again = await stage.enters('again', { person: 'ann', isSilent: true })
  again.says(encodeStepTwo(must(updates[1], 'the missing one')))
  await settled()
  const cleo = await stage.enters('cleo')
  expect(cleo.text).toContain('three two ')
})

test('[LV16] a long tail is folded at once, at most every 10 s, and rows after it stay', async () => {
  const ann = await stage.enters('ann')
  for (let n = 0; n < 5; n++) {
    ann.types(`${n}`.repeat(15_000))
    await settled()
    await stage.clock.pass(100)
  }
  await until(() => stage.disk.snapshots.length === 1, 'the first snapshot')
  for (let n = 0; n < 5; n++) {
    ann.types(`${n}`.repeat(15_000))
    await settled()
  }
  await stage.clock.pass(9_000)
  expect(stage.disk.snapshots).toHaveLength(1)
  expect((await stage.enters('bo')).text).toBe(ann.text)
  await stage.clock.pass(1_500)
  await stage.waits(() => stage.disk.snapshots.length === 2, 'the second snapshot')
  stage.starts()
  expect((await stage.enters('cleo')).text).toBe(ann.text)
})

test('[LV16] what is written while a snapshot is made stays in the tail', async () => {
  const ann = await stage.enters('ann')
  ann.types('before. ')
  stage.whileFolding = async () => {
    ann.types('meanwhile. ')
    await settled()
  }
  await settled()
  await folds(1)
  expect((await stage.enters('bo')).text).toBe('before. meanwhile. ')
  stage.starts()
  expect((await stage.enters('cleo')).text).toBe('before. meanwhile. ')
})

test('[LV12] a compaction in the middle of a catch-up takes nothing away from it', async () => {
  const ann = await stage.enters('ann')
  ann.types('one ')
  await settled()
  await folds(1)
  ann.types('two ')
  await settled()
  const bo = await stage.enters('bo', { isSilent: true })
  // In the moment in which the second snapshot stands, bo's difference to the first is on its way.
  stage.whileFolding = async () => bo.says(encodeStepOne(new Uint8Array([1, 5, 1])))
  await folds(2)
  await until(() => bo.news.length > 0, 'the difference')
  expect(bo.text).toBe('one two ')
})

test('[LV17] the title goes up 2 s after a burst, and during one that does not end', async () => {
  const ann = await stage.enters('ann')
  ann.types('Minutes of May\u001eand more')
  await settled()
  await stage.clock.pass(1_900)
  expect(stage.titles).toEqual([])
  await stage.clock.pass(200)
  await until(() => stage.titles.length === 1, 'the title')
  expect(stage.titles).toEqual(['Minutes of May'])
  expect(stage.disk.snapshots).toEqual([])
  await settled()
  for (let second = 0; second < 11; second++) {
    ann.doc.getText('body').insert(0, `${second} `)
    await settled()
    await stage.clock.pass(1_000)
  }
  await until(() => stage.titles.length === 2, 'the next title')
  expect(stage.titles[1]).toMatch(/^9 8 7 .* Minutes of May$/)
})

test('[LV17] when the last one leaves, the title goes up at once', async () => {
  const ann = await stage.enters('ann')
  const bo = await stage.enters('bo')
  ann.types('Short visit')
  await settled()
  ann.leaves()
  await stage.clock.pass(100)
  expect(stage.titles).toEqual([])
  bo.leaves()
  await stage.clock.pass(0)
  await until(() => stage.titles.length > 0, 'the title')
  expect(stage.titles).toEqual(['Short visit'])
})

test('[LV10] after a compaction it is still known whose words are whose, and what lies inside', async () => {
  const ann = await stage.enters('ann', { client: 1 })
  const marker = new Y.Map<unknown>()
  ann.doc.getText('body').insertEmbed(0, marker)
  marker.set('kind', 'heading')
  await settled()
  await folds(1)
  stage.starts()
  const again = await stage.enters('ann', { client: 1, doc: ann.doc })
  marker.set('kind', new Y.Map())
  await settled()
  // Its step 2 brings the same again.
  expect(new Set(again.refusals.map(({ reason }) => reason))).toEqual(new Set(['malformed']))
  expect(again.closed).toBe(4400)
  const mallory = await stage.enters('mallory', { client: 6, isSilent: true })
  const forged = new Y.Doc()
  forged.clientID = 1
  forged.getText('body').insert(0, 'a longer text than ann wrote')
  mallory.says(encodeStepTwo(Y.encodeStateAsUpdate(forged)))
  expect(mallory.closed).toBe(4403)
  expect(stage.disk.owners.filter(({ document }) => document === DOCUMENT)).toHaveLength(1)
})
