import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { uuidv7 } from '../../shared/kit/ids.ts'
import { problemSchema } from '../../shared/wire/problem.ts'
import { Browser, Served } from './served.ts'

let now: number
let served: Served

beforeEach(async () => {
  now = 1_000
  served = await Served.opens({ now: () => now, after: () => () => undefined })
})
afterEach(() => served.closes())

test('the first visit of a page or of the API makes a guest with a name and a colour', async () => {
  const ann = new Browser(served)
  const page = await ann.asks('GET', '/')
  expect(page.headers.get('set-cookie')).toMatch(
    /^interline_guest=[\w-]{22}; .*HttpOnly; SameSite=Lax$/,
  )
  const me = await ann.me()
  expect(me.name).toMatch(/^[A-Z]\w+ [A-Z]\w+$/)
  expect(await ann.me()).toEqual(me)
  expect((await new Browser(served).me()).person).not.toBe(me.person)
})

test('a guest is still the same after a restart, and under a new name', async () => {
  const ann = new Browser(served)
  const me = await ann.me()
  const cookie = ann.cookie
  // Each visit begins the cookie's life anew, so that nobody becomes a stranger by the calendar.
  const visit = await ann.asks('GET', '/')
  expect(visit.headers.get('set-cookie')).toContain(`${cookie}; Max-Age=34560000`)
  const renamed = await ann.asks('PUT', '/api/me', { name: '  Ann\u0000 of the\nHill ' })
  expect(await renamed.json()).toEqual({ ...me, name: 'Ann of the Hill' })
  await served.restarts()
  expect(await ann.me()).toEqual({ ...me, name: 'Ann of the Hill' })
  for (const name of ['', ' \n ', 'x'.repeat(61), 7, null]) {
    expect((await ann.asks('PUT', '/api/me', { name })).status, String(name)).toBe(400)
  }
})

test('[LB1] a document is made under the id the client gave, and making it twice is making it once', async () => {
  const ann = new Browser(served)
  const bo = new Browser(served)
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

test('[LB1] a document whose making was cut off is not there; made again it is in the list', async () => {
  const ann = new Browser(served)
  await ann.me()
  const id = uuidv7(6)
  const falls = "create trigger falls before insert on visit begin select raise(abort, 'no'); end"
  await sql.raw(falls).execute(served.db)
  expect((await ann.asks('POST', '/api/documents', { id })).status).toBe(500)
  await sql.raw('drop trigger falls').execute(served.db)
  expect(await ann.makes(id)).toEqual({ status: 201, id })
  expect((await ann.list()).map((one) => one.id)).toEqual([id])
})

test('[LB4] on a full disk a document opens for whoever comes, though their list stays as it is', async () => {
  const { id } = await new Browser(served).makes()
  const people = Array.from({ length: 10 }, () => new Browser(served))
  for (const one of people) await one.me()
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(served.db)
  await sql.raw(`pragma max_page_count = ${rows[0]?.page_count}`).execute(served.db)
  const fill = sql`insert into visit (document, person, at) values (${id}, hex(randomblob(16)), 1)`
  for (let failed = 0; failed < 30; ) await fill.execute(served.db).catch(() => failed++)
  let unlisted = 0
  for (const one of people) {
    const [status] = await one.tries('PUT', `/api/documents/${id}/visit`)
    if (status === 507) unlisted++
    expect((await one.asks('GET', `/api/documents/${id}`)).status).toBe(200)
  }
  expect(unlisted).toBeGreaterThan(0)
})

test('[LB2] the list has what a person made or opened, the last change first, nobody else', async () => {
  const ann = new Browser(served)
  const bo = new Browser(served)
  const first = (await ann.makes()).id
  now = 2_000
  const second = (await ann.makes()).id
  expect((await ann.list()).map(({ id }) => id)).toEqual([second, first])
  expect(await bo.list()).toEqual([])
  const opened = await bo.asks('GET', `/api/documents/${first}`)
  expect(await opened.json()).toEqual({
    ...{
      id: first,
      title: '',
      createdAt: 1_000,
      changedAt: 1_000,
      here: [],
      role: 'write',
      visitors: 'write',
    },
  })
  expect((await bo.list()).map(({ id }) => id)).toEqual([first])
  const missing = await bo.asks('GET', `/api/documents/${uuidv7(9)}`)
  expect(missing.status).toBe(404)
  expect(await bo.list()).toHaveLength(1)
})

test('pages and their parts: what is hashed may be kept for ever, the page may not', async () => {
  const ann = new Browser(served)
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
    served.request('/inbox/7', { headers: { host: 'localhost', accept } })
  const page = await visits('text/html,*/*')
  expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
  expect(await page.text()).toContain('Interline')
  expect((await visits('*/*')).headers.get('content-type')).toBe('application/problem+json')
})

test('a stranger to our names, and a page from elsewhere, get nothing done', async () => {
  const ask = (headers: Record<string, string>, method = 'GET') =>
    served.request('/api/documents', { method, headers })
  expect((await ask({ host: 'evil.example' })).status).toBe(421)
  const host = 'localhost:3000'
  expect((await ask({ host, origin: 'http://evil.example' }, 'POST')).status).toBe(403)
  expect((await ask({ host, origin: 'null' }, 'POST')).status).toBe(403)
  expect((await ask({ host, origin: 'http://localhost:3000' }, 'POST')).status).toBe(201)
  expect((await served.request('/sync/x', { headers: { host } })).status).toBe(400)
})
