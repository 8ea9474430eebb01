import { request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import { uuidv7 } from '../../shared/kit/ids.ts'
import { Guest, until } from '../support/cast.ts'
import { StockPerson } from '../support/cast-stock.ts'
import { WirePerson } from '../support/cast-wire.ts'
import { type RunningServer, startServer } from '../support/server.ts'

let server: RunningServer
let guest: Guest
let document: string
beforeAll(async () => {
  server = await startServer()
  guest = await Guest.arrives('ann', server)
  document = await guest.makesDocument()
})
afterAll(() => server.stop())

/** The status of an upgrade: 101 if the socket opened. */
function knocks(path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((answer) => {
    const socket = new WebSocket(`${server.http.replace('http', 'ws')}${path}`, { headers })
    socket.on('unexpected-response', (_request, response) => {
      response.resume()
      answer(response.statusCode ?? 0)
    })
    socket.on('open', () => {
      socket.terminate()
      answer(101)
    })
    socket.on('error', () => answer(0))
  })
}

/** The status of a GET under another Host. */
function gets(path: string, host: string): Promise<number> {
  return new Promise((answer, fail) => {
    const asked = request(`${server.http}${path}`, { headers: { host } }, (response) => {
      response.resume()
      answer(response.statusCode ?? 0)
    })
    asked.on('error', fail)
    asked.end()
  })
}

test('only our own page or a program without a page may open a socket', async () => {
  const path = `/sync/${document}?v=1`
  const cookie = guest.cookie
  expect(await knocks(path, { cookie, origin: server.http })).toBe(101)
  expect(await knocks(path, { cookie })).toBe(101)
  for (const origin of [
    'http://evil.example',
    'null',
    '',
    'file://',
    `https://127.0.0.1:${server.port}`,
    `http://127.0.0.1:${server.port + 1}`,
    `${server.http}.evil.example`,
    `http://evil.example/${server.http}`,
  ]) {
    expect(await knocks(path, { cookie, origin }), `origin ${JSON.stringify(origin)}`).toBe(403)
  }
})

test('a name this server does not have is 421, for pages and for sockets', async () => {
  for (const host of ['evil.example', `evil.example:${server.port}`, '127.0.0.1.evil.example']) {
    expect(await gets('/', host), host).toBe(421)
    expect(await gets('/api/me', host), host).toBe(421)
    expect(await knocks(`/sync/${document}`, { host }), host).toBe(421)
  }
  expect(await gets('/healthz', `127.0.0.1:${server.port}`)).toBe(200)
  expect(await gets('/healthz', `localhost:${server.port}`)).toBe(200)
})

test('an unknown document is accepted, told why, and closed 4404', async () => {
  const rare = [uuidv7(1), 'nothing', '%00', '..%2f..', 'x'.repeat(3000)]
  for (const id of rare) {
    const bo = new WirePerson(guest, id)
    bo.connects(server)
    await bo.isClosed(4404)
    expect(await bo.isRefused('unknown-document')).toMatchObject({ permanent: true })
    expect(bo.frames.map((frame) => frame.kind)).not.toContain('sync')
  }
})

test('a stock client with an unknown document is told once and stays away', async () => {
  const bo = new StockPerson(guest, uuidv7(1))
  bo.connects(server)
  await until(() => bo.closed !== null, 'the provider to give up')
  expect(bo.closed?.code).toBe(4404)
  expect(bo.provider?.shouldConnect).toBe(false)
  bo.leaves()
})

test('an upgrade anywhere else is refused and not left hanging', async () => {
  for (const path of ['/', '/sync', '/sync/', '/api/documents', `/d/${document}`]) {
    expect([400, 404, 405, 426], path).toContain(await knocks(path, { cookie: guest.cookie }))
  }
})

/** Lines by hand, half open: what no well-behaved client would send, and how it was answered. */
function shouts(...lines: string[]): Promise<string> {
  return new Promise((answer) => {
    const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true })
    let heard = ''
    socket.on('data', (bytes) => {
      heard += bytes
    })
    socket.on('error', () => answer(heard))
    // Our side stays open; only a server that lets go as well breaks this loop.
    socket.on('end', async () => {
      await until(() => socket.destroyed || !socket.write('x'), 'the server to let go')
      answer(heard)
    })
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  })
}

test('no handshake ends the process or leaves a socket half open', async () => {
  const host = `127.0.0.1:${server.port}`
  const upgrade = [
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ]
  for (const name of [`a:b@${host}`, `${host}/x`, `${host}#`, '', '[::1', '\u00e9', 'a b']) {
    const heard = await shouts(`GET /sync/${document} HTTP/1.1`, `Host: ${name}`, ...upgrade)
    expect(heard, JSON.stringify(name)).toMatch(/^HTTP\/1.1 4\d\d /)
  }
  for (const path of ['//evil.example/sync', 'http://evil.example/sync/x', '*', '/nothing']) {
    const heard = await shouts(`GET ${path} HTTP/1.1`, `Host: ${host}`, ...upgrade)
    expect(heard, path).toMatch(/^HTTP\/1.1 4\d\d /)
  }
  expect(server.ended()).toBeNull()
  expect((await guest.asks('GET', '/healthz')).status).toBe(200)
})
