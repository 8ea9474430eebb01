import { afterAll, beforeAll, expect, test } from 'vitest'
import { accessTokenMadeSchema } from '../../shared/accounts/access-tokens.ts'
import { realClock } from '../../shared/kit/clock.ts'
import type { Served } from '../documents/served.ts'
import { ROUTES } from '../sharing/route-table.ts'
import { opensServer, Visitor } from './visitor.ts'

let served: Served
beforeAll(async () => {
  served = await opensServer(realClock)
})
afterAll(() => served.closes())

test('[AC18] [AC21] what is for people with an account is nobody else’s, nor a token’s', async () => {
  const [ann, bo, guest] = [
    new Visitor('ann', served),
    new Visitor('bo', served),
    new Visitor('g', served),
  ]
  await ann.signsUp('ann@example.org')
  await bo.signsUp('bo@example.org')
  await guest.me()
  const wish = { name: 'a program', scope: 'own' }
  const made = await ann.asks('POST', '/api/tokens', wish)
  const { id, token } = accessTokenMadeSchema.parse(await made.json())
  const program = new Visitor('program', served)
  let walked = 0
  for (const [key, route] of Object.entries(ROUTES)) {
    if (route.kind !== 'account') continue
    const [method = '', path = ''] = key.replace(':id', id).split(' ')
    const body = route.body?.()
    expect(await guest.tries(method, path, body), key).toEqual([403, 'account-needed'])
    const bearer = { authorization: `Bearer ${token}` }
    const asked = await program.asks(method, path, body, bearer)
    expect([asked.status, (await asked.json()).refusal], key).toEqual([403, 'forbidden'])
    const stranger = { authorization: 'Bearer interline_nobody' }
    expect((await guest.asks(method, path, body, stranger)).status, key).toBe(401)
    // Of others' tokens one is told nothing, and nothing happens to them.
    if (method !== 'DELETE' || path !== '/api/me') {
      const status = route.onlyOwner ? 403 : route.status
      expect((await bo.asks(method, path, body)).status, `bo: ${key}`).toBe(status)
    }
    if (key === 'DELETE /api/tokens/:id') {
      expect((await program.asks('GET', '/api/me', undefined, bearer)).status).toBe(200)
      continue
    }
    expect((await ann.asks(method, path, body)).status, `ann: ${key}`).toBe(route.status)
    walked++
  }
  expect(walked).toBeGreaterThanOrEqual(5)
  expect(program.cookies.size).toBe(0)
})
