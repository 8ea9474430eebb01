/** Small limits, said by INTERLINE_LIMITS, and what those are told who come up against them. */
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import { Guest, until } from '../support/cast.ts'
import { StockPerson } from '../support/cast-stock.ts'
import { CrowdSocket } from '../support/crowd-sockets.ts'
import * as net from '../support/network.ts'
import * as forge from '../support/network-forgery.ts'
import { type RunningServer, startServer } from '../support/server.ts'

const LIMITS =
  'joinsPerPerson=20 joinsPerAddress=20 socketsPerPerson=4 sockets=30 fragments=100 chunks=50 ' +
  'unfinished=1000000 sessionsPerDocument=8 writersPerDocument=3 structs=50 claims=10'
const TOKEN = 'a-token-nobody-guesses'
const HALF_OPEN = 40
/** The design's 10 s, looked at every 2. */
const HEADERS_MS = 12_000

let server: RunningServer
let ann: Guest
let document: string
const halfOpen: { socket: Socket; lived: number | null }[] = []
beforeAll(async () => {
  const env = { INTERLINE_LIMITS: LIMITS, TRUST_PROXY: '1', INTERLINE_METRICS_TOKEN: TOKEN }
  server = await startServer({ env })
  for (let n = 0; n < HALF_OPEN; n++) halfOpen.push(opensHalf())
  ann = await Guest.arrives('ann', server)
  document = await ann.makesDocument()
})
afterAll(() => server.stop())

/** Headers that never end; a letter from time to time says "I am still here". */
function opensHalf() {
  const began = performance.now()
  const socket = connect({ port: server.port, host: '127.0.0.1' })
  const one: (typeof halfOpen)[number] = { socket, lived: null }
  socket.on('error', () => undefined)
  socket.write(`GET /sync/x HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nX-Long: `)
  const writing = setInterval(() => socket.write('x'), 500)
  socket.on('close', () => {
    clearInterval(writing)
    one.lived = performance.now() - began
  })
  return one
}

let addresses = 0
/** From an address of its own, unless said. */
async function comes(guest: Guest, from = `10.0.${++addresses}.1`, to = document) {
  const one = new CrowdSocket(guest, to)
  one.connects(server, { 'x-forwarded-for': from })
  await until(() => one.caughtUp || one.closed !== null, `${guest.name} to come in or not`)
  return one
}
const stranger = () => new Guest('stranger', server)

/** Comes and goes until the door stays shut; a slow machine gives some of it back meanwhile. */
async function spendsAll(come: () => Promise<CrowdSocket>): Promise<CrowdSocket> {
  for (let times = 1; ; times++) {
    const one = await come()
    if (one.closed !== null) {
      expect(times).toBeGreaterThan(20)
      return one
    }
    one.cutsOff()
    expect(times).toBeLessThan(60)
  }
}

test('[LV22] a person comes in so often in a minute, then is told to wait; others are not', async () => {
  const late = await spendsAll(() => comes(ann))
  expect(late.closed).toEqual({ code: 1013, reason: 'too-many: joinsPerPerson' })
  expect(late.refusals).toMatchObject([{ reason: 'too-many', permanent: false }])
  expect(late.refusals[0]?.retryAfterMs).toBeGreaterThan(0)
  const bo = await comes(await Guest.arrives('bo', server))
  expect(bo.closed).toBeNull()
  bo.cutsOff()

  // A stock client of ann's is told the same, and comes back by itself.
  const again = new StockPerson(ann, document)
  again.connects(server)
  let turnedAway = 0
  again.provider?.on('connection-close', () => turnedAway++)
  await until(() => again.isSynced, 'ann to be in step')
  expect(turnedAway).toBeGreaterThan(0)
  expect(again.closed).toBeNull()
  again.leaves()
})

test('[LV22] an address comes in so often, whoever it is; an IPv6 address is its /64', async () => {
  for (const [one, same, other] of [
    ['192.0.2.1', '192.0.2.1', '192.0.2.2'],
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', '2001:db8:1:3::1'],
  ] as const) {
    await spendsAll(() => comes(stranger(), one))
    const late = await comes(stranger(), same)
    expect(late.closed).toEqual({ code: 1013, reason: 'too-many: joinsPerAddress' })
    const elsewhere = await comes(stranger(), other)
    expect(elsewhere.closed).toBeNull()
    elsewhere.cutsOff()
  }
})

test('[LV22] a person has so many sockets at once; who leaves makes room', async () => {
  const cleo = await Guest.arrives('cleo', server)
  const apart = await cleo.makesDocument()
  const all: CrowdSocket[] = []
  for (let n = 0; n < 3; n++) all.push(await comes(cleo, undefined, apart))
  // The fourth in another document: a document has three writers here.
  all.push(await comes(cleo, undefined, await cleo.makesDocument()))
  expect((await comes(cleo)).closed?.reason).toBe('too-many: socketsPerPerson')
  all.pop()?.cutsOff()
  await until(async () => {
    const next = await comes(cleo, undefined, await cleo.makesDocument())
    next.cutsOff()
    return next.closed === null
  }, 'room for another')
  for (const one of all) one.cutsOff()
})

test('[LV22] a document has so many writers and so many sessions', async () => {
  const host = await Guest.arrives('dan', server)
  const apart = await host.makesDocument()
  const all: CrowdSocket[] = []
  for (let n = 0; n < 3; n++) all.push(await comes(stranger(), undefined, apart))
  const fourth = await comes(stranger(), undefined, apart)
  expect(fourth.closed).toEqual({ code: 1013, reason: 'too-many: writersPerDocument' })
  for (const one of all.splice(0)) one.cutsOff()
  await host.asks('PUT', `/api/documents/${apart}/visitors`, { role: 'read' })
  for (let n = 0; n < 8; n++) all.push(await comes(stranger(), undefined, apart))
  expect(all.map(({ closed }) => closed)).toEqual(all.map(() => null))
  const ninth = await comes(stranger(), undefined, apart)
  expect(ninth.closed).toEqual({ code: 1013, reason: 'too-many: sessionsPerDocument' })
  for (const one of all) one.cutsOff()
})

test('[LV22] a refusal of words says which limit it was, in the operator’s log', async () => {
  const eve = await Guest.arrives('eve', server)
  const one = await comes(eve, undefined, await eve.makesDocument())
  const structs = Array.from({ length: 51 }, () => forge.gc(1))
  one.says(net.syncFrame(net.UPDATE, forge.handmade([{ client: 5, clock: 0, structs }])))
  await until(() => one.closed !== null, 'the refusal')
  expect(one.closed).toEqual({ code: 4413, reason: 'too-large: structs' })
  expect(server.said()).toMatch(/"reason":"too-large","limit":"structs"/)
})

/** Below ws: bytes as they are on the line, masked with zeroes. */
const line = (one: CrowdSocket) => (one.socket as unknown as { _socket: Socket })._socket
const headOf = (length: number) =>
  Buffer.from([
    0x82,
    0xff,
    0,
    0,
    0,
    0,
    ...[24, 16, 8, 0].map((by) => (length >> by) & 255),
    0,
    0,
    0,
    0,
  ])

test('[LV23] a message of too many fragments, or in too many pieces, is closed 4413', async () => {
  const inFragments = await comes(stranger())
  for (let n = 0; n <= 100; n++) {
    line(inFragments).write(Buffer.from([n === 0 ? 0x02 : 0x00, 0x80, 0, 0, 0, 0]))
  }
  await until(() => inFragments.closed !== null, 'the end')
  expect(inFragments.closed).toEqual({ code: 4413, reason: 'too-large: fragments' })

  const byteByByte = await comes(stranger())
  line(byteByByte).setNoDelay(true)
  line(byteByByte).write(headOf(100_000))
  await until(() => {
    if (byteByByte.closed === null) line(byteByByte).write('x')
    return byteByByte.closed !== null
  }, 'the end')
  expect(byteByByte.closed).toEqual({ code: 4413, reason: 'too-large: fragments' })
})

test('[LV23] what has begun and does not end has a room together; who has most of it goes', async () => {
  const all: CrowdSocket[] = []
  for (const bytes of [200_000, 300_000, 700_000]) {
    const one = await comes(stranger(), undefined, await ann.makesDocument())
    line(one).write(headOf(2_000_000))
    line(one).write(Buffer.alloc(bytes))
    all.push(one)
  }
  await until(() => all[2]?.closed !== null, 'the largest to be cut off')
  expect(all.map(({ closed }) => closed !== null)).toEqual([false, false, true])
  for (const one of all) one.cutsOff()
})

test('[LV22] a full server says 503 and when to come again, before it looks who it is', async () => {
  const all: CrowdSocket[] = []
  while (all.length < 40 && (all.at(-1)?.closed ?? null) === null) {
    const host = await Guest.arrives(`host ${all.length}`, server)
    all.push(await comes(stranger(), undefined, await host.makesDocument()))
  }
  expect(all.length).toBeLessThanOrEqual(31)
  const answer = await new Promise<{ status: number; retryAfter: string }>((settle) => {
    const socket = new WebSocket(`${server.sync}/${document}`)
    socket.on('error', () => undefined)
    socket.on('open', () => settle({ status: 101, retryAfter: '' }))
    socket.on('unexpected-response', (_, { statusCode = 0, headers }) =>
      settle({ status: statusCode, retryAfter: headers['retry-after'] ?? '' }),
    )
  })
  expect(answer).toEqual({ status: 503, retryAfter: '5' })
  for (const one of all) one.cutsOff()
  await until(async () => {
    const next = await comes(stranger())
    next.cutsOff()
    return next.caughtUp
  }, 'room again')
})

test('[OP1] what was turned away, passed over and closed is counted', async () => {
  const host = await Guest.arrives('fay', server)
  const apart = await host.makesDocument()
  const one = await comes(stranger(), undefined, apart)
  const state = { client: 5, clock: 1, state: {} }
  one.says(net.awarenessFrame([state, { ...state, client: 6 }, { ...state, client: 7 }]))
  await host.asks('PUT', `/api/documents/${apart}/visitors`, { role: 'read' })
  await until(() => one.closed !== null, 'the change of access')
  const figures = async () => {
    const headers = { authorization: `Bearer ${TOKEN}` }
    const text = await (await fetch(`${server.http}/metrics`, { headers })).text()
    return (name: string) =>
      Number(
        text
          .split('\n')
          .find((line) => line.startsWith(`interline_${name} `))
          ?.split(' ')[1],
      )
  }
  await until(
    async () => (await figures())('auth_revocation_seconds_count') > 0,
    'the change of access to be counted',
  )
  const at = await figures()
  for (const kind of ['joinsPerPerson', 'joinsPerAddress', 'socketsPerPerson', 'sockets']) {
    expect(at(`rate_limited_total{kind="${kind}"}`), kind).toBeGreaterThan(0)
  }
  expect(at('awareness_dropped_total')).toBe(2)
  expect(at('updates_total{result="nacked"}')).toBeGreaterThan(0)
  expect(at('quarantined_updates_total')).toBe(0)
  expect(at('doc_gap_age_seconds_max')).toBe(0)
})

test('[LV23] headers that do not end are not waited for', async () => {
  await until(
    () => halfOpen.every(({ lived }) => lived !== null),
    () => `${halfOpen.filter(({ lived }) => lived === null).length} half-open upgrades to end`,
    30_000,
  )
  const longest = Math.max(...halfOpen.map(({ lived }) => lived ?? 0))
  console.log(
    `${HALF_OPEN} half-open upgrades: the last ended after ${(longest / 1000).toFixed(1)} s`,
  )
  expect(longest).toBeGreaterThan(HEADERS_MS / 2)
})
