/** Roles that change while people type, and who comes by a link, a token or from another page. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { Guest, until } from '../support/cast.ts'
import { Owner } from '../support/cast-owner.ts'
import { WirePerson } from '../support/cast-wire.ts'
import type { RunningServer } from '../support/server.ts'
import { logRows } from '../support/server-log.ts'

const WITHIN_MS = 2_000

let owner: Owner
let server: RunningServer
let ann: Guest
beforeAll(async () => {
  owner = await Owner.opens()
  server = owner.server
  ann = owner.ann
})
afterAll(() => server.stop())

test('[SH16] [LV21] revoked while typing: closed within two seconds, the other types on', async () => {
  const { id, writer } = await owner.begins()
  const [bo, cleo] = [await owner.given(id, 'bo', 'write'), await owner.given(id, 'cleo', 'write')]
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
      await owner.gives(id, bo, role)
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
  const { id, writer } = await owner.begins()
  const lasts = 1_500
  const ends = Date.now() + lasts
  const { token } = await owner.links(id, { role: 'write', expiresAt: ends })
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
  const { id, writer } = await owner.begins()
  const { link, token } = await owner.links(id, { role: 'write' })
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
  const { id, writer } = await owner.begins()
  const { token } = await owner.links(id, { role: 'write' })
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
  const { id, writer } = await owner.begins()
  const { token } = await owner.links(id, { role: 'write' })
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
