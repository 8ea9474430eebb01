import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type FindAccount, Provider } from 'oidc-provider'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { Served } from '../documents/served.ts'
import { HandClock } from '../replica/hand-clock.ts'
import { until } from '../support/cast.ts'
import { opensServer, Visitor } from './visitor.ts'

const CLIENT = { client_id: 'interline', client_secret: 'a secret between two servers' }
let server: Server
let issuer: string
/** The clock of the provider's house is so far behind ours. */
let skewMs = 0
let served: Served
let clock: HandClock

beforeAll(async () => {
  server = createServer((request, response) => handle(request, response))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  vi.spyOn(console, 'info').mockImplementation(() => undefined)
  const handle = provider().callback()
  clock = new HandClock()
  served = await opensServer(clock, {
    ...{ OIDC_NAME: 'House', OIDC_ISSUER: issuer, OIDC_CLIENT_ID: CLIENT.client_id },
    ...{ OIDC_CLIENT_SECRET: CLIENT.client_secret, OIDC_2_ISSUER: 'http://127.0.0.1:9/' },
    ...{ OIDC_2_CLIENT_ID: 'x', OIDC_2_CLIENT_SECRET: 'y', OIDC_2_NAME: 'Away' },
  })
  await new Visitor('owner', served).signsUp('owner@example.org')
})
afterEach(() => {
  vi.useRealTimers()
  skewMs = 0
})
afterAll(async () => {
  vi.restoreAllMocks()
  await served.closes()
  server.closeAllConnections()
  await new Promise<void>((done) => server.close(() => done()))
})

/** Whoever it is asked for: their login is the part before the @, `un-` has not shown the address. */
function provider(): Provider {
  const findAccount: FindAccount = async (_context, sub) => ({
    accountId: sub,
    claims: async () => ({
      ...{ sub, name: sub, email: `${sub.replace(/^un-/, '')}@example.org` },
      email_verified: !sub.startsWith('un-'),
    }),
  })
  const house = new Provider(issuer, {
    clients: [{ ...CLIENT, redirect_uris: ['http://localhost:3000/api/auth/callback/oidc'] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    ...{ conformIdTokenClaims: false, findAccount, ttl: { IdToken: 10 } },
    cookies: { keys: ['for the play only'] },
  })
  house.on('grant.success', () => {
    if (skewMs === 0) return
    const now = Date.now() + skewMs
    vi.useFakeTimers({ toFake: ['Date'] })
    vi.setSystemTime(now)
  })
  return house
}

/** Goes through the provider's own pages, as a browser would; the address it is sent back to. */
async function says(who: string, begin: string): Promise<string> {
  const jar = new Map<string, string>()
  let [url, body]: [string, URLSearchParams | null] = [begin, null]
  for (let step = 0; step < 12; step++) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { cookie, 'content-type': 'application/x-www-form-urlencoded' }
    const init = body === null ? { headers } : { method: 'POST', headers, body }
    const answer: Response = await fetch(url, { ...init, redirect: 'manual' })
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    const location = answer.headers.get('location')
    if (location !== null) {
      const next = new URL(location, url).href
      if (next.startsWith('http://localhost:3000')) return next
      ;[url, body] = [next, null]
      continue
    }
    const page = await answer.text()
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1]
    if (!prompt) throw new Error(`the provider said ${answer.status}: ${page.slice(0, 300)}`)
    body = new URLSearchParams({ prompt, ...(prompt === 'login' && { login: who, password: 'x' }) })
  }
  throw new Error('the provider never came to an end')
}

async function comesBy(visitor: Visitor, who: string, more: Record<string, string> = {}) {
  const body = { provider: 'oidc', callbackURL: '/d/1', errorCallbackURL: '/sign-in?to=%2Fd%2F1' }
  const [status, said] = await visitor.tries('POST', '/api/auth/sign-in/social', {
    ...body,
    ...more,
  })
  expect(status, String(said)).toBe(200)
  return says(who, (said as { url: string }).url)
}

test('[AC17] a provider says who somebody is; the guest they were becomes the person', async () => {
  const ann = new Visitor('ann', served)
  const before = await ann.me()
  expect(await ann.tries('GET', '/api/ways-in')).toMatchObject([
    ...[
      200,
      {
        providers: [
          { id: 'oidc', name: 'House' },
          { id: 'oidc-2', name: 'Away' },
        ],
      },
    ],
  ])
  const back = await comesBy(ann, 'ann')
  expect(await ann.follows(back)).toBe('/d/1')
  expect(await ann.me()).toMatchObject({
    ...{ kind: 'person', person: before.person, name: 'ann', email: 'ann@example.org' },
    ...{ isVerified: true, picture: null },
  })
  // The same answer again is nobody's.
  const thief = new Visitor('thief', served)
  expect(await thief.follows(back)).toMatch(/^\/sign-in\?error=provider-refused/)
  expect((await thief.me()).kind).toBe('guest')
  const again = new Visitor('ann elsewhere', served)
  expect(await again.follows(await comesBy(again, 'ann'))).toBe('/d/1')
  expect((await again.me()).person).toBe(before.person)
})

test('[AC17] what came back for another browser, with a forged state or issuer is refused', async () => {
  const [bo, thief] = [new Visitor('bo', served), new Visitor('thief', served)]
  const back = await comesBy(bo, 'bo')
  expect(await thief.follows(back)).toMatch(/^\/sign-in\?error=provider-refused/)
  expect((await thief.me()).kind).toBe('guest')
  const second = await comesBy(bo, 'bo')
  const elsewhere = new URL(second)
  elsewhere.searchParams.set('iss', 'https://evil.example')
  expect(await bo.follows(elsewhere.href)).toBe('/sign-in?error=provider-refused&to=%2Fd%2F1')
  const refused = 'http://localhost:3000/api/auth/callback/oidc?error=access_denied&state=x'
  expect(await bo.follows(refused)).toMatch(/^\/sign-in\?error=provider-refused/)
  expect((await bo.me()).kind).toBe('guest')
  const away = { provider: 'oidc', callbackURL: 'https://evil.example/' }
  expect(await bo.tries('POST', '/api/auth/sign-in/social', away)).toEqual([400, 'invalid-request'])
})

test('[AC17] clocks of two houses may differ by half a minute, not by more', async () => {
  const cleo = new Visitor('cleo', served)
  const back = await comesBy(cleo, 'cleo')
  skewMs = 60_000
  expect(await cleo.follows(back)).toBe('/sign-in?error=provider-refused&to=%2Fd%2F1')
  expect((await cleo.me()).kind).toBe('guest')
  vi.useRealTimers()
  const again = await comesBy(cleo, 'cleo')
  skewMs = 25_000
  expect(await cleo.follows(again)).toBe('/d/1')
  expect((await cleo.me()).kind).toBe('person')
})

test('[AC15] [AC17] an address that is not shown to be theirs opens nobody’s account', async () => {
  const dora = new Visitor('dora', served)
  await dora.signsUp('dora@example.org')
  const { person } = await dora.me()
  const thief = new Visitor('thief', served)
  expect(await thief.follows(await comesBy(thief, 'un-dora'))).toBe(
    '/sign-in?error=provider-not-linked&to=%2Fd%2F1',
  )
  expect((await thief.me()).kind).toBe('guest')
  // Nor does one that is: dora never showed that the address is hers.
  const real = new Visitor('real dora', served)
  await real.follows(await comesBy(real, 'dora'))
  expect((await real.me()).person).not.toBe(person)
  const eve = new Visitor('eve', served)
  await eve.follows(await comesBy(eve, 'un-eve'))
  expect(await eve.me()).toMatchObject({ kind: 'person', isVerified: false })
})

test('[AC17] a provider that is down, or silent, keeps nobody else waiting', async () => {
  const x = new Visitor('x', served)
  const down = { provider: 'oidc-2', callbackURL: '/' }
  expect(await x.tries('POST', '/api/auth/sign-in/social', down)).toEqual([503, 'provider-silent'])
  const mute = createServer(() => undefined)
  await new Promise<void>((done) => mute.listen(0, '127.0.0.1', done))
  const slow = await opensServer(clock, {
    OIDC_ISSUER: `http://127.0.0.1:${(mute.address() as AddressInfo).port}`,
    ...{ OIDC_CLIENT_ID: 'x', OIDC_CLIENT_SECRET: 'y' },
  })
  const ann = new Visitor('ann', slow)
  const waits = ann.tries('POST', '/api/auth/sign-in/social', { provider: 'oidc' })
  expect((await new Visitor('bo', slow).signsUp('bo@example.org'))[0]).toBe(200)
  let isOver = false
  void waits.then(() => {
    isOver = true
  })
  await until(() => {
    clock.advance(1_000)
    return isOver
  }, 'the end of patience')
  expect(await waits).toEqual([503, 'provider-silent'])
  await slow.closes()
  mute.closeAllConnections()
  mute.close()
})
