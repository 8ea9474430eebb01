/** Who may what, on real sockets: every frame as every role; roles that change while people type. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { uuidv7 } from '../../shared/kit/ids.ts'
import { bodyOf } from '../../shared/threads/body.ts'
import type { Role } from '../../shared/wire/role.ts'
import { Guest, until } from '../support/cast.ts'
import { WirePerson } from '../support/cast-wire.ts'
import * as net from '../support/network.ts'
import { type RunningServer, startServer } from '../support/server.ts'
import { logRows } from '../support/server-log.ts'

const WITHIN_MS = 2_000

let server: RunningServer
let ann: Guest
beforeAll(async () => {
  server = await startServer({ env: { INTERLINE_LIMITS: 'joinsPerPerson=10000' } })
  ann = await Guest.arrives('ann', server)
})
afterAll(() => server.stop())

/** A document of ann's that is nobody else's, with words and a thread in it. */
async function begins(): Promise<{ id: string; writer: WirePerson }> {
  const id = await ann.makesDocument()
  await ann.asks('PUT', `/api/documents/${id}/visitors`, { role: 'nobody' })
  const comment = { anchor: { kind: 'document' }, comment: uuidv7(1), body: bodyOf('secret') }
  await ann.asks('PUT', `/api/documents/${id}/threads/${uuidv7(1)}`, comment)
  const writer = await new WirePerson(ann, id).joins(server)
  writer.types('Once upon a time ')
  await writer.isReceipted()
  return { id, writer }
}

async function given(id: string, name: string, role: Role): Promise<Guest> {
  const guest = await Guest.arrives(name, server)
  await gives(id, guest, role)
  return guest
}

async function gives(id: string, guest: Guest, role: Role | null): Promise<void> {
  const { person } = await (await guest.asks('GET', '/api/me')).json()
  const path = `/api/documents/${id}/grants/person/${person}`
  const [method, body] = role ? (['PUT', { role }] as const) : (['DELETE', undefined] as const)
  const answer = await ann.asks(method, path, body)
  expect(answer.status).toBe(204)
}

/** A link to it: its id and its token. */
async function links(id: string, wish: object): Promise<{ link: string; token: string }> {
  const answer = await ann.asks('POST', `/api/documents/${id}/links`, wish)
  const { id: link, url } = await answer.json()
  return { link, token: String(url).split('#link=')[1] ?? '' }
}

const words = (text: string) => {
  const doc = new Y.Doc()
  doc.getText('body').insert(0, text)
  return Y.encodeStateAsUpdate(doc)
}
/** An id is whose it was first. */
let clients = 4_000
const NONSENSE = new Uint8Array([3, 255, 255, 255])
const numbered = (n: number) => net.frame(n, () => undefined)

/** What the server does with it: for whoever may write, for whoever may not. */
type Outcome = 'answers' | 'takes' | 'sends on' | 'forbidden' | 'malformed' | 'receipts'
const FRAMES: Record<string, [frame: () => Uint8Array, writer: Outcome, others: Outcome]> = {
  'step 1': [() => net.syncFrame(0, Y.encodeStateVector(new Y.Doc())), 'answers', 'answers'],
  'step 2': [() => net.syncFrame(1, words('two')), 'takes', 'forbidden'],
  update: [() => net.syncFrame(2, words('three')), 'takes', 'forbidden'],
  // Refused before it is parsed: nonsense from who may not write is none of our business.
  'step 2 of nonsense': [() => net.syncFrame(1, NONSENSE), 'malformed', 'forbidden'],
  'update of nonsense': [() => net.syncFrame(2, NONSENSE), 'malformed', 'forbidden'],
  'sync step 3': [() => net.syncFrame(3, words('x')), 'malformed', 'malformed'],
  'sync step 4': [() => net.syncFrame(4, words('x')), 'malformed', 'malformed'],
  awareness: [
    () => net.awarenessFrame([{ client: ++clients, clock: 1, state: { caret: 'here' } }]),
    ...(['sends on', 'sends on'] as const),
  ],
  auth: [() => numbered(2), 'malformed', 'malformed'],
  'query awareness': [() => numbered(net.QUERY_AWARENESS), 'answers', 'answers'],
  ...Object.fromEntries(
    [net.HELLO, net.REFUSAL, net.ROSTER, net.FACT, 105, 255].map((n) => [
      `frame ${n}`,
      [() => numbered(n), 'malformed', 'malformed'] as [() => Uint8Array, Outcome, Outcome],
    ]),
  ),
  'ask for a receipt': [() => net.askFrame(1), 'receipts', 'receipts'],
}

/** A bare socket that says one thing and keeps what it hears. */
class Comer {
  readonly frames: net.Frame[] = []
  readonly #socket: WebSocket

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('error', () => undefined)
    socket.on('message', (data: Buffer) => this.frames.push(net.readFrame(new Uint8Array(data))))
  }

  /** In, and told what there is. */
  static async comes(guest: Guest, id: string, query: string): Promise<Comer> {
    const headers = guest.cookie === '' ? {} : { cookie: guest.cookie }
    const socket = new WebSocket(`${server.sync}/${id}?${query}`, { headers })
    const comer = new Comer(socket)
    socket.on('open', () => comer.says(net.syncFrame(0, Y.encodeStateVector(new Y.Doc()))))
    const isTold = (frame: net.Frame) => frame.kind === 'sync' && frame.step === net.STEP_2
    await until(() => comer.frames.some(isTold), `somebody to come in by ${query}`)
    return comer
  }

  get role(): string | undefined {
    return this.frames.flatMap((frame) => (frame.kind === 'hello' ? [frame.hello.role] : []))[0]
  }

  get refusals(): net.Refusal[] {
    return this.frames.flatMap((frame) => (frame.kind === 'refusal' ? [frame.refusal] : []))
  }

  get facts(): net.Fact[] {
    return this.frames.flatMap((frame) => (frame.kind === 'fact' ? [frame.fact] : []))
  }

  says(bytes: Uint8Array): void {
    this.#socket.send(bytes)
  }

  goes(): void {
    this.#socket.terminate()
  }
}

test('[SH3] [LV13] [LV20] every frame of every role is taken, refused or sent on as it should be', async () => {
  const { id, writer } = await begins()
  const comers: [string, boolean, boolean, () => Promise<[Guest, string]>][] = [
    ['own', true, true, async () => [ann, 'v=1']],
  ]
  for (const role of ['write', 'suggest', 'comment', 'read'] as const) {
    const guest = await given(id, role, role)
    comers.push([role, role === 'write', role !== 'read', async () => [guest, 'v=1']])
    if (role === 'suggest') continue
    const { token } = await links(id, { role })
    const anybody = new Guest('anybody', server)
    const query = `v=1&link=${token}`
    comers.push([
      `${role} by a link`,
      role === 'write',
      role !== 'read',
      async () => [anybody, query],
    ])
  }
  const here = { client: writer.doc.clientID, clock: 1, state: { caret: 'ann' } }
  writer.says(net.awarenessFrame([here]))
  let sent = 0
  for (const [role, mayWrite, seesThreads, comes] of comers) {
    for (const [name, [frame, ifWriter, ifNot]] of Object.entries(FRAMES)) {
      const what = `${role}: ${name}`
      const [guest, query] = await comes()
      const comer = await Comer.comes(guest, id, query)
      expect(comer.role, what).toBe(role.split(' ')[0])
      const rows = logRows(server.data, id).length
      const heard = writer.frames.length
      const told = comer.frames.length
      comer.says(frame())
      sent++
      const outcome = mayWrite ? ifWriter : ifNot
      await is(comer, outcome, told, what)
      const news = writer.frames.slice(heard).map(({ kind }) => kind)
      if (outcome !== 'takes') {
        expect(logRows(server.data, id).length, what).toBe(rows)
        expect(news, what).not.toContain('sync')
      }
      if (outcome === 'malformed' || outcome === 'forbidden')
        expect(news, what).not.toContain('fact')
      if (seesThreads) await until(() => comer.facts.length > 0, `${what}: the threads`)
      else expect(comer.facts, what).toEqual([])
      comer.goes()
    }
  }
  console.log(`sent ${sent} frames: ${Object.keys(FRAMES).length} kinds as ${comers.length} people`)
  expect(writer.text).not.toContain('x')
  await writer.leaves()
})

/** Waits for what the server does with it. */
async function is(comer: Comer, outcome: Outcome, told: number, what: string): Promise<void> {
  const came = (kind: string) => comer.frames.slice(told).some((frame) => frame.kind === kind)
  switch (outcome) {
    case 'forbidden':
    case 'malformed': {
      await until(() => comer.refusals.length > 0, what)
      expect(
        comer.refusals.map(({ reason }) => reason),
        what,
      ).toEqual([outcome])
      expect(came('receipt'), what).toBe(false)
      return
    }
    case 'answers':
    case 'sends on': {
      await until(() => came('sync') || came('awareness') || came('roster'), what)
      expect(comer.refusals, what).toEqual([])
      return
    }
    case 'takes':
    case 'receipts': {
      if (outcome === 'takes') comer.says(net.askFrame(1))
      await until(() => came('receipt') || comer.refusals.length > 0, what)
      expect(comer.refusals, what).toEqual([])
    }
  }
}

test('[SH3] to whom it is nothing it is not there, whatever they say, by whatever way they come', async () => {
  const { id, writer } = await begins()
  const rows = logRows(server.data, id).length
  const { token: elsewhere } = await links(await ann.makesDocument(), { role: 'write' })
  const { token: locked } = await links(id, { role: 'write', password: 'sesame' })
  const bo = await Guest.arrives('bo', server)
  const heard = writer.frames.length
  const ways: [Guest, string, string][] = [
    [bo, id, 'v=1'],
    [bo, uuidv7(1), 'v=1'],
    [new Guest('nobody', server), id, 'v=1'],
    [bo, id, `v=1&link=${elsewhere}`],
    [bo, id, `v=1&link=${locked}`],
    [bo, id, 'v=1&link='],
    [bo, id, 'link=%00'],
  ]
  for (const [guest, document, query] of ways) {
    const comer = new WirePerson(guest, document, { query })
    comer.connects(server)
    comer.socket.on('open', () => {
      for (const [frame] of Object.values(FRAMES)) comer.says(frame())
    })
    await comer.isClosed(4404)
    const kinds = new Set(comer.frames.map(({ kind }) => kind))
    expect([...kinds], query).toEqual(query.startsWith('v=1') ? ['refusal'] : [])
  }
  expect(logRows(server.data, id)).toHaveLength(rows)
  expect(writer.frames.slice(heard)).toEqual([])
  await writer.leaves()
})

test('[SH16] [LV21] revoked while typing: closed within two seconds, the other types on', async () => {
  const { id, writer } = await begins()
  const [bo, cleo] = [await given(id, 'bo', 'write'), await given(id, 'cleo', 'write')]
  const { person } = await (await bo.asks('GET', '/api/me')).json()
  const rowsOfBo = () => logRows(server.data, id).filter((row) => row.person === person)
  const his = await new WirePerson(bo, id).joins(server)
  const hers = await new WirePerson(cleo, id).joins(server)
  const typing = setInterval(() => {
    his.types('b')
    hers.types('c')
    if (his.isOpen && his.answered) his.asks()
  }, 10)
  const took: number[] = []
  try {
    for (const role of ['comment', 'write', 'read', 'write', null] as const) {
      if (role !== 'write') await until(() => his.receipted > 3, 'some words of his')
      const asked = performance.now()
      await gives(id, bo, role)
      await his.isClosed(4503)
      took.push(performance.now() - asked)
      his.connects(server)
      if (role === null) await his.isClosed(4404)
      else await until(() => his.hello !== null, 'the new role')
      expect(his.hello?.role).toBe(role ?? undefined)
    }
    // What he had sent before stands before her ask in the queue to the disk.
    await hers.isReceipted()
    const rows = rowsOfBo().length
    const before = hers.text.length
    await until(() => hers.text.length > before + 50, 'cleo to have typed on')
    expect(rowsOfBo()).toHaveLength(rows)
    expect(his.frames.map(({ kind }) => kind)).toEqual(['refusal'])
    expect([hers.closed, writer.closed]).toEqual([null, null])
  } finally {
    clearInterval(typing)
  }
  expect(Math.max(...took)).toBeLessThan(WITHIN_MS)
  await hers.isReceipted()
  // What he was given a receipt for is there for ever, whatever he may now.
  expect(his.receipts).toBeGreaterThan(6)
  expect(his.kept.missingFrom(hers.doc, 'all')).toMatchObject({ updates: 0, structs: 0 })
  const figures = took.map((ms) => Math.round(ms)).join(', ')
  console.log(`closed ${figures} ms after the owner's wish was sent; ${his.receipts} receipts kept`)
  await Promise.all([hers.leaves(), writer.leaves()])
})

test('[SH7] [SH16] when a link ends, whoever came by it goes within two seconds, and nobody else', async () => {
  const { id, writer } = await begins()
  const lasts = 1_500
  const ends = Date.now() + lasts
  const { token } = await links(id, { role: 'write', expiresAt: ends })
  const bo = await Guest.arrives('bo', server)
  const entered = await bo.asks('POST', `/api/documents/${id}/entrance`, { link: token })
  expect(entered.status).toBe(200)
  const his = await new WirePerson(bo, id).joins(server)
  const program = new Guest('a program', server)
  const its = await new WirePerson(program, id, { query: `v=1&link=${token}` }).joins(server)
  its.types('beep')
  await his.sees('beep')
  expect([his.hello?.role, its.hello?.role]).toEqual(['write', 'write'])
  await Promise.all([his.isClosed(4503), its.isClosed(4503)])
  const late = Date.now() - ends
  expect(late).toBeGreaterThanOrEqual(0)
  expect(late).toBeLessThan(WITHIN_MS)
  console.log(`closed ${late} ms after the link had ended`)
  for (const one of [his, its]) {
    one.connects(server)
    await one.isClosed(4404)
  }
  const again = await bo.asks('POST', `/api/documents/${id}/entrance`, { link: token })
  expect([again.status, (await again.json()).refusal]).toEqual([410, 'link-expired'])
  expect(writer.closed).toBeNull()
  await writer.leaves()
})

test('[SH7] [SH16] a link that is deleted or gives less, and visitors who may less, close at once', async () => {
  const { id, writer } = await begins()
  const { link, token } = await links(id, { role: 'write' })
  const bo = await Guest.arrives('bo', server)
  await bo.asks('POST', `/api/documents/${id}/entrance`, { link: token })
  const his = await new WirePerson(bo, id).joins(server)
  await ann.asks('PUT', `/api/documents/${id}/links/${link}`, { role: 'comment' })
  await his.isClosed(4503)
  his.connects(server)
  await until(() => his.hello !== null, 'the new role')
  expect(his.hello?.role).toBe('comment')
  // What changes nothing for him leaves him in peace.
  await ann.asks('PUT', `/api/documents/${id}/links/${link}`, { label: 'Board' })
  await ann.asks('PUT', `/api/documents/${id}/visitors`, { role: 'read' })
  await ann.asks('PUT', `/api/documents/${id}/visitors`, { role: 'nobody' })
  expect(his.closed).toBeNull()
  await ann.asks('DELETE', `/api/documents/${id}/links/${link}`)
  await his.isClosed(4503)
  expect(writer.closed).toBeNull()
  await writer.leaves()
})

/** An unmodified y-websocket client without a cookie; `shown`: the headers it comes with. */
function program(id: string, params: Record<string, string>, shown: Record<string, string> = {}) {
  class Socket extends WebSocket {
    constructor(address: string | URL) {
      super(address, { headers: shown })
    }
  }
  const doc = new Y.Doc()
  const provider = new WebsocketProvider(server.sync, id, doc, {
    ...{ params, disableBc: true, maxBackoffTime: 100 },
    WebSocketPolyfill: Socket as unknown as typeof globalThis.WebSocket,
  })
  const closes: number[] = []
  provider.on('connection-close', (event) => event && closes.push(event.code))
  return { doc, provider, closes }
}

/** The session cookie of a new account, and who it is. */
async function signsUp(name: string): Promise<{ cookie: string; person: string }> {
  const headers = { 'content-type': 'application/json', origin: server.http }
  const address = { email: `${name}@example.org`, password: 'correct horse battery' }
  const post = (path: string, body: object) =>
    fetch(`${server.http}/api/auth/${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
  await post('sign-up/email', { ...address, name })
  const answer = await post('sign-in/email', address)
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const me = await fetch(`${server.http}/api/me`, { headers: { cookie } })
  return { cookie, person: (await me.json()).person }
}

test('[SH11] [SH13] a stock client writes by a link or a token, as far as that goes and as long as it lives', async () => {
  const { id, writer } = await begins()
  const { token } = await links(id, { role: 'write' })
  const linked = program(id, { link: token })
  await until(() => linked.provider.synced, 'the stock client with a link')
  linked.doc.getText('body').insert(0, 'By a link. ')
  await writer.sees('By a link.')

  const { cookie, person } = await signsUp('dora')
  await ann.asks('PUT', `/api/documents/${id}/grants/person/${person}`, { role: 'write' })
  const asks = (method: string, path: string, body?: object) =>
    fetch(`${server.http}${path}`, {
      ...{ method, headers: { cookie, origin: server.http } },
      ...(body && { body: JSON.stringify(body) }),
    })
  const makes = async (scope: string, expiresAt: number | null = null) =>
    (await asks('POST', '/api/tokens', { name: 'it', scope, expiresAt })).json()
  const [writes, reads] = [await makes('write'), await makes('read')]
  const bearer = (made: { token: string }) =>
    program(id, {}, { authorization: `Bearer ${made.token}` })
  const scribe = bearer(writes)
  await until(() => scribe.provider.synced, 'the stock client with a token')
  scribe.doc.getText('body').insert(0, 'By a token. ')
  await writer.sees('By a token.')
  const rows = logRows(server.data, id).length
  const reader = bearer(reads)
  await until(() => reader.doc.getText('body').toString() === writer.text, 'the reader to read')
  reader.doc.getText('body').insert(0, 'Not by this. ')

  const ends = Date.now() + 700
  const brief = bearer(await makes('write', ends))
  await until(() => brief.provider.synced, 'the stock client with a token that ends')
  await until(() => brief.closes.includes(4401), 'the token to end')
  expect(brief.closes).toEqual([4503, 4401])
  expect(Date.now() - ends).toBeLessThan(WITHIN_MS)
  // A token that is over is nobody's, and nobody's is never taken for a guest.
  const asked = performance.now()
  expect((await asks('DELETE', `/api/tokens/${writes.id}`)).status).toBe(204)
  await until(() => scribe.closes.includes(4401), 'the token to be nobody’s')
  const took = Math.round(performance.now() - asked)
  expect(took).toBeLessThan(WITHIN_MS)
  // Once for the other token of hers that ended, and back in at once.
  expect(scribe.closes).toEqual([4503, 4503, 4401])
  expect(scribe.provider.shouldConnect).toBe(false)
  console.log(`a token that was taken back: closed and refused after ${took} ms`)
  expect(logRows(server.data, id)).toHaveLength(rows)
  expect(writer.text).not.toContain('Not by this')
  for (const { provider } of [linked, scribe, reader, brief]) provider.destroy()
  await writer.leaves()
})

test('a foreign page opens no socket and changes nothing, whatever it holds', async () => {
  const { id, writer } = await begins()
  const { token } = await links(id, { role: 'write' })
  const wishes: [string, string, object][] = [
    ['PUT', `/api/documents/${id}/visitors`, { role: 'write' }],
    ['POST', `/api/documents/${id}/links`, { role: 'write' }],
    ['POST', `/api/documents/${id}/entrance`, { link: token }],
    ['POST', `/api/documents/${id}/requests`, {}],
  ]
  for (const origin of [
    'http://evil.example',
    'null',
    '',
    'file://',
    `${server.http}.evil.example`,
  ]) {
    for (const query of ['v=1', `v=1&link=${token}`]) {
      const url = `${server.sync}/${id}?${query}`
      const socket = new WebSocket(url, { headers: { cookie: ann.cookie, origin } })
      const status = await new Promise((answer) => {
        socket.on('unexpected-response', (_request, { statusCode }) => answer(statusCode))
        socket.on('open', () => answer('opened'))
      })
      expect(status, JSON.stringify(origin)).toBe(403)
      socket.on('error', () => undefined)
      socket.terminate()
    }
    for (const [method, path, body] of wishes) {
      const headers = { cookie: ann.cookie, origin, 'content-type': 'text/plain' }
      const init = { method, headers, body: JSON.stringify(body) }
      const answer = await fetch(`${server.http}${path}`, init)
      expect([path, answer.status]).toEqual([path, 403])
    }
  }
  await writer.leaves()
})
