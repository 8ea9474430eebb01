import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { CompiledQuery } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Attempts } from '../../server/accounts/attempts.ts'
import { realClock } from '../../shared/kit/clock.ts'
import type { Served } from '../documents/served.ts'
import { HandClock } from '../replica/hand-clock.ts'
import { until } from '../support/cast.ts'
import { letterTo, opensServer, PASSWORD, Visitor } from './visitor.ts'

let served: Served
const visitor = (name: string, from = '10.0.0.1') => new Visitor(name, served, { from })
const SESSION = 'interline.session_token'

beforeAll(async () => {
  served = await opensServer(realClock)
  await visitor('ann').signsUp('ann@example.org')
})
afterAll(() => served.closes())

test('[AC6] signing in begins another session, and what the browser was before is worth nothing', async () => {
  const bo = visitor('bo')
  await bo.me()
  const guestCookie = bo.cookies.get('interline_guest') ?? ''
  const me = await bo.me()
  // Somebody has put their own cookie into bo's browser.
  bo.cookies.set(SESSION, 'planted.by-somebody')
  expect((await bo.signsUp('bo@example.org'))[0]).toBe(200)
  const first = bo.cookies.get(SESSION) ?? ''
  expect(first).not.toContain('planted')
  expect(bo.cookies.has('interline_guest')).toBe(false)
  const thief = visitor('thief')
  thief.cookies.set('interline_guest', guestCookie)
  expect(await thief.me()).toMatchObject({ kind: 'guest' })
  expect((await thief.me()).person).not.toBe(me.person)
  expect((await bo.signsIn('bo@example.org'))[0]).toBe(200)
  expect(bo.cookies.get(SESSION)).not.toBe(first)
  expect(await bo.me()).toMatchObject({ kind: 'person', person: me.person })
  const stale = visitor('stale')
  stale.cookies.set(SESSION, bo.cookies.get(SESSION) ?? '')
  expect(await stale.me()).toMatchObject({ kind: 'person' })
  await bo.signsOut()
  expect(bo.cookies.has(SESSION)).toBe(false)
  expect(await stale.me()).toMatchObject({ kind: 'guest' })
  expect(await bo.me()).toMatchObject({ kind: 'guest' })
})

test('[AC23] cookies are HttpOnly, Lax, and Secure behind TLS', async () => {
  const sign = async (visitor: Visitor, proto?: string) => {
    const body = { email: 'ann@example.org', password: PASSWORD }
    const more = proto === undefined ? {} : { 'x-forwarded-proto': proto }
    const answer = await visitor.asks('POST', '/api/auth/sign-in/email', body, more)
    expect(answer.status).toBe(200)
    return answer.headers.getSetCookie().filter((line) => line.includes('session_token'))
  }
  const [plain = ''] = await sign(visitor('ann'))
  expect(plain).toMatch(/^interline\.session_token=.*; HttpOnly; SameSite=Lax$/)
  const behind = await opensServer(new HandClock(), { TRUST_PROXY: '1', INTERLINE_ACCESS: 'open' })
  const ann = new Visitor('ann', behind, { origin: 'https://localhost:3000' })
  const tls = { 'x-forwarded-proto': 'https' }
  const body = { email: 'ann@example.org', password: PASSWORD, name: 'ann' }
  const answer = await ann.asks('POST', '/api/auth/sign-up/email', body, tls)
  const [secure = ''] = answer.headers.getSetCookie()
  expect(secure).toMatch(/^__Secure-interline\.session_token=.*HttpOnly; Secure; SameSite=Lax$/)
  const me = await ann.asks('GET', '/api/me', undefined, tls)
  expect(await me.json()).toMatchObject({ kind: 'person', secure: true })
  await behind.closes()
})

test('[AC8] whether an address has an account is nobody’s to find out by a wrong password', async () => {
  expect(await visitor('x').signsIn('ann@example.org', 'wrong password')).toEqual([
    ...[401, 'wrong-sign-in'],
  ])
  expect(await visitor('x').signsIn('nobody@example.org', 'wrong password')).toEqual([
    ...[401, 'wrong-sign-in'],
  ])
  const ask = (path: string, email: string) =>
    visitor('x', '10.0.0.7').tries('POST', `/api/auth/${path}`, { email })
  for (const path of ['sign-in/magic-link', 'request-password-reset', 'send-verification-email']) {
    const known = await ask(path, 'ann@example.org')
    expect(await ask(path, 'nobody@example.org'), path).toEqual(known)
    expect(known[0], path).toBe(200)
  }
})

test('[AC10] after signing in one goes on to a page of ours, and nowhere else', async () => {
  const wrong = [
    ...['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'],
    ...['/ok\nSet-Cookie: a=b', 'evil.example', '\\\\evil.example', 'http://localhost:3000/d/1'],
  ]
  for (const where of wrong) {
    for (const name of ['callbackURL', 'errorCallbackURL', 'newUserCallbackURL']) {
      const body = { email: 'ann@example.org', [name]: where }
      expect(await visitor('x').tries('POST', '/api/auth/sign-in/magic-link', body), where).toEqual(
        [...[400, 'invalid-request']],
      )
      const query = `token=x&${name}=${encodeURIComponent(where)}`
      for (const path of ['magic-link/verify', 'verify-email']) {
        const answer = await visitor('x').asks('GET', `/api/auth/${path}?${query}`)
        expect([answer.status, answer.headers.get('location')], where).toEqual([400, null])
      }
    }
  }
})

test('[AC9] no token of a session leaves in a body, and what is not ours to ask is not there', async () => {
  const ann = visitor('ann')
  const [, said] = await ann.signsIn('ann@example.org')
  const other = visitor('ann elsewhere', '10.0.0.2')
  await other.signsIn('ann@example.org')
  const [, list] = await ann.tries('GET', '/api/auth/list-sessions')
  const [, now] = await ann.tries('GET', '/api/auth/get-session')
  const secret = decodeURIComponent(ann.cookies.get(SESSION) ?? '').split('.')[0] ?? ''
  expect(secret).toHaveLength(32)
  for (const each of [said, list, now]) expect(JSON.stringify(each)).not.toContain(secret)
  const sessions = list as { token: string }[]
  const here = (now as { session: { token: string } }).session.token
  const elsewhere = sessions.map(({ token }) => token).filter((token) => token !== here)
  expect(elsewhere.length).toBeGreaterThan(0)
  const bo = visitor('bo')
  await bo.signsUp('another@example.org')
  for (const token of elsewhere) await bo.tries('POST', '/api/auth/revoke-session', { token })
  expect((await other.me()).kind).toBe('person')
  for (const token of elsewhere) {
    expect((await ann.tries('POST', '/api/auth/revoke-session', { token }))[0]).toBe(200)
  }
  expect((await other.me()).kind).toBe('guest')
  expect((await ann.me()).kind).toBe('person')
  for (const path of ['update-user', 'delete-user', 'link-social', 'change-email', 'ok', 'token']) {
    expect(await ann.tries('POST', `/api/auth/${path}`, {}), path).toEqual([
      404,
      'unknown-document',
    ])
  }
})

test('[AC12] five wrong passwords in a quarter of an hour are enough, from one place for one account', async () => {
  const clock = new HandClock()
  const slow = await opensServer(clock)
  const from = (where: string) => new Visitor('x', slow, { from: where })
  await from('10.0.0.9').signsUp('ann@example.org')
  for (let n = 0; n < 5; n++) {
    expect((await from('10.0.0.1').signsIn('ann@example.org', 'wrong password'))[0]).toBe(401)
  }
  const answer = await from('10.0.0.1').asks('POST', '/api/auth/sign-in/email', {
    ...{ email: 'ANN@example.org', password: PASSWORD },
  })
  expect([answer.status, (await answer.json()).refusal]).toEqual([429, 'too-many'])
  expect(answer.headers.get('retry-after')).toBe('900')
  expect((await from('10.0.0.2').signsIn('ann@example.org'))[0]).toBe(200)
  clock.advance(15 * 60 * 1000 + 1)
  expect((await from('10.0.0.1').signsIn('ann@example.org'))[0]).toBe(200)
  for (let n = 0; n < 5; n++) {
    const body = { email: 'ann@example.org' }
    const [status] = await from(`10.1.0.${n}`).tries('POST', '/api/auth/sign-in/magic-link', body)
    expect(status).toBe(200)
  }
  const flood = { email: 'ann@example.org' }
  expect(await from('10.1.0.9').tries('POST', '/api/auth/request-password-reset', flood)).toEqual([
    ...[429, 'too-many'],
  ])
  await letterTo(slow, 'ann@example.org', 5)
  await slow.closes()
})

test('[AC12] who knows the password has not guessed; one account has a limit wherever it is tried from', () => {
  const clock = new HandClock()
  const attempts = new Attempts(clock)
  const takes = (from: string, who = 'ann@example.org') =>
    attempts.take('/sign-in/email', { from, who }) === 'taken'
  for (let n = 0; n < 200; n++) {
    expect(takes('10.0.0.1')).toBe(true)
    attempts.succeeded('/sign-in/email', { from: '10.0.0.1', who: 'Ann@example.org' })
  }
  const taken = Array.from({ length: 40 }, (_, n) =>
    Array.from({ length: 6 }, () => takes(`10.0.1.${n}`)),
  )
  expect(taken.flat().filter(Boolean)).toHaveLength(100)
  expect(takes('10.0.9.9')).toBe(false)
  expect(takes('10.0.9.9', 'bo@example.org')).toBe(true)
  clock.advance(15 * 60 * 1000 + 1)
  expect(takes('10.0.9.9')).toBe(true)
})

test('[AC11] every no of the door has the form and the words of all our refusals', async () => {
  const x = visitor('x', '10.0.0.30')
  const tries = (path: string, body: unknown) => x.tries('POST', `/api/auth/${path}`, body)
  const name = 'x'
  expect(await tries('sign-up/email', { email: 'no address', password: PASSWORD, name })).toEqual([
    ...[400, 'not-an-address'],
  ])
  expect(await tries('sign-up/email', { email: 'x@example.org', password: 'short', name })).toEqual(
    [400, 'weak-password'],
  )
  expect(await tries('sign-up/email', { email: 7 })).toEqual([400, 'invalid-request'])
  expect(await tries('sign-up/email', 'text')).toEqual([400, 'invalid-request'])
  expect(await tries('reset-password', { token: 'x', newPassword: PASSWORD })).toEqual([
    ...[410, 'used-link'],
  ])
  expect(await tries('sign-in/social', { provider: 'nobody' })).toEqual([404, 'unknown-provider'])
  expect(await x.tries('GET', '/api/auth/list-sessions')).toEqual([401, 'unauthenticated'])
  expect(await tries('sign-in/email', { email: 'a'.repeat(70_000), password: 'x' })).toEqual([
    ...[413, 'too-large'],
  ])
  const away = { origin: 'https://evil.example' }
  const foreign = await x.asks('POST', '/api/auth/sign-in/email', {}, away)
  expect([foreign.status, (await foreign.json()).refusal]).toEqual([403, 'wrong-origin'])
  const login = { email: 'ann@example.org', password: PASSWORD }
  const nullOrigin = await x.asks('POST', '/api/auth/sign-in/email', login, { origin: 'null' })
  expect(nullOrigin.status).toBe(403)
})

test('[AC22] no address, token or password is in the log', async () => {
  const ask = { email: 'dora@example.org' }
  await visitor('dora').tries('POST', '/api/auth/sign-in/magic-link', ask)
  await letterTo(served, 'dora@example.org')
  const isTold = () => JSON.stringify(served.reports).includes('.eml')
  await until(isTold, 'the name of its file')
  const said = JSON.stringify(served.reports)
  for (const word of ['example.org', PASSWORD, 'session_token', 'Bearer']) {
    expect(said).not.toContain(word)
  }
})

test('[AC6] a session that is used goes on, one that is not used for thirty days is over', async () => {
  const ann = visitor('ann', '10.0.0.41')
  await ann.signsIn('ann@example.org')
  const first = ann.cookies.get(SESSION)
  const session = () =>
    served.db
      .selectFrom('sign_in')
      .select(['id', 'expires_at'])
      .orderBy('created_at', 'desc')
      .executeTakeFirstOrThrow()
  const { id } = await session()
  const ends = (days: number) => {
    const at = new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString()
    return served.db.updateTable('sign_in').set({ expires_at: at }).where('id', '=', id).execute()
  }
  const renewals = async () =>
    (await ann.asks('GET', '/api/me')).headers
      .getSetCookie()
      .filter((line) => line.startsWith(SESSION))
  expect(await renewals()).toEqual([])
  await ends(28)
  expect(await renewals()).toHaveLength(1)
  expect(ann.cookies.get(SESSION)).toBe(first)
  expect(Date.parse((await session()).expires_at) - Date.now()).toBeGreaterThan(29 * 86_400_000)
  await ends(-0.001)
  expect((await ann.me()).kind).toBe('guest')
})

test('[AC24] what cookies are signed with is made once, and nobody else may read it', async () => {
  const place = join(served.folder, 'secret')
  const before = readFileSync(place, 'utf8')
  expect(before.length).toBeGreaterThanOrEqual(43)
  expect(statSync(place).mode & 0o777).toBe(0o600)
  const ann = visitor('ann', '10.0.0.40')
  await ann.signsIn('ann@example.org')
  await served.restarts()
  expect(readFileSync(place, 'utf8')).toBe(before)
  expect((await ann.me()).kind).toBe('person')
  ann.cookies.set(SESSION, (ann.cookies.get(SESSION) ?? '').replace(/.{6}$/, 'AAAA%3D'))
  expect((await ann.me()).kind).toBe('guest')
})

test('[AC11] a full disk is said to be one, and who has an account still has it when there is room', async () => {
  const small = await opensServer(realClock)
  const ann = new Visitor('ann', small)
  await ann.signsUp('ann@example.org')
  const pages = (most: number) =>
    small.db.executeQuery(CompiledQuery.raw(`pragma max_page_count = ${most}`))
  await pages(1)
  const tries = async (n: number) => {
    const x = new Visitor('x', small, { from: `10.0.2.${n}` })
    const name = `${'x'.repeat(50)} ${n}`
    const body = { email: `x${n}@example.org`, name }
    return (await x.tries('POST', '/api/auth/sign-in/magic-link', body))[1]
  }
  let said: unknown = null
  for (let n = 0; n < 200 && said !== 'storage-full'; n++) {
    said = await tries(n)
    expect([{ status: true }, 'storage-full']).toContainEqual(said)
  }
  expect(said).toBe('storage-full')
  expect((await ann.me()).kind).toBe('person')
  await pages(1_000_000)
  expect((await new Visitor('ann', small).signsIn('ann@example.org'))[0]).toBe(200)
  await small.closes()
})
