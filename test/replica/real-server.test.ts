import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openReplica, type Replica } from '../../client/live/replica.ts'
import type { TabWire } from '../../client/live/tab-channel.ts'
import { realClock } from '../../shared/kit/clock.ts'
import { secureRng } from '../../shared/kit/rng.ts'
import { Guest, until } from '../support/cast.ts'
import {
  type RunningServer,
  removeFolder,
  startServer,
  temporaryFolder,
} from '../support/server.ts'
import { Hub } from './people.ts'

let data = ''
let server: RunningServer
let hub = new Hub()
const open = new Set<Replica>()

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory()
  data = temporaryFolder()
  hub = new Hub()
  server = await startServer({ data })
})
afterEach(async () => {
  await Promise.all([...open].map((replica) => replica.close()))
  open.clear()
  await server.stop()
  removeFolder(data)
})

/** The same files on the same port, as after a crash or an update. */
async function restarts(): Promise<void> {
  server = await startServer({ data, port: server.port })
}

function opens(guest: Guest, document: string, channel?: (name: string) => TabWire): Replica {
  const replica = openReplica({
    ...{ document, person: guest.name, server: server.sync, clock: realClock, rng: secureRng },
    ...{ WebSocket: guest.WebSocket, channel: channel ?? hub.open, network: null },
  })
  open.add(replica)
  return replica
}

const body = (replica: Replica) => replica.doc.getText('body')
const text = (replica: Replica) => body(replica).toString()
const ready = (replica: Replica) => until(() => replica.phase.value === 'ready', 'ready')
const shows = (replica: Replica, kind: string) =>
  until(
    () => replica.status.value.kind === kind,
    () => `${kind}, not ${JSON.stringify(replica.status.value)}`,
  )

test('[RP3] two people write at once; both are Saved, and each sees who is there', async () => {
  const ann = await Guest.arrives('ann', server)
  const bo = await Guest.arrives('bo', server)
  const document = await ann.makesDocument()
  const [one, two] = [opens(ann, document), opens(bo, document)]
  await Promise.all([ready(one), ready(two)])
  body(one).insert(0, 'ann')
  body(two).insert(0, 'bo')
  await Promise.all([shows(one, 'saved'), shows(two, 'saved')])
  await until(() => text(one) === text(two) && text(one).length === 5, 'the same text')
  await until(() => one.roster.value.length === 2 && two.roster.value.length === 2, 'the roster')
  const clients = one.roster.value.map((peer) => peer.client).sort()
  expect(clients).toEqual([one.doc.clientID, two.doc.clientID].sort())
})

test('[RP8] written while the server is down, the browser closed, and all merges when it is back', async () => {
  const ann = await Guest.arrives('ann', server)
  const bo = await Guest.arrives('bo', server)
  const document = await ann.makesDocument()
  const first = opens(ann, document)
  const other = opens(bo, document)
  await Promise.all([ready(first), ready(other)])
  body(first).insert(0, 'hello world')
  await shows(first, 'saved')
  await until(() => text(other) === 'hello world', 'bo reads it')
  await server.kill9()
  await until(() => !first.online.value && !other.online.value, 'both are offline')
  body(first).delete(0, 6)
  body(other).insert(11, ' from bo')
  await shows(first, 'on-this-device')
  await first.close()
  const again = opens(ann, document)
  await ready(again)
  expect(text(again)).toBe('world')
  expect(again.status.value).toMatchObject({ kind: 'on-this-device', waiting: 1, online: false })
  await restarts()
  for (const replica of [again, other]) replica.retry()
  await Promise.all([shows(again, 'saved'), shows(other, 'saved')])
  await until(() => text(again) === 'world from bo' && text(other) === text(again), 'they agree')
})

test('[RP9] the tab that wrote dies before its words left; another tab of it brings them', async () => {
  const ann = await Guest.arrives('ann', server)
  const document = await ann.makesDocument()
  const one = opens(ann, document)
  await ready(one)
  await shows(one, 'saved')
  const two = opens(ann, document)
  await ready(two)
  await server.kill9()
  await until(() => !one.online.value && !two.online.value, 'both are offline')
  body(one).insert(0, 'last words')
  await until(() => text(two) === 'last words', 'the other tab hears them')
  await one.close()
  await restarts()
  two.retry()
  await shows(two, 'saved')
  const bo = await Guest.arrives('bo', server)
  const reader = opens(bo, document)
  await ready(reader)
  expect(text(reader)).toBe('last words')
})

test('[RP11] a document that nobody made is missing', async () => {
  const ann = await Guest.arrives('ann', server)
  await ann.asks('GET', '/api/me')
  const replica = opens(ann, '0193a000-0000-7000-8000-00000000dead')
  await shows(replica, 'missing')
  expect(replica.phase.value).toBe('loading')
})

test('[RP11] a paste too large for one update is saved as a step 2', async () => {
  const ann = await Guest.arrives('ann', server)
  const document = await ann.makesDocument()
  const replica = opens(ann, document)
  await ready(replica)
  await shows(replica, 'saved')
  body(replica).insert(0, 'x'.repeat(5 << 20))
  await shows(replica, 'saved')
  expect(replica.device.value).toBe('ready')
})
