import { expect, test, vi } from 'vitest'
import { RETRY_CEILING_MS, RETRY_FLOOR_MS, Reconnects } from '../../client/live/reconnects.ts'
import { seededRng } from '../../shared/kit/rng.ts'
import { REFUSALS } from '../../shared/wire/refusals.ts'
import { PROTOCOL } from '../../shared/wire/version.ts'
import { HandClock } from './hand-clock.ts'
import { aStage, settle, type Tab } from './people.ts'

const V = String(PROTOCOL)
const stage = aStage()
const onDisk = () => stage.wire.disk.getText('body').toString()

async function connected(): Promise<Tab> {
  const ann = stage.opens('ann')
  await ann.connects()
  await ann.saves()
  return ann
}

/** The waits after so many attempts that all fail. */
function waits(seed: number, count: number, code: number | null = 1006): number[] {
  const reconnects = new Reconnects(new HandClock(), seededRng(seed))
  return Array.from({ length: count }, () => {
    const next = reconnects.down(code)
    return next.kind === 'retry' ? next.waitMs : -1
  })
}

test('[RP12] waits grow, are spread over their whole range, and end between 0.1 and 30 s', () => {
  const last: number[] = []
  for (let seed = 1; seed <= 300; seed++) {
    const each = waits(seed, 12)
    expect(Math.min(...each)).toBeGreaterThanOrEqual(RETRY_FLOOR_MS)
    expect(Math.max(...each)).toBeLessThanOrEqual(RETRY_CEILING_MS)
    expect(each[0]).toBeLessThan(1_000)
    last.push(each[11] ?? 0)
  }
  const parts = [0, 1, 2, 3, 4, 5].map(
    (part) => last.filter((wait) => Math.floor(wait / 5_000) === part).length,
  )
  expect(Math.min(...parts)).toBeGreaterThan(25)
})

test('[RP12] a restarting server sees its people again over four seconds', () => {
  const first = Array.from({ length: 200 }, (_, seed) => waits(seed, 1, 1012)[0] ?? 0)
  expect(Math.max(...first)).toBeGreaterThan(3_000)
  expect(Math.max(...first)).toBeLessThan(4_000)
})

test('[RP12] after a connection that lasted, the first wait is short again', () => {
  const clock = new HandClock()
  const reconnects = new Reconnects(clock, () => 0.999)
  for (let times = 0; times < 8; times++) reconnects.down(1006)
  reconnects.up()
  clock.advance(9_999)
  expect(reconnects.down(1006)).toMatchObject({ kind: 'retry', waitMs: expect.closeTo(30_000, -3) })
  reconnects.up()
  clock.advance(10_000)
  expect(reconnects.down(1006)).toMatchObject({ kind: 'retry', waitMs: expect.closeTo(1_000, -2) })
})

test('[RP11] judged again at once after 4503, but not in a hot circle', () => {
  const reconnects = new Reconnects(new HandClock(), () => 0.5)
  reconnects.up()
  expect(reconnects.down(4503)).toEqual({ kind: 'retry', waitMs: 0 })
  reconnects.up()
  expect(reconnects.down(4503)).toMatchObject({ kind: 'retry', waitMs: 1_050 })
})

for (const reason of ['malformed', 'unauthenticated', 'forbidden', 'deleted'] as const) {
  test(`[RP11] ${reason}: stays away, keeps the words, comes back when asked`, async () => {
    const ann = await connected()
    ann.types('kept')
    ann.wire.drops(REFUSALS[reason].close)
    stage.clock.advance(600_000)
    expect(ann.wire.sockets).toHaveLength(1)
    expect(ann.status).toMatchObject({ kind: 'refused', reason })
    expect(ann.text).toBe('kept')
    ann.replica.retry()
    await ann.connects(2)
    await ann.saves()
    expect(ann.status.kind).toBe('saved')
    expect(onDisk()).toBe('kept')
  })
}

test('[RP11] the refusal that came before the close says more than its code', async () => {
  const ann = await connected()
  ann.wire.refuses({ reason: 'foreign-client', upTo: null, permanent: true, retryAfterMs: null })
  ann.wire.drops(4403)
  expect(ann.status).toMatchObject({ kind: 'refused', reason: 'foreign-client' })
})

test('[RP11] a document that is nowhere is missing; when it came to be, a retry opens it', async () => {
  const ann = stage.opens('ann')
  await ann.calls()
  ann.wire.drops(4404)
  expect(ann.status).toEqual({ kind: 'missing' })
  expect(ann.replica.phase.value).toBe('loading')
  ann.replica.retry()
  await ann.connects(2)
  expect(ann.replica.phase.value).toBe('ready')
})

test('[RP11] a document that only this device has is refused, not missing', async () => {
  const ann = await connected()
  ann.types('mine')
  ann.wire.drops(4404)
  expect(ann.status).toMatchObject({ kind: 'refused', reason: 'unknown-document' })
  expect(ann.text).toBe('mine')
})

test('[RP11] too large for an update is tried once more as a step 2', async () => {
  const ann = await connected()
  ann.types('a very long paste')
  ann.wire.unread(ann.wire.last)
  ann.wire.refuses({ reason: 'too-large', upTo: 1, permanent: true, retryAfterMs: null })
  ann.wire.drops(4413)
  stage.clock.advance(1_000)
  await ann.connects(2)
  expect(ann.status.kind).toBe('saving')
  ann.wire.refuses({ reason: 'too-large', upTo: 1, permanent: true, retryAfterMs: null })
  ann.wire.drops(4413)
  stage.clock.advance(60_000)
  expect(ann.wire.sockets).toHaveLength(2)
  expect(ann.status).toMatchObject({ kind: 'refused', reason: 'too-large' })
})

test('[RP12] only our clock decides when to come back', async () => {
  const ann = await connected()
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'] })
  ann.wire.drops()
  vi.advanceTimersByTime(60_000)
  vi.useRealTimers()
  expect(ann.wire.sockets).toHaveLength(1)
  stage.clock.advance(1_000)
  expect(ann.wire.sockets).toHaveLength(2)
})

test('[RP13] the awareness clock rises with every connection', async () => {
  const ann = await connected()
  ann.replica.awareness.setLocalState({ caret: null, active: true })
  const clocks = () =>
    ann.wire.last.sent.flatMap((frame) =>
      frame.kind === 'awareness' ? frame.entries.map((entry) => entry.clock) : [],
    )
  const before = Math.max(...clocks())
  ann.wire.drops()
  stage.clock.advance(1_000)
  ann.wire.accept()
  expect(clocks()).toEqual([before + 1])
})

test('[RP14] log and epoch are told from the first hello on, also after a reload', async () => {
  const ann = await connected()
  expect(ann.wire.last.params).toEqual({ v: V })
  ann.wire.drops()
  stage.clock.advance(1_000)
  expect(ann.wire.last.params).toEqual({ v: V, log: 'log-1', epoch: '1' })
  await settle()
  await ann.replica.close()
  const again = stage.opens('ann')
  await again.calls()
  expect(again.wire.last.params).toEqual({ v: V, log: 'log-1', epoch: '1' })
})

test('[RP14] a restored backup: the same epoch under another log is pushed everything', async () => {
  const ann = await connected()
  ann.types('lost by the backup')
  await ann.saves()
  expect(ann.status.kind).toBe('saved')
  const { disk } = stage.wire
  ann.wire.drops()
  ann.wire.hello = { ...ann.wire.hello, logId: 'log-2' }
  ann.wire.disk = new (disk.constructor as typeof import('yjs').Doc)()
  stage.clock.advance(1_000)
  ann.wire.accept()
  expect(ann.status.kind).not.toBe('saved')
  ann.wire.refuses({ reason: 'must-not-merge', upTo: null, permanent: true, retryAfterMs: null })
  ann.wire.drops(4409)
  stage.clock.advance(1_000)
  expect(ann.wire.last.params).toEqual({ v: V, log: 'log-2', epoch: '1' })
  await ann.connects(3)
  expect(ann.status.kind).toBe('saving')
  await ann.saves()
  expect(ann.status.kind).toBe('saved')
  expect(ann.wire.disk.getText('body').toString()).toBe('lost by the backup')
  await ann.replica.close()
  const again = stage.opens('ann')
  await again.calls()
  expect(again.wire.last.params).toEqual({ v: V, log: 'log-2', epoch: '1' })
})

test('[RP14] another epoch: nothing is merged, the words stay, the next visit starts anew', async () => {
  const ann = await connected()
  ann.wire.drops()
  ann.types('unsent')
  await settle()
  ann.wire.hello = { ...ann.wire.hello, epoch: 2 }
  stage.clock.advance(1_000)
  ann.wire.accept()
  ann.wire.syncs()
  expect(ann.status).toMatchObject({ kind: 'refused', reason: 'must-not-merge' })
  expect(ann.wire.last.sent.some((frame) => frame.kind === 'step-two')).toBe(false)
  ann.replica.retry()
  stage.clock.advance(60_000)
  expect(ann.wire.sockets).toHaveLength(2)
  await settle()
  await ann.replica.close()

  const again = stage.opens('ann')
  again.wire.hello = { ...again.wire.hello, epoch: 2 }
  await again.connects()
  expect(again.text).toBe('')
  await again.saves()
  const names = (await indexedDB.databases()).map((database) => database.name ?? '')
  expect(names.filter((name) => name.startsWith('interline/ann/')).length).toBe(2)
})

test('[RP14] 4409 without a new log keeps the words as those of another document', async () => {
  const ann = await connected()
  ann.types('unsent')
  ann.wire.drops(4409)
  expect(ann.status).toMatchObject({ kind: 'refused', reason: 'must-not-merge' })
  await settle()
  await ann.replica.close()
  const kept = await keptOnShelf()
  expect(kept).toMatchObject([{ person: 'ann', why: 'must-not-merge', removedAt: null }])
})

test('the network of the device is heard', async () => {
  const network = new EventTarget()
  const ann = stage.opens('ann', { network })
  await ann.connects()
  await ann.saves()
  network.dispatchEvent(new Event('offline'))
  ann.types('x')
  await settle()
  expect(ann.status).toMatchObject({ kind: 'on-this-device', online: false })
  network.dispatchEvent(new Event('online'))
  expect(ann.wire.sockets).toHaveLength(2)
})

test('roster and people are gone with the connection', async () => {
  const ann = await connected()
  ann.wire.roster([{ client: 1, person: 'p', name: 'Bo', colour: 'c1', device: 'computer' }])
  expect(ann.replica.roster.value).toMatchObject([{ name: 'Bo' }])
  ann.wire.drops()
  expect(ann.replica.roster.value).toEqual([])
})

async function keptOnShelf(): Promise<unknown[]> {
  return new Promise((resolve) => {
    const request = indexedDB.open('interline/shelf')
    request.onsuccess = () => {
      const all = request.result.transaction('kept').objectStore('kept').getAll()
      all.onsuccess = () => {
        request.result.close()
        resolve(all.result)
      }
    }
  })
}
