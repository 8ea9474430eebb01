import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { aStage, settle, type Tab } from './people.ts'

const stage = aStage()

/** The text that a person who opens the document elsewhere would read. */
const onDisk = () => stage.wire.disk.getText('body').toString()

async function connected(person: string): Promise<Tab> {
  const tab = stage.opens(person)
  await tab.connects()
  await tab.saves()
  return tab
}

test('[RP3] Saved is shown only with the receipt', async () => {
  const ann = stage.opens('ann')
  await ann.connects()
  expect(ann.status.kind).toBe('saving')
  await ann.saves()
  expect(ann.status.kind).toBe('saved')
  ann.types('hello')
  expect(ann.status.kind).toBe('saving')
  ann.asksNow()
  ann.wire.commits()
  await settle()
  expect(ann.status.kind).toBe('saving')
  ann.wire.receipts()
  expect(ann.status.kind).toBe('saved')
  expect(onDisk()).toBe('hello')
})

test('[RP3] a receipt does not cover what was typed after it was asked for', async () => {
  const ann = await connected('ann')
  ann.types('one')
  ann.asksNow()
  ann.types(' two')
  ann.wire.receipts()
  expect(ann.status.kind).toBe('saving')
  ann.asksNow()
  ann.wire.receipts()
  expect(ann.status.kind).toBe('saved')
})

test('[RP3] a change that only deletes waits for its receipt too', async () => {
  const ann = await connected('ann')
  ann.types('hello')
  await ann.saves()
  const vector = Y.encodeStateVector(ann.replica.doc)
  ann.deletes(0, 5)
  expect(Y.encodeStateVector(ann.replica.doc)).toEqual(vector)
  expect(ann.status.kind).toBe('saving')
  await ann.saves()
  expect(ann.status.kind).toBe('saved')
  expect(onDisk()).toBe('')
})

test('[RP4] a receipt is asked for only after our own step 2 on this connection', async () => {
  const ann = await connected('ann')
  ann.wire.drops()
  ann.types('written offline')
  stage.clock.advance(1_000)
  ann.wire.accept()
  ann.types(' and more')
  await settle()
  stage.clock.advance(5_000)
  expect(ann.wire.asks()).toEqual([])
  expect(ann.status).toMatchObject({ kind: 'on-this-device', waiting: 2, online: true })
  ann.wire.syncs()
  expect(ann.wire.asks()).toEqual([])
  await settle()
  stage.clock.advance(0)
  expect(ann.wire.last.sent.map((frame) => frame.kind)).toEqual([
    ...['step-one', 'awareness', 'update', 'step-two', 'receipt'],
  ])
})

test('[RP4] one ask is outstanding, at most every 250 ms, and its number rises', async () => {
  const ann = await connected('ann')
  const before = ann.wire.asks().length
  for (let key = 0; key < 40; key++) {
    ann.types('a')
    stage.clock.advance(20)
  }
  expect(ann.wire.asks().length).toBe(before + 1)
  ann.wire.receipts()
  for (let key = 0; key < 40; key++) {
    ann.types('a')
    stage.clock.advance(20)
    ann.wire.receipts()
  }
  const asks = ann.wire.asks().slice(before)
  expect(asks.length).toBeGreaterThanOrEqual(4)
  expect(asks.length).toBeLessThanOrEqual(6)
  expect(asks).toEqual([...asks].sort((a, b) => a - b))
  expect(new Set(asks).size).toBe(asks.length)
})

test('[RP4] the change that is asked for has left before the ask', async () => {
  const ann = await connected('ann')
  stage.clock.advance(1_000)
  ann.types('x')
  stage.clock.advance(0)
  expect(ann.wire.last.sent.slice(-2).map((frame) => frame.kind)).toEqual(['update', 'receipt'])
})

test('[RP4] receipts of an old connection, and of asks never made, are worth nothing', async () => {
  const ann = await connected('ann')
  const old = ann.wire.last
  ann.types('hello')
  ann.asksNow()
  const n = ann.wire.asks().at(-1) ?? 0
  ann.wire.drops()
  stage.clock.advance(1_000)
  await ann.connects(2)
  old.readyState = old.OPEN
  ann.wire.receipt(n, old)
  ann.wire.receipt(ann.wire.asks().length + 1)
  ann.wire.receipt(0)
  expect(ann.status.kind).toBe('saving')
  ann.wire.receipts()
  expect(ann.status.kind).toBe('saved')
})

test('[RP5] after a refusal nothing is asked before a fresh step 2, which carries it again', async () => {
  const ann = await connected('ann')
  ann.types('hello')
  ann.asksNow()
  const lost = ann.wire.unread(ann.wire.last)
  expect(lost.map((frame) => frame.kind)).toEqual(['update', 'receipt'])
  const upTo = ann.wire.asks().at(-1) ?? 0
  ann.wire.refuses({ reason: 'storage-full', upTo, permanent: false, retryAfterMs: 9_000 })
  ann.wire.receipt(upTo)
  ann.types(' world')
  stage.clock.advance(1_000)
  await settle()
  expect(ann.wire.asks().at(-1)).toBe(upTo)
  expect(ann.status).toMatchObject({ kind: 'on-this-device', waiting: 2, online: true })
  ann.wire.syncs()
  await settle()
  await ann.saves()
  expect(ann.status.kind).toBe('saved')
  expect(onDisk()).toBe('hello world')
})

test('[RP5] a server that only refuses is sent a fresh step 1 and 2 some time after it said', async () => {
  const ann = await connected('ann')
  ann.types('hello')
  ann.asksNow()
  const upTo = ann.wire.asks().at(-1) ?? 0
  ann.wire.unread(ann.wire.last)
  ann.wire.refuses({ reason: 'storage-full', upTo, permanent: false, retryAfterMs: 4_000 })
  stage.clock.advance(8_999)
  expect(ann.wire.unread(ann.wire.last)).toEqual([])
  stage.clock.advance(1)
  const again = ann.wire.last.sent.slice(-3).map((frame) => frame.kind)
  expect(again).toEqual(['step-one', 'step-two', 'receipt'])
  await ann.saves()
  expect(ann.status.kind).toBe('saved')
  expect(onDisk()).toBe('hello')
})

test('[RP5] a refusal of later words leaves an earlier ask standing', async () => {
  const ann = await connected('ann')
  ann.types('hello')
  ann.asksNow()
  ann.types('!')
  ann.wire.refuses({ reason: 'too-many', upTo: null, permanent: false, retryAfterMs: null })
  ann.wire.receipts()
  expect(ann.status).toMatchObject({ kind: 'saving' })
  await settle()
  expect(ann.status).toMatchObject({ kind: 'on-this-device', waiting: 1, online: true })
})

test('[RP5] what is refused for good says why, keeps its words, and is tried again on request', async () => {
  const ann = await connected('ann')
  ann.types('hello')
  ann.asksNow()
  const upTo = ann.wire.asks().at(-1) ?? 0
  ann.wire.unread(ann.wire.last)
  ann.wire.refuses({ reason: 'quarantined', upTo, permanent: true, retryAfterMs: null })
  expect(ann.status).toEqual({
    ...{ kind: 'refused', reason: 'quarantined' },
    sentence: 'This change could not be checked and was set aside.',
  })
  stage.clock.advance(120_000)
  expect(ann.wire.asks().at(-1)).toBe(upTo)
  expect(ann.wire.sockets).toHaveLength(1)
  ann.replica.retry()
  await ann.saves()
  expect(ann.status.kind).toBe('saved')
  expect(onDisk()).toBe('hello')
})

test('[RP18] connected for 8 s without a receipt is shown as not saved since the words were made', async () => {
  const ann = await connected('ann')
  const since = stage.clock.now()
  ann.types('hello')
  stage.clock.advance(4_000)
  ann.types('!')
  stage.clock.advance(3_999)
  expect(ann.status.kind).toBe('saving')
  stage.clock.advance(1)
  expect(ann.status).toEqual({ kind: 'not-saved', since, why: 'no-receipt' })
  ann.wire.receipts()
  expect(ann.status.kind).toBe('saving')
  await ann.saves()
  expect(ann.status.kind).toBe('saved')
})

test('[RP18] one who types on and is receipted is never late', async () => {
  const ann = await connected('ann')
  for (let second = 0; second < 60; second++) {
    ann.types('a')
    stage.clock.advance(1_000)
    ann.wire.receipts()
    expect(['saved', 'saving']).toContain(ann.status.kind)
  }
})

test('[RP18] no receipt for 30 s ends the connection; the next one brings the words', async () => {
  const ann = await connected('ann')
  ann.types('hello')
  stage.clock.advance(29_999)
  expect(ann.wire.sockets).toHaveLength(1)
  stage.clock.advance(1_001)
  expect(ann.wire.sockets).toHaveLength(2)
  await ann.connects(2)
  await ann.saves()
  expect(onDisk()).toBe('hello')
})
