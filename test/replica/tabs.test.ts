import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { Ledger } from '../../client/live/ledger.ts'
import { fullDisk, slowReads } from './faulty-disk.ts'
import { aStage, settle, type Tab, until } from './people.ts'

const stage = aStage()
const onDisk = () => stage.wire.disk.getText('body').toString()

/** Ann's browser knows the document; then so many tabs of it are open, without a server. */
async function tabsOffline(count: number): Promise<Tab[]> {
  const first = stage.opens('ann')
  await first.connects()
  first.types('hello')
  await first.saves()
  await first.replica.close()
  const tabs = Array.from({ length: count }, () => stage.opens('ann'))
  for (const tab of tabs) {
    await until(() => tab.replica.phase.value === 'ready', 'a tab reads from this device')
  }
  await settle()
  return tabs
}

const texts = (tabs: Tab[]) => tabs.map((tab) => tab.text)

test('[RP9] three tabs agree without a server, whoever writes', async () => {
  const tabs = await tabsOffline(3)
  tabs[0]?.types(' one')
  await settle()
  tabs[1]?.types(' two')
  await settle()
  tabs[2]?.deletes(0, 6)
  await settle()
  expect(texts(tabs)).toEqual(Array(3).fill('one two'))
})

test('[RP9] a change that three tabs hold on one device counts once', async () => {
  const tabs = await tabsOffline(3)
  const since = stage.clock.now()
  tabs[0]?.types(' one')
  tabs[0]?.types(' two')
  await settle()
  for (const tab of tabs) {
    expect(tab.status).toEqual({ kind: 'on-this-device', waiting: 2, since, online: false })
  }
  for (const tab of tabs) await tab.replica.close()
  const again = stage.opens('ann')
  await until(() => again.replica.phase.value === 'ready', 'ann reads from this device')
  expect(again.status).toMatchObject({ waiting: 2, since })
})

test('[RP9] a tab that heard only the last change does not say that the earlier ones are saved', async () => {
  const [one, two] = await tabsOffline(2)
  if (!one || !two) throw new Error('two tabs')
  stage.hub.silent = true
  for (const word of [' a', ' b', ' c']) one.types(word)
  await settle()
  stage.hub.silent = false
  one.deletes(0, 1)
  await settle()
  for (const tab of [one, two]) await tab.replica.close()
  const again = stage.opens('ann')
  await until(() => again.replica.phase.value === 'ready', 'ann reads from this device')
  expect(again.status).toMatchObject({ kind: 'on-this-device', waiting: 4 })
})

test('[RP9] a change that came before the one it needs is sent and stored here too (seed 55)', async () => {
  const [one, two] = await tabsOffline(2)
  if (!one || !two) throw new Error('two tabs')
  for (const tab of [one, two]) await tab.connects()
  for (const tab of [one, two]) await tab.saves()
  stage.hub.silent = true
  one.types(' needed')
  stage.hub.silent = false
  one.types(' early')
  await settle()
  const needed = one.wire.updates().at(-2)
  one.dies()
  expect(two.text).toBe('hello')
  expect(two.status.kind).toBe('saving')
  two.wire.tells(needed ?? new Uint8Array())
  expect(two.text).toBe('hello needed early')
  expect(two.status.kind).toBe('saving')
  await two.saves()
  expect(two.status.kind).toBe('saved')
  expect(onDisk()).toBe('hello needed early')
  await two.replica.close()
  const again = stage.opens('ann')
  await until(() => again.replica.phase.value === 'ready', 'ann reads from this device')
  expect(again.text).toBe('hello needed early')
})

/** What is on this device lacks a change in the middle; its writer is gone. The change. */
async function leavesGap(): Promise<Uint8Array> {
  const one = stage.opens('ann', { indexedDB: null })
  await one.connects()
  one.types('hello')
  await one.saves()
  const two = stage.opens('ann')
  await two.connects()
  await two.saves()
  stage.hub.silent = true
  one.types(' needed')
  stage.hub.silent = false
  one.types(' early')
  await settle()
  const needed = one.wire.updates().at(-2)
  one.dies()
  await two.replica.close()
  return needed ?? new Uint8Array()
}

test('[RP9] what waits for something missing is on this device, though its writer kept nothing', async () => {
  const needed = await leavesGap()
  const again = stage.opens('ann')
  await until(() => again.replica.phase.value === 'ready', 'ann reads from this device')
  expect(again.status).toMatchObject({ kind: 'on-this-device', waiting: 1 })
  await again.connects()
  await again.saves()
  again.wire.tells(needed)
  expect(onDisk()).toBe('hello needed early')
})

test('[RP2] and is sent though this device gave it late', async () => {
  const needed = await leavesGap()
  const release = slowReads()
  const again = stage.opens('ann')
  await settle()
  stage.clock.advance(10_000)
  await again.connects()
  await again.saves()
  release()
  await until(() => again.replica.device.value === 'ready', 'the device gives what it has')
  await again.saves()
  expect(again.status.kind).toBe('saved')
  again.wire.tells(needed)
  expect(onDisk()).toBe('hello needed early')
})

test('[RP3] an ask does not answer for what came after it under an earlier number', () => {
  const ledger = new Ledger()
  expect(ledger.adopt(new Map([['tab', { to: 2, done: 1, since: 0 }]]))).toBe(true)
  const cover = ledger.ask()
  expect(ledger.adopt(new Map([['tab', { to: 1, done: 0, since: 0 }]]))).toBe(false)
  expect(ledger.adopt(new Map([['tab', { to: 3, done: 2, since: 5 }]]))).toBe(true)
  ledger.settle(cover)
  expect(ledger).toMatchObject({ waiting: 1, since: 5 })
})

test('[RP9] the tab that wrote is killed before it sent: the others bring its words', async () => {
  const tabs = await tabsOffline(3)
  for (const tab of tabs) await tab.connects()
  for (const tab of tabs) await tab.saves()
  const [writer, bystander] = tabs
  if (!writer || !bystander) throw new Error('three tabs')
  writer.wire.cut = true
  writer.types(' and gone')
  writer.dies()
  await settle()
  expect(bystander.text).toBe('hello and gone')
  expect(bystander.status.kind).toBe('saving')
  await bystander.saves()
  expect(bystander.status.kind).toBe('saved')
  expect(onDisk()).toBe('hello and gone')
})

test('[RP9] killed without a server and before its disk was done: the others keep its words', async () => {
  const tabs = await tabsOffline(2)
  const [writer, bystander] = tabs
  if (!writer || !bystander) throw new Error('two tabs')
  const mend = fullDisk()
  writer.types(' and gone')
  writer.dies()
  await settle()
  mend()
  stage.clock.advance(5_000)
  await settle()
  expect(bystander.status).toMatchObject({ kind: 'on-this-device', waiting: 1 })
  await bystander.replica.close()
  const again = stage.opens('ann')
  await again.connects()
  await again.saves()
  expect(onDisk()).toBe('hello and gone')
})

test('[RP9] each tab sends what it holds and waits for its own receipt', async () => {
  const [one, two] = await tabsOffline(2)
  if (!one || !two) throw new Error('two tabs')
  for (const tab of [one, two]) await tab.connects()
  for (const tab of [one, two]) await tab.saves()
  two.wire.unread(two.wire.last)
  one.types('!')
  await one.saves()
  expect(one.status.kind).toBe('saved')
  expect(two.status.kind).toBe('saving')
  two.asksNow()
  expect(two.wire.unread(two.wire.last).map((frame) => frame.kind)).toEqual(['update', 'receipt'])
  two.wire.receipts()
  expect(two.status.kind).toBe('saved')
})

test('[RP9] a tab that opens hears what the others could not store', async () => {
  const [one] = await tabsOffline(1)
  if (!one) throw new Error('a tab')
  const mend = fullDisk()
  one.types(' unstored')
  await settle()
  const two = stage.opens('ann')
  await until(() => two.text === 'hello unstored', 'the new tab hears it')
  mend()
})

test('[RP9] tabs that cannot store anything still tell each other', async () => {
  const tabs = [stage.opens('ann', { indexedDB: null }), stage.opens('ann', { indexedDB: null })]
  for (const tab of tabs) await tab.connects()
  tabs[0]?.types('hello')
  await settle()
  expect(texts(tabs)).toEqual(['hello', 'hello'])
})

test('[RP9] words of another tab that only trimming brought in wait for a receipt', async () => {
  const [one, two] = await tabsOffline(2)
  if (!one || !two) throw new Error('two tabs')
  await one.connects()
  stage.hub.silent = true
  two.types(' unheard')
  for (let key = 0; key < 600; key++) {
    one.types('x')
    if (key % 4 === 0) await new Promise((go) => setImmediate(go))
  }
  await until(() => one.replica.device.value === 'ready', 'all is stored')
  for (let times = 0; times < 12; times++) await settle()
  await one.saves()
  expect(one.status.kind).toBe('saved')
  stage.clock.advance(1_000)
  await until(() => one.text.includes('unheard'), 'trimming brings it in')
  expect(one.status.kind).toBe('saving')
  await one.saves()
  expect(onDisk()).toContain('unheard')
})

test('[RP9] and tells them what they missed', async () => {
  const [one] = await tabsOffline(1)
  if (!one) throw new Error('a tab')
  stage.hub.silent = true
  const two = stage.opens('ann')
  await until(() => two.replica.phase.value === 'ready', 'ann reads from this device')
  two.types(' unheard')
  await settle()
  await two.replica.close()
  stage.hub.silent = false
  stage.opens('ann')
  await until(() => one.text === 'hello unheard', 'the old tab hears it')
})

test('[RP9] what came from the server is not told again, nor awareness', async () => {
  const [one, two] = await tabsOffline(2)
  if (!one || !two) throw new Error('two tabs')
  await one.connects()
  const bo = new Y.Doc()
  bo.getText('body').insert(0, 'bo: ')
  one.wire.tells(Y.encodeStateAsUpdate(bo))
  one.replica.awareness.setLocalStateField('caret', 3)
  await settle()
  expect(one.text).toContain('bo: ')
  expect(two.text).toBe('hello')
  expect(two.replica.awareness.getStates().size).toBe(1)
})

test('[RP9] people of one browser do not hear each other', async () => {
  const [ann] = await tabsOffline(1)
  const bo = stage.opens('bo')
  await bo.connects()
  ann?.types(' private until sent')
  await settle()
  expect(bo.text).toBe('hello')
})

test('[RP16] no Yjs client id is used twice, not even by a tab that opens again', async () => {
  const tabs = await tabsOffline(3)
  const ids = tabs.map((tab) => tab.replica.doc.clientID)
  await tabs[0]?.replica.close()
  ids.push(stage.opens('ann').replica.doc.clientID)
  expect(new Set(ids).size).toBe(4)
})
