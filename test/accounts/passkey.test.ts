import { afterAll, beforeAll, expect, test } from 'vitest'
import { realClock } from '../../shared/kit/clock.ts'
import type { Served } from '../documents/served.ts'
import { Authenticator } from './authenticator.ts'
import { opensServer, Visitor } from './visitor.ts'

const ORIGIN = 'http://localhost:3000'
let served: Served
let ann: Visitor
beforeAll(async () => {
  served = await opensServer(realClock)
  ann = new Visitor('ann', served)
  await ann.signsUp('ann@example.org')
})
afterAll(() => served.closes())

async function challengeFor(visitor: Visitor, what: 'register' | 'authenticate') {
  const [status, said] = await visitor.tries('GET', `/api/auth/passkey/generate-${what}-options`)
  expect(status).toBe(200)
  return (said as { challenge: string }).challenge
}

async function adds(visitor: Visitor, key: Authenticator) {
  const response = key.registers(await challengeFor(visitor, 'register'))
  const body = { response, name: 'a laptop' }
  return visitor.tries('POST', '/api/auth/passkey/verify-registration', body)
}

async function comesBy(visitor: Visitor, key: Authenticator, challenge?: string) {
  const fresh = await challengeFor(visitor, 'authenticate')
  const response = key.signs(challenge ?? fresh)
  return visitor.tries('POST', '/api/auth/passkey/verify-authentication', { response })
}

test('[AC16] a passkey lets in, is listed, and is worth nothing once it is removed', async () => {
  const key = new Authenticator(ORIGIN)
  const { person } = await ann.me()
  expect((await adds(ann, key))[0]).toBe(200)
  const [, list] = await ann.tries('GET', '/api/auth/passkey/list-user-passkeys')
  expect(list).toMatchObject([{ name: 'a laptop' }])
  const elsewhere = new Visitor('ann elsewhere', served)
  const guest = await elsewhere.makes()
  const [status, said] = await comesBy(elsewhere, key)
  expect(status).toBe(200)
  expect(JSON.stringify(said)).not.toContain('"token":"kept')
  expect((await elsewhere.me()).person).toBe(person)
  expect((await elsewhere.asks('GET', `/api/documents/${guest}/sharing`)).status).toBe(200)
  const [{ id = '' } = {}] = list as { id: string }[]
  const bo = new Visitor('bo', served)
  await bo.signsUp('bo@example.org')
  expect((await bo.tries('POST', '/api/auth/passkey/delete-passkey', { id }))[0]).toBeGreaterThan(
    399,
  )
  expect((await ann.tries('POST', '/api/auth/passkey/delete-passkey', { id }))[0]).toBe(200)
  expect(await comesBy(new Visitor('late', served), key)).toEqual([401, 'unknown-passkey'])
})

test('[AC16] a key nobody has added, of another site, or with an old challenge opens nothing', async () => {
  const key = new Authenticator(ORIGIN)
  expect(await comesBy(new Visitor('x', served), key)).toEqual([401, 'unknown-passkey'])
  expect((await adds(ann, key))[0]).toBe(200)
  const x = new Visitor('x', served)
  expect(await comesBy(x, key, Buffer.from('an old challenge').toString('base64url'))).toEqual([
    ...[401, 'unknown-passkey'],
  ])
  expect((await adds(ann, new Authenticator('https://evil.example')))[0]).toBe(400)
  expect((await x.me()).kind).toBe('guest')
  expect(await x.tries('GET', '/api/auth/passkey/generate-register-options')).toEqual([
    ...[401, 'unauthenticated'],
  ])
})
