import { expect, test } from 'vitest'
import { settle, until } from '../replica/people.ts'
import { aBrowser, type Tab } from './stage.ts'

const browser = aBrowser()

const waiting = (tab: Tab) => tab.shown.filter((line) => !line.endsWith('confirmed'))
const DAY_MS = 86_400_000

test('[OB1] [OB3] written offline, shown at once, sent once and in order when the network is back', async () => {
  const { server, network } = browser.now
  const ann = browser.now.opens()
  await ann.outbox.loaded
  server.online = false
  const first = ann.says('one')
  expect(ann.shown).toEqual(['one waiting'])
  expect(await first).toBe(true)
  expect(await ann.says('two')).toBe(true)
  expect(await ann.says('three')).toBe(true)
  await settle()
  expect(server.heard).toEqual([])
  server.online = true
  network.dispatchEvent(new Event('online'))
  await until(() => waiting(ann).length === 0, 'all to be confirmed')
  expect(server.heard).toEqual(['one', 'two', 'three'])
  browser.now.clock.advance(120_000)
  await settle()
  expect(server.heard).toHaveLength(3)
})

test('[OB1] it outlives the tab: the next visit sends what the last one could not', async () => {
  browser.now.server.online = false
  const ann = browser.now.opens()
  await ann.says('one')
  await ann.says('two')
  ann.dies()
  browser.now.server.online = true
  const again = browser.now.opens()
  await until(() => browser.now.server.heard.length === 2, 'both to arrive')
  expect(browser.now.server.heard).toEqual(['one', 'two'])
  await until(() => waiting(again).length === 0, 'nothing to wait')
})

test('[OB1] the same intent given twice is one', async () => {
  const ann = browser.now.opens()
  await Promise.all([ann.says('one'), ann.says('one')])
  await until(() => waiting(ann).length === 0, 'it to be confirmed')
  await ann.says('one')
  await settle()
  ann.dies()
  const again = browser.now.opens()
  await settle()
  await again.says('one')
  await settle()
  expect(browser.now.server.heard).toEqual(['one'])
  expect(again.shown).toEqual(['one confirmed'])
})

test('[OB4] a tab killed between sending and the answer: sent again under the same id', async () => {
  const { server } = browser.now
  server.isSlow = true
  const ann = browser.now.opens()
  await ann.says('one')
  await until(() => server.heard.length === 1, 'it to arrive')
  ann.dies()
  server.release()
  const again = browser.now.opens()
  await until(() => server.heard.length === 2, 'it to arrive again')
  expect(server.heard).toEqual(['one', 'one'])
  await until(() => waiting(again).length === 0, 'it to be confirmed')
})

test('[OB3] [OB5] one refused in the middle keeps its words, and the rest goes on', async () => {
  const { server } = browser.now
  server.refuses('two', 'forbidden')
  const ann = browser.now.opens()
  await Promise.all(['one', 'two', 'three'].map((words) => ann.says(words)))
  await until(() => server.heard.length === 3, 'all three to arrive')
  await until(() => waiting(ann).length === 1, 'the others to be confirmed')
  expect(ann.outbox.entries.value.find(({ state }) => state === 'refused')).toMatchObject({
    ...{ intent: { body: 'two' }, state: 'refused', refusal: 'forbidden' },
    sentence: 'You may not write in this document.',
  })
  await ann.outbox.close()
  const again = browser.now.opens()
  await again.outbox.loaded
  expect(again.shown).toEqual(['two refused'])
  browser.now.clock.advance(DAY_MS)
  await settle()
  expect(server.heard).toHaveLength(3)
  server.takes('two')
  again.outbox.retry('two')
  await until(() => server.heard.length === 4, 'it to be sent again by hand')
  await until(() => waiting(again).length === 0, 'it to be confirmed')
})

test('[OB5] [OB6] a full disk of the server is no refusal: it is tried again, later and later', async () => {
  const { server, clock } = browser.now
  server.refuses('one', 'storage-full')
  const ann = browser.now.opens()
  await ann.says('one')
  await ann.says('two')
  await until(() => server.heard.length === 1, 'the first try')
  await until(() => ann.outbox.entries.value[0]?.state === 'waiting' && clock.pending > 0, 'a wait')
  await settle()
  expect(ann.outbox.entries.value[0]).toMatchObject({ tries: 1, why: 'storage-full' })
  const gaps: number[] = []
  for (let tries = 1; tries < 8; tries++) {
    const from = clock.now()
    while (server.heard.length === tries) {
      clock.advance(100)
      await settle()
    }
    gaps.push(clock.now() - from)
  }
  expect(Math.max(...gaps)).toBeLessThanOrEqual(61_000)
  expect(gaps[0]).toBeLessThanOrEqual(4_000)
  expect(Math.max(...gaps)).toBeGreaterThan(8_000)
  expect(new Set(server.heard)).toEqual(new Set(['one']))
  server.takes('one')
  ann.outbox.flush()
  await until(() => waiting(ann).length === 0, 'all to be confirmed')
  expect(server.heard.slice(-2)).toEqual(['one', 'two'])
})

test('[OB3] one document that waits keeps no other from being sent', async () => {
  const { server } = browser.now
  server.refuses('stuck', 'too-many')
  const ann = browser.now.opens()
  await ann.says('stuck', 'plan')
  await ann.says('behind it', 'plan')
  await ann.says('elsewhere', 'letter')
  await until(() => server.heard.includes('elsewhere'), 'the other lane')
  await settle()
  expect(server.heard).not.toContain('behind it')
})

test('[OB4] two tabs see the same, and each intent is sent once', async () => {
  const { server } = browser.now
  const ann = browser.now.opens()
  const tab = browser.now.opens()
  await settle()
  server.online = false
  await ann.says('one')
  await settle()
  expect(tab.shown).toEqual(['one waiting'])
  await tab.says('two')
  await settle()
  expect(ann.shown).toEqual(['one waiting', 'two waiting'])
  expect(tab.shown).toEqual(['one waiting', 'two waiting'])
  server.online = true
  browser.now.network.dispatchEvent(new Event('online'))
  await until(() => waiting(ann).length === 0 && waiting(tab).length === 0, 'nothing to wait')
  expect(server.heard).toEqual(['one', 'two'])
})

test('[OB4] what a killed tab added, the other sends a little later', async () => {
  const { server } = browser.now
  const ann = browser.now.opens()
  const tab = browser.now.opens()
  await settle()
  server.online = false
  await ann.says('one')
  await until(() => tab.shown.length === 1, 'the other tab to see it')
  ann.dies()
  server.online = true
  await settle()
  browser.now.clock.advance(60_000)
  await until(() => waiting(tab).length === 0, 'the other tab to have sent it')
  expect(server.heard).toEqual(['one'])
})

test('[OB4] without locks two tabs may send twice, and each intent is confirmed once', async () => {
  browser.now.hasLocks = false
  const { server, network } = browser.now
  server.online = false
  const ann = browser.now.opens()
  const tab = browser.now.opens()
  await ann.says('one')
  await tab.says('two')
  await settle()
  server.online = true
  network.dispatchEvent(new Event('online'))
  await until(() => waiting(ann).length === 0 && waiting(tab).length === 0, 'nothing to wait')
  expect(new Set(server.heard)).toEqual(new Set(['one', 'two']))
  expect(server.heard.indexOf('one')).toBeLessThan(server.heard.lastIndexOf('two'))
})

test('[OB7] a server set back to a backup gets what it confirmed again, in order', async () => {
  const { server } = browser.now
  const ann = browser.now.opens()
  await ann.outbox.meet('plan', 'log-1')
  await ann.says('one')
  await ann.says('two')
  await ann.says('elsewhere', 'letter')
  await until(() => waiting(ann).length === 0, 'all to be confirmed')
  await ann.outbox.meet('plan', 'log-1')
  await settle()
  expect(server.heard).toHaveLength(3)
  await ann.outbox.close()
  const again = browser.now.opens()
  await again.outbox.meet('plan', 'log-2')
  await until(() => server.heard.length === 5, 'both to be sent again')
  expect(server.heard.slice(3)).toEqual(['one', 'two'])
  await until(() => waiting(again).length === 0, 'both to be confirmed again')
  await again.outbox.meet('plan', 'log-2')
  await settle()
  expect(server.heard).toHaveLength(5)
})

test('[OB7] what was confirmed before any log was known is of the first one that is told', async () => {
  const { server } = browser.now
  const ann = browser.now.opens()
  await ann.says('one')
  await until(() => waiting(ann).length === 0, 'it to be confirmed')
  await ann.outbox.meet('plan', 'log-1')
  await settle()
  expect(server.heard).toEqual(['one'])
  await ann.outbox.meet('plan', 'log-2')
  await until(() => server.heard.length === 2, 'it to be sent again')
})

test('[OB7] what was confirmed is kept for 30 days', async () => {
  const { server, clock } = browser.now
  const ann = browser.now.opens()
  await ann.outbox.meet('plan', 'log-1')
  await ann.says('old')
  await until(() => waiting(ann).length === 0, 'it to be confirmed')
  clock.advance(2 * DAY_MS)
  await ann.says('young')
  await until(() => waiting(ann).length === 0, 'it to be confirmed')
  await ann.outbox.close()
  clock.advance(29 * DAY_MS)
  const again = browser.now.opens()
  await again.outbox.loaded
  await again.outbox.sendAgain('plan', 'comment')
  await until(() => server.heard.length === 3, 'the younger one to be sent again')
  await settle()
  expect(server.heard).toEqual(['old', 'young', 'young'])
})

test('[OB7] a lane is sent again from what it began with on, and not where others began it', async () => {
  const { server } = browser.now
  const ann = browser.now.opens()
  await ann.outbox.add({ ...ann.intent('begun'), kind: 'document.create' })
  await ann.says('one')
  await ann.says('elsewhere', 'letter')
  await until(() => waiting(ann).length === 0, 'all to be confirmed')
  await ann.outbox.sendAgain('letter', 'document.create')
  await settle()
  expect(server.heard).toHaveLength(3)
  await ann.outbox.sendAgain('plan', 'document.create')
  await until(() => server.heard.length === 5, 'the lane to be sent again')
  expect(server.heard.slice(3)).toEqual(['begun', 'one'])
  await until(() => waiting(ann).length === 0, 'all to be confirmed again')
})

test('[OB3] a lane that gets no answer keeps no other from being sent', async () => {
  const { server } = browser.now
  server.isSlow = true
  const ann = browser.now.opens()
  await ann.says('one')
  await until(() => server.heard.length === 1, 'it to arrive')
  await ann.says('two')
  await ann.says('elsewhere', 'letter')
  await until(() => server.heard.length === 2, 'the other lane')
  expect(server.heard).toEqual(['one', 'elsewhere'])
  server.release()
  await until(() => waiting(ann).length === 0, 'all to be confirmed')
  expect(server.heard).toEqual(['one', 'elsewhere', 'two'])
})

test('[OB8] what was confirmed stays in sight for a minute', async () => {
  const ann = browser.now.opens()
  await ann.says('one')
  await until(() => waiting(ann).length === 0, 'it to be confirmed')
  await settle()
  expect(ann.shown).toEqual(['one confirmed'])
  browser.now.clock.advance(61_000)
  await ann.says('two')
  expect(ann.shown).not.toContain('one confirmed')
})
