import { afterAll, beforeAll, expect, test } from 'vitest'
import { accessTokenMadeSchema } from '../../shared/accounts/access-tokens.ts'
import type { Served } from '../documents/served.ts'
import { HandClock } from '../replica/hand-clock.ts'
import { opensServer, Visitor } from './visitor.ts'

let clock: HandClock
let served: Served
let ann: Visitor
beforeAll(async () => {
  clock = new HandClock()
  served = await opensServer(clock)
  ann = new Visitor('ann', served)
  await ann.signsUp('ann@example.org')
})
afterAll(() => served.closes())

async function token(wish: Record<string, unknown> = {}) {
  const body = { name: 'a program', scope: 'write', ...wish }
  return accessTokenMadeSchema.parse(await (await ann.asks('POST', '/api/tokens', body)).json())
}
const program = () => new Visitor('program', served)
const bearer = (text: string) => ({ authorization: `Bearer ${text}` })

test('[AC1] a token comes before a session, a session before a guest', async () => {
  const bo = new Visitor('bo', served)
  await bo.signsUp('bo@example.org')
  const { token: secret } = await token()
  const me = async (visitor: Visitor, more = {}) =>
    (await visitor.asks('GET', '/api/me', undefined, more)).json()
  expect(await me(bo, bearer(secret))).toMatchObject({ name: 'ann', kind: 'person' })
  expect(await me(bo)).toMatchObject({ name: 'bo', kind: 'person' })
  const stranger = program()
  expect(await me(stranger)).toMatchObject({ kind: 'guest' })
  expect(stranger.cookies.has('interline_guest')).toBe(true)
})

test('[AC2] [AC18] a token that is nobody’s, taken back or over is refused, never taken for a guest', async () => {
  const asks = async (secret: string) => {
    const visitor = program()
    const answer = await visitor.asks('GET', '/api/documents', undefined, bearer(secret))
    expect(visitor.cookies.size).toBe(0)
    return answer.status
  }
  const { token: secret, id } = await token()
  const brief = await token({ expiresAt: clock.now() + 1000 })
  expect([await asks(secret), await asks(brief.token)]).toEqual([200, 200])
  clock.advance(1000)
  expect(await asks(brief.token)).toBe(401)
  expect((await ann.asks('DELETE', `/api/tokens/${id}`)).status).toBe(204)
  expect([await asks(secret), await asks('interline_x'), await asks('x'.repeat(500))]).toEqual([
    ...[401, 401, 401],
  ])
  const rows = await served.db.selectFrom('access_token').select('token_hash').execute()
  expect(JSON.stringify(rows)).not.toContain(brief.token)
  const { tokens } = await (await ann.asks('GET', '/api/tokens')).json()
  expect(tokens).toMatchObject([{ scope: 'write' }, { name: 'a program', scope: 'write' }])
  expect(JSON.stringify(tokens)).not.toContain(brief.token)
  expect(tokens[0].lastUse).toBeGreaterThan(0)
})

test('[AC18] a token may no more than its scope, whatever its person may', async () => {
  const document = await ann.makes()
  const [read, own] = [await token({ scope: 'read' }), await token({ scope: 'own' })]
  const asks = async (secret: string, method: string, path: string, body?: unknown) =>
    (await program().asks(method, path, body, bearer(secret))).status
  const path = `/api/documents/${document}`
  expect(await asks(read.token, 'GET', path)).toBe(200)
  expect(await asks(read.token, 'PUT', `${path}/trash`)).toBe(403)
  expect(await asks(read.token, 'POST', '/api/documents', {})).toBe(403)
  const other = await token({ scope: 'own', document: await ann.makes() })
  expect(await asks(other.token, 'GET', path)).toBe(404)
  expect(await asks(own.token, 'PUT', `${path}/trash`)).toBe(204)
  expect(await asks(own.token, 'PUT', '/api/me', { name: 'x' })).toBe(403)
  expect(await asks(own.token, 'POST', '/api/auth/sign-out', {})).toBe(403)
})

test('[AC16] a profile has a name, a colour, a language, a time zone and a small picture', async () => {
  const picture = 'data:image/png;base64,iVBORw0KGgo='
  const wish = { colour: 'c2', language: 'de-CH', timeZone: 'Europe/Zurich', picture }
  expect(await ann.tries('PUT', '/api/me', wish)).toMatchObject([200, { name: 'ann', ...wish }])
  expect(await ann.me()).toMatchObject(wish)
  const wrong = [
    ...[{ name: '' }, { name: 'x'.repeat(61) }, { colour: 'red' }, { language: '<b>' }],
    ...[{ picture: 'https://evil.example/a.png' }, { picture: 'data:image/svg+xml;base64,AAAA' }],
    { picture: `data:image/png;base64,${'A'.repeat(44_000)}` },
  ]
  for (const each of wrong) expect((await ann.tries('PUT', '/api/me', each))[0]).toBe(400)
  await ann.tries('PUT', '/api/me', { picture: null, name: ' Ann \n B ' })
  expect(await ann.me()).toMatchObject({ picture: null, name: 'Ann B', colour: 'c2' })
  const guest = new Visitor('guest', served)
  await guest.me()
  expect(await guest.tries('PUT', '/api/me', { name: 'Gus', colour: 'c3' })).toMatchObject([
    ...[200, { name: 'Gus', colour: 'c3', kind: 'guest' }],
  ])
  expect(await guest.me()).toMatchObject({ name: 'Gus', colour: 'c3' })
})

test('[AC23] where accounts are asked for, guests make no documents; open is as it was', async () => {
  expect((await new Visitor('guest', served).asks('POST', '/api/documents', {})).status).toBe(201)
  const strict = await opensServer(clock, { INTERLINE_ACCESS: 'accounts' })
  const guest = new Visitor('guest', strict)
  expect(await guest.tries('POST', '/api/documents', {})).toEqual([403, 'account-needed'])
  expect(await guest.tries('GET', '/api/ways-in')).toMatchObject([
    ...[200, { access: 'accounts', signUp: 'invitation', isFirst: true }],
  ])
  const bo = new Visitor('bo', strict)
  await bo.signsUp('bo@example.org')
  const document = await bo.makes()
  expect((await bo.asks('GET', `/api/documents/${document}`)).status).toBe(200)
  expect((await guest.asks('GET', `/api/documents/${document}`)).status).toBe(404)
  await strict.closes()
})
