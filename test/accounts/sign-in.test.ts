import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Served } from '../documents/served.ts'
import { HandClock } from '../replica/hand-clock.ts'
import { opensServer, PASSWORD, Visitor } from './visitor.ts'

let clock: HandClock
let served: Served
const visitor = (name: string, from = '10.0.0.1') => new Visitor(name, served, { from })

beforeEach(async () => {
  clock = new HandClock()
  served = await opensServer(clock)
})
afterEach(() => served.closes())

test('[AC3] [AC4] who signs up keeps what they were; the first owns the instance', async () => {
  const ann = visitor('ann')
  const before = await ann.me()
  const document = await ann.makes()
  expect(before).toMatchObject({ kind: 'guest', isOwner: false, email: null })
  const ways = await ann.tries('GET', '/api/ways-in')
  expect(ways).toMatchObject([200, { isFirst: true, signUp: 'open', password: true }])
  const [status, said] = await ann.signsUp('Ann@Example.org')
  expect(status, JSON.stringify([said, served.reports])).toBe(200)
  const me = await ann.me()
  expect(me).toMatchObject({ kind: 'person', name: 'ann', email: 'ann@example.org', isOwner: true })
  expect([me.person, me.colour]).toEqual([before.person, before.colour])
  expect((await ann.asks('GET', `/api/documents/${document}`)).status).toBe(200)
  expect(await ann.tries('GET', '/api/auth/list-sessions')).toMatchObject([200, { length: 1 }])
  const bo = visitor('bo')
  await bo.signsUp('bo@example.org')
  expect(await bo.me()).toMatchObject({ kind: 'person', isOwner: false, isVerified: false })
  expect(await bo.tries('GET', '/api/ways-in')).toMatchObject([200, { isFirst: false }])
  const again = visitor('ann elsewhere')
  expect(await again.signsIn('ann@example.org', 'wrong password')).toEqual([401, 'wrong-sign-in'])
  expect((await again.signsIn('ann@example.org', PASSWORD))[0]).toBe(200)
  expect((await again.me()).person).toBe(before.person)
})
