import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createApp } from '../../server/app.ts'
import { readConfig } from '../../server/config.ts'
import { MemoryDisk, openMemoryLog } from '../../server/platform/log-store-memory.ts'
import { meSchema } from '../../shared/accounts/me.ts'
import { documentListSchema } from '../../shared/documents/document-summary.ts'
import { uuidv7 } from '../../shared/kit/ids.ts'
import { seededRng } from '../../shared/kit/rng.ts'
import { problemSchema } from '../../shared/wire/problem.ts'

let folder: string
let now: number
let served: Awaited<ReturnType<typeof createApp>>

/** The whole server on a real database file, asked without a network; time moves by hand. */
async function serves() {
  const outcome = readConfig({ INTERLINE_DATA: folder })
  if (outcome.kind === 'wrong') throw new Error(outcome.sentence)
  served = await createApp({
    config: outcome.config,
    log: openMemoryLog({ disk: new MemoryDisk(), origin: 'o1', newLogId: 'log' }),
    clock: { now: () => now, after: () => () => undefined },
    rng: seededRng(7),
    dist: join(folder, 'dist'),
    report: () => undefined,
    onBroken: (error) => {
      throw error
    },
  })
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'interline-routes-'))
  mkdirSync(join(folder, 'dist/assets'), { recursive: true })
  writeFileSync(join(folder, 'dist/index.html'), '<!doctype html><title>Interline</title>')
  writeFileSync(join(folder, 'dist/assets/app-1a2b.js'), 'export {}')
  now = 1_000
  await serves()
})
afterEach(async () => {
  await served.drain(0)
  rmSync(folder, { recursive: true, force: true })
})

/** A browser: keeps its cookie. */
class Browser {
  cookie = ''

  async asks(method: string, path: string, body?: unknown): Promise<Response> {
    const headers = new Headers({ host: 'localhost:3000' })
    if (this.cookie) headers.set('cookie', this.cookie)
    const init = body === undefined ? {} : { body: JSON.stringify(body) }
    const answer = await served.app.request(path, { method, headers, ...init })
    this.cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? this.cookie
    return answer
  }

  async makes(id?: string): Promise<{ status: number; id: string }> {
    const answer = await this.asks('POST', '/api/documents', id === undefined ? undefined : { id })
    return { status: answer.status, id: (await answer.json()).id }
  }

  async me() {
    return meSchema.parse(await (await this.asks('GET', '/api/me')).json())
  }

  async list() {
    return documentListSchema.parse(await (await this.asks('GET', '/api/documents')).json())
      .documents
  }
}

test('the first visit of a page or of the API makes a guest with a name and a colour', async () => {
  const ann = new Browser()
  const page = await ann.asks('GET', '/')
  expect(page.headers.get('set-cookie')).toMatch(
    /^interline_guest=[\w-]{22}; .*HttpOnly; SameSite=Lax$/,
  )
  const me = await ann.me()
  expect(me.name).toMatch(/^[A-Z]\w+ [A-Z]\w+$/)
  expect(await ann.me()).toEqual(me)
  expect((await new Browser().me()).person).not.toBe(me.person)
})

test('a guest is still the same after a restart, and under a new name', async () => {
  const ann = new Browser()
  const me = await ann.me()
  const cookie = ann.cookie
  // Each visit begins the cookie's life anew, so that nobody becomes a stranger by the calendar.
  const visit = await ann.asks('GET', '/')
  expect(visit.headers.get('set-cookie')).toContain(`${cookie}; Max-Age=34560000`)
  const renamed = await ann.asks('PUT', '/api/me', { name: '  Ann\u0000 of the\nHill ' })
  expect(await renamed.json()).toEqual({ ...me, name: 'Ann of the Hill' })
  await served.drain(0)
  await serves()
  expect(await ann.me()).toEqual({ ...me, name: 'Ann of the Hill' })
  for (const name of ['', ' \n ', 'x'.repeat(61), 7, null]) {
    expect((await ann.asks('PUT', '/api/me', { name })).status, String(name)).toBe(400)
  }
})

test('a document is made under the id the client gave, and making it twice is making it once', async () => {
  const ann = new Browser()
  const bo = new Browser()
  const id = uuidv7(5)
  expect(await ann.makes(id)).toEqual({ status: 201, id })
  expect(await ann.makes(id)).toEqual({ status: 200, id })
  const refused = await bo.asks('POST', '/api/documents', { id })
  expect(refused.status).toBe(404)
  expect(refused.headers.get('content-type')).toBe('application/problem+json')
  expect(problemSchema.parse(await refused.json()).refusal).toBe('unknown-document')
  expect((await ann.makes()).status).toBe(201)
  for (const bad of ['x', id.toUpperCase(), `${id}0`, 5]) {
    expect((await ann.asks('POST', '/api/documents', { id: bad })).status).toBe(400)
  }
})

test('the list has what a person made or opened, the last change first, nobody else', async () => {
  const ann = new Browser()
  const bo = new Browser()
  const first = (await ann.makes()).id
  now = 2_000
  const second = (await ann.makes()).id
  expect((await ann.list()).map(({ id }) => id)).toEqual([second, first])
  expect(await bo.list()).toEqual([])
  const opened = await bo.asks('GET', `/api/documents/${first}`)
  expect(await opened.json()).toEqual({
    ...{ id: first, title: '', createdAt: 1_000, changedAt: 1_000, here: [] },
  })
  expect((await bo.list()).map(({ id }) => id)).toEqual([first])
  const missing = await bo.asks('GET', `/api/documents/${uuidv7(9)}`)
  expect(missing.status).toBe(404)
  expect(await bo.list()).toHaveLength(1)
})

test('pages and their parts: what is hashed may be kept for ever, the page may not', async () => {
  const ann = new Browser()
  for (const path of ['/', `/d/${uuidv7(1)}`, `/d/${uuidv7(1)}/`]) {
    const page = await ann.asks('GET', path)
    expect(await page.text()).toContain('Interline')
    expect(page.headers.get('cache-control')).toBe('no-cache')
    const policy = page.headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("connect-src 'self' ws://localhost:3000 wss://localhost:3000;")
  }
  const part = await ann.asks('GET', '/assets/app-1a2b.js')
  expect(part.headers.get('cache-control')).toContain('immutable')
  expect(part.headers.get('content-type')).toContain('text/javascript')
  expect(part.headers.get('set-cookie')).toBeNull()
  for (const path of [
    '/assets/none.js',
    '/none',
    '/d/a/b',
    '/api/none',
    '/assets/../index.html/x',
  ]) {
    expect((await ann.asks('GET', path)).status, path).toBe(404)
  }
})

test('who loses the way in a browser gets the page that says so, a program a problem', async () => {
  const visits = (accept: string) =>
    served.app.request('/inbox/7', { headers: { host: 'localhost', accept } })
  const page = await visits('text/html,*/*')
  expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
  expect(await page.text()).toContain('Interline')
  expect((await visits('*/*')).headers.get('content-type')).toBe('application/problem+json')
})

test('a stranger to our names, and a page from elsewhere, get nothing done', async () => {
  const ask = (headers: Record<string, string>, method = 'GET') =>
    served.app.request('/api/documents', { method, headers })
  expect((await ask({ host: 'evil.example' })).status).toBe(421)
  const host = 'localhost:3000'
  expect((await ask({ host, origin: 'http://evil.example' }, 'POST')).status).toBe(403)
  expect((await ask({ host, origin: 'null' }, 'POST')).status).toBe(403)
  expect((await ask({ host, origin: 'http://localhost:3000' }, 'POST')).status).toBe(201)
  expect((await served.app.request('/sync/x', { headers: { host } })).status).toBe(400)
})
