/** Sharing where people have accounts: through the doors that everybody uses, letters included. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sharingSchema } from '../../shared/sharing/sharing.ts'
import { letters, letterTo, opensServer, Visitor } from '../accounts/visitor.ts'
import type { Served } from '../documents/served.ts'
import { HandClock } from '../replica/hand-clock.ts'
import { until } from '../support/cast.ts'

let served: Served
let ann: Visitor
let document: string
let path: string

beforeEach(async () => {
  served = await opensServer(new HandClock(), { INTERLINE_ACCESS: 'accounts' })
  ann = new Visitor('ann', served)
  await ann.signsUp('ann@example.org')
  document = await ann.makes()
  path = `/api/documents/${document}`
})
afterEach(() => served.closes())

const visitor = (name: string) => new Visitor(name, served)
const status = async (who: Visitor, method: string, at: string, body?: unknown) =>
  (await who.asks(method, at, body)).status
const sharing = async () =>
  sharingSchema.parse(await (await ann.asks('GET', `${path}/sharing`)).json())

/** The link of the letter to this address that leads there. */
async function linkTo(to: string, where: string): Promise<string> {
  const found = () => letters(served).find((each) => each.to === to && each.link.includes(where))
  await letterTo(served, to)
  await until(() => found() !== undefined, `a letter to ${to}`)
  return found()?.link ?? ''
}

/** An account whose address is verified, signed in. */
async function joins(name: string): Promise<Visitor> {
  const who = visitor(name)
  const address = `${name}@example.org`
  await who.signsUp(address)
  await who.follows(await linkTo(address, '/verify-email'))
  await who.signsIn(address)
  return who
}

test('[SH2] a document begins as its maker’s alone, and a guest makes none', async () => {
  const bo = visitor('bo')
  expect(await bo.tries('POST', '/api/documents', {})).toEqual([403, 'account-needed'])
  expect(await bo.tries('GET', path)).toEqual([404, 'unknown-document'])
  expect(await sharing()).toMatchObject({ visitors: 'nobody', members: 'nobody', links: [] })
  const made = await ann.asks('POST', `${path}/links`, { role: 'comment' })
  const link = String((await made.json()).url).split('#link=')[1]
  expect(await bo.tries('POST', `${path}/entrance`, { link })).toEqual([200, { role: 'comment' }])
  expect(await bo.tries('GET', path)).toMatchObject([200, { role: 'comment' }])
  expect(await status(visitor('cleo'), 'GET', path)).toBe(404)
})

test('[SH6] an invitation lets sign up, and is a grant by name once the address is verified', async () => {
  const cleo = visitor('cleo')
  expect(await cleo.signsUp('cleo@example.org')).toEqual([403, 'invitation-needed'])
  expect(
    await status(ann, 'PUT', `${path}/grants/address/Cleo@Example.org`, { role: 'write' }),
  ).toBe(204)
  expect(await linkTo('cleo@example.org', '/d/')).toBe(`http://127.0.0.1:3000/d/${document}`)
  expect((await sharing()).grants[1]).toMatchObject({
    grantee: 'cleo@example.org',
    isPending: true,
  })
  await cleo.signsUp('cleo@example.org')
  // Whoever only says that it is theirs gets nothing.
  expect(await status(cleo, 'GET', path)).toBe(404)
  await cleo.follows(await linkTo('cleo@example.org', '/verify-email'))
  await cleo.signsIn('cleo@example.org')
  expect((await cleo.me()).kind).toBe('person')
  expect(await cleo.tries('GET', path)).toMatchObject([200, { role: 'write' }])
  await until(async () => (await sharing()).grants[1]?.kind === 'person', 'the grant to be hers')
  const { person } = await cleo.me()
  expect((await sharing()).grants[1]).toMatchObject({
    ...{ grantee: person, isPending: false, role: 'write' },
    who: { name: 'cleo' },
  })
})

test('[SH5] what members are let, those have who sign in, and guests do not', async () => {
  await ann.asks('PUT', `${path}/grants/address/dan@example.org`, { role: 'read' })
  const dan = await joins('dan')
  expect(await dan.tries('GET', path)).toMatchObject([200, { role: 'read' }])
  await ann.asks('PUT', `${path}/members`, { role: 'comment' })
  expect(await dan.tries('GET', path)).toMatchObject([200, { role: 'comment' }])
  expect(await status(visitor('bo'), 'GET', path)).toBe(404)
  await dan.signsOut()
  expect(await status(dan, 'GET', path)).toBe(404)
})

test('[SH10] a request reaches an owner by mail; granted, whoever asked may', async () => {
  const bo = visitor('bo')
  expect(await status(bo, 'POST', `${path}/requests`, { words: 'It is me' })).toBe(202)
  expect(await linkTo('ann@example.org', '/d/')).toBe(`http://127.0.0.1:3000/d/${document}`)
  const { person } = await bo.me()
  expect((await sharing()).requests).toMatchObject([{ person, words: 'It is me', address: null }])
  await ann.asks('PUT', `${path}/grants/person/${person}`, { role: 'comment' })
  expect(await bo.tries('GET', path)).toMatchObject([200, { role: 'comment' }])
  expect((await sharing()).requests).toEqual([])
})
