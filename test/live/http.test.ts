import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { uuidv7 } from '../../shared/kit/ids.ts'
import { Guest, until } from '../support/cast.ts'
import { WirePerson } from '../support/cast-wire.ts'
import * as net from '../support/network.ts'
import { type RunningServer, startServer } from '../support/server.ts'

interface Listed {
  id: string
  title: string
  createdAt: number
  changedAt: number
  here: { person: string; name: string; colour: string }[]
}

let server: RunningServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const list = async (guest: Guest): Promise<Listed[]> =>
  JSON.parse(await (await guest.asks('GET', '/api/documents')).text()).documents

async function isProblem(answer: Response, status: number, refusal: string): Promise<void> {
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toContain('application/problem+json')
  const problem = JSON.parse(await answer.text())
  expect(problem).toMatchObject({ status, refusal })
  for (const field of ['type', 'title', 'detail']) expect(problem[field]).toBeTypeOf('string')
  expect(JSON.stringify(problem)).not.toMatch(/node_modules|\.ts:|at Object|SQLITE/)
}

/** fetch would refuse to send some of these. */
function sends(
  method: string,
  path: string,
  headers: Record<string, string>,
  body: string | Uint8Array,
): Promise<number> {
  return new Promise((answer) => {
    const asked = request(`${server.http}${path}`, { method, headers }, (response) => {
      response.resume()
      answer(response.statusCode ?? 0)
    })
    asked.on('error', () => answer(0))
    asked.end(body)
  })
}

test('the first visit brings a guest cookie that scripts cannot read, once', async () => {
  const answer = await fetch(`${server.http}/api/me`)
  const cookies = answer.headers.getSetCookie()
  expect(cookies).toHaveLength(1)
  const [pair, ...flags] = (cookies[0] ?? '').split('; ')
  expect(flags).toContain('HttpOnly')
  expect(flags).toContain('SameSite=Lax')
  expect(flags).toContain('Path=/')
  expect(flags).not.toContain('Secure')
  const token = pair?.split('=')[1] ?? ''
  expect(token.length).toBeGreaterThanOrEqual(22)

  const again = await fetch(`${server.http}/api/me`, { headers: { cookie: pair ?? '' } })
  expect(again.headers.getSetCookie().filter((line) => !line.startsWith(pair ?? ''))).toEqual([])
  expect(await again.json()).toEqual(await answer.json())

  const other = await fetch(`${server.http}/api/me`, {
    headers: { cookie: 'interline_guest=somebody-elses-guess' },
  })
  expect((await other.json()).person).not.toBe((await again.json().catch(() => ({}))).person)
  expect(other.headers.getSetCookie()).toHaveLength(1)
})

test('a guest has a name and a colour, and may change the name', async () => {
  const ann = await Guest.arrives('ann', server)
  const me = await (await ann.asks('GET', '/api/me')).json()
  expect(me).toMatchObject({
    person: expect.any(String),
    name: expect.stringMatching(/\S/),
    colour: expect.stringMatching(/^c[1-8]$/),
    secure: expect.any(Boolean),
  })
  const put = await ann.asks('PUT', '/api/me', { name: '  Ann Ö. 🦊 ' })
  expect(put.status).toBe(200)
  expect(await put.json()).toEqual({ ...me, name: 'Ann Ö. 🦊' })
  expect(await (await ann.asks('GET', '/api/me')).json()).toEqual({ ...me, name: 'Ann Ö. 🦊' })
  for (const name of ['', '   ', 'x'.repeat(10_000), 7, null, { a: 1 }]) {
    await isProblem(await ann.asks('PUT', '/api/me', { name }), 400, 'invalid-request')
  }
  expect((await (await ann.asks('GET', '/api/me')).json()).name).toBe('Ann Ö. 🦊')
})

test('who creates names the id: the same again is 200, of somebody else 404', async () => {
  const ann = await Guest.arrives('ann', server)
  const bo = await Guest.arrives('bo', server)
  const id = uuidv7(Date.now())
  const made = await ann.asks('POST', '/api/documents', { id })
  expect(made.status).toBe(201)
  expect(await made.json()).toEqual({ id })
  const again = await ann.asks('POST', '/api/documents', { id })
  expect(again.status).toBe(200)
  expect(await again.json()).toEqual({ id })
  await isProblem(await bo.asks('POST', '/api/documents', { id }), 404, 'unknown-document')
  expect((await list(ann)).filter((entry) => entry.id === id)).toHaveLength(1)

  const unnamed = await ann.asks('POST', '/api/documents', {})
  expect(unnamed.status).toBe(201)
  expect((await unnamed.json()).id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
})

test('what is no id makes no document', async () => {
  const ann = await Guest.arrives('ann', server)
  const before = (await list(ann)).length
  const bad = ['', 'a', 7, null, {}, ['x'], '../../etc', uuidv7(1).toUpperCase(), `${uuidv7(1)} `]
  for (const id of bad) {
    await isProblem(await ann.asks('POST', '/api/documents', { id }), 400, 'invalid-request')
  }
  for (const body of ['{', '[]', '"x"', 'null', '{"id":']) {
    const status = await sends(
      'POST',
      '/api/documents',
      { cookie: ann.cookie, 'content-type': 'application/json' },
      body,
    )
    expect(status, body).toBe(400)
  }
  expect(await list(ann)).toHaveLength(before)
})

test('one document: a problem where there is none, missing and malformed alike', async () => {
  const ann = await Guest.arrives('ann', server)
  const id = await ann.makesDocument()
  expect(await (await ann.asks('GET', `/api/documents/${id}`)).json()).toMatchObject({ id })
  for (const wrong of [uuidv7(1), 'nothing', '%2e%2e', 'x'.repeat(2_000)]) {
    await isProblem(await ann.asks('GET', `/api/documents/${wrong}`), 404, 'unknown-document')
  }
  const unknown = await ann.asks('GET', '/api/no-such-thing')
  expect(unknown.status).toBe(404)
  expect(unknown.headers.get('content-type')).toContain('application/problem+json')
})

test('huge bodies and foreign pages change nothing', async () => {
  const ann = await Guest.arrives('ann', server)
  const before = (await list(ann)).length
  const json = { cookie: ann.cookie, 'content-type': 'application/json' }
  const huge = JSON.stringify({ id: uuidv7(1), rest: 'x'.repeat(5 * 1024 * 1024) })
  expect([0, 413]).toContain(await sends('POST', '/api/documents', json, huge))
  const claimed = { ...json, 'content-length': String(huge.length) }
  expect([0, 413]).toContain(await sends('PUT', '/api/me', claimed, huge))
  for (const origin of ['http://evil.example', 'null']) {
    expect(await sends('POST', '/api/documents', { ...json, origin }, '{}'), origin).toBe(403)
    expect(await sends('PUT', '/api/me', { ...json, origin }, '{"name":"M"}'), origin).toBe(403)
  }
  expect(await list(ann)).toHaveLength(before)
  expect((await ann.asks('GET', '/healthz')).status).toBe(200)
})

test('[LV17] the list shows what a person made or opened, title and people, last change first', async () => {
  const ann = await Guest.arrives('ann', server)
  const bo = await Guest.arrives('bo', server)
  const first = await ann.makesDocument()
  const second = await ann.makesDocument()
  expect((await list(ann)).map(({ id }) => id)).toEqual([second, first])
  expect(await list(bo)).toEqual([])

  const writer = await new WirePerson(bo, first).joins(server)
  writer.types('Minutes of May\u001eand more')
  await writer.isReceipted()
  writer.says(net.awarenessFrame([{ client: writer.doc.clientID, clock: 1, state: {} }]))
  const entry = async () => (await list(ann)).find(({ id }) => id === first)
  await until(async () => (await entry())?.title === 'Minutes of May', 'the title', 30_000)
  expect((await list(ann)).map(({ id }) => id)).toEqual([first, second])
  const made = await entry()
  expect(made?.changedAt).toBeGreaterThanOrEqual(made?.createdAt ?? Number.POSITIVE_INFINITY)
  expect((await list(bo)).map(({ id }) => id)).toEqual([first])

  const me = await (await bo.asks('GET', '/api/me')).json()
  await until(async () => (await entry())?.here.length === 1, 'bo to be here')
  expect((await entry())?.here).toEqual([{ person: me.person, name: me.name, colour: me.colour }])
  await writer.leaves()
  await until(async () => (await entry())?.here.length === 0, 'bo to be gone')
  expect((await entry())?.title).toBe('Minutes of May')
})

test('pages carry a policy without inline script, and nobody may frame them', async () => {
  const page = await fetch(`${server.http}/`)
  const policy = page.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toMatch(/script-src[^;]*'unsafe-(inline|eval)'/)
  expect(policy).toMatch(/(default|script)-src/)
  expect(page.headers.get('x-content-type-options')).toBe('nosniff')
  for (const path of ['/../package.json', '/..%2fpackage.json', '/%2e%2e/server/main.ts']) {
    const answer = await fetch(`${server.http}${path}`)
    expect(await answer.text(), path).not.toContain('"dependencies"')
  }
})
