import { afterEach, expect, test } from 'vitest'
import { failing, forbidden, silent } from '../replica/faulty-disk.ts'
import { settle, until } from '../replica/people.ts'
import { fullDisk } from './full-disk.ts'
import { aBrowser, type Tab } from './stage.ts'

const browser = aBrowser()
let mend = () => {}
afterEach(() => mend())

const waiting = (tab: Tab) => tab.shown.filter((line) => !line.endsWith('confirmed'))
const DAY_MS = 86_400_000

/** Whether the browser would close the tab without asking. */
const mayGo = () =>
  browser.now.network.dispatchEvent(new Event('beforeunload', { cancelable: true }))

for (const [what, factory] of Object.entries({ forbidden, failing, silent, none: null })) {
  test(`[OB2] storage that is ${what}: said to be broken, and sent all the same`, async () => {
    const { server, clock } = browser.now
    server.online = false
    const ann = browser.now.opens({ indexedDB: factory })
    await settle()
    clock.advance(3_000)
    await until(() => ann.outbox.device.value === 'broken', 'the device to be broken')
    const added = ann.says('one')
    await settle()
    clock.advance(3_000)
    expect(await added).toBe(false)
    expect(ann.shown).toEqual(['one waiting'])
    server.online = true
    ann.outbox.flush()
    await until(() => server.heard.length === 1, 'it to arrive')
    await settle()
    clock.advance(3_000)
    await until(() => waiting(ann).length === 0, 'it to be confirmed')
    clock.advance(DAY_MS)
    await settle()
    expect(server.heard).toEqual(['one'])
  })
}

test('[OB2] a full disk: not on this device, until there is room again', async () => {
  const { server, clock } = browser.now
  server.online = false
  const ann = browser.now.opens()
  expect(await ann.says('one')).toBe(true)
  mend = fullDisk()
  expect(await ann.says('two')).toBe(false)
  expect(ann.outbox.device.value).toBe('broken')
  expect(ann.shown).toEqual(['one waiting', 'two waiting'])
  expect(mayGo()).toBe(false)
  mend()
  mend = () => {}
  clock.advance(5_000)
  await until(() => ann.outbox.device.value === 'ready', 'the device to keep it')
  expect(mayGo()).toBe(true)
  ann.dies()
  server.online = true
  const again = browser.now.opens()
  await until(() => server.heard.length === 2, 'both to arrive')
  expect(server.heard).toEqual(['one', 'two'])
  await until(() => waiting(again).length === 0, 'nothing to wait')
})

test('[OB2] what was confirmed while the disk failed is not sent again when it works', async () => {
  const { server, clock, network } = browser.now
  server.online = false
  const ann = browser.now.opens()
  await ann.says('one')
  mend = fullDisk()
  await ann.says('two')
  server.online = true
  network.dispatchEvent(new Event('online'))
  await until(() => waiting(ann).length === 0, 'both to be confirmed')
  mend()
  mend = () => {}
  server.online = false
  expect(await ann.says('three')).toBe(true)
  await settle()
  ann.dies()
  server.online = true
  clock.advance(1_000)
  browser.now.opens()
  await until(() => server.heard.length === 3, 'the third to arrive')
  expect(server.heard).toEqual(['one', 'two', 'three'])
})

test('[OB2] a disk that was too slow at first: what earlier visits left is shown and sent', async () => {
  const { server, clock } = browser.now
  server.online = false
  const first = browser.now.opens()
  await first.outbox.meet('plan', 'log-1')
  await first.says('one')
  await settle()
  first.dies()
  server.online = true
  let isSlow = true
  const slow = {
    open: (name: string) => (isSlow ? ({} as IDBOpenDBRequest) : indexedDB.open(name)),
  } as IDBFactory
  const again = browser.now.opens({ indexedDB: slow })
  await settle()
  clock.advance(3_000)
  await until(() => again.outbox.device.value === 'broken', 'the device to be given up')
  isSlow = false
  clock.advance(5_000)
  await until(() => again.outbox.device.value === 'ready', 'the device to answer')
  await settle()
  clock.advance(5_000)
  await until(() => server.heard.length === 1, 'it to be sent')
  await until(() => waiting(again).length === 0, 'it to be confirmed')
  await again.outbox.meet('plan', 'log-2')
  await until(() => server.heard.length === 2, 'it to be known to the log of before')
})

test('[OB2] what was discarded while the disk failed does not come back', async () => {
  const { server, clock } = browser.now
  server.online = false
  const ann = browser.now.opens()
  await ann.says('one')
  mend = fullDisk()
  await ann.says('two')
  await ann.outbox.drop('one')
  mend()
  mend = () => {}
  clock.advance(5_000)
  await until(() => ann.outbox.device.value === 'ready', 'the device to keep it')
  await settle()
  expect(ann.shown).toEqual(['two waiting'])
})

test('[OB7] what was confirmed while the disk failed is sent again to another log', async () => {
  const { server, clock, network } = browser.now
  server.online = false
  const ann = browser.now.opens()
  await ann.outbox.meet('plan', 'log-1')
  await ann.says('one')
  mend = fullDisk()
  await ann.says('two')
  server.online = true
  network.dispatchEvent(new Event('online'))
  await until(() => waiting(ann).length === 0, 'both to be confirmed')
  mend()
  mend = () => {}
  expect(await ann.says('three')).toBe(true)
  await until(() => waiting(ann).length === 0, 'the third to be confirmed')
  await ann.outbox.close()
  clock.advance(1_000)
  const again = browser.now.opens()
  await again.outbox.meet('plan', 'log-2')
  await until(() => waiting(again).length === 0 && server.heard.length >= 6, 'all to be sent again')
  expect(server.heard.slice(3)).toEqual(['one', 'two', 'three'])
})
