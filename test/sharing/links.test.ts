import { afterEach, beforeEach, expect, test } from 'vitest'
import { Expiries } from '../../server/sharing/expiries.ts'
import type { Asker } from '../../shared/sharing/asker.ts'
import { sharingSchema } from '../../shared/sharing/sharing.ts'
import { Browser, Served } from '../documents/served.ts'
import { HandClock } from '../replica/hand-clock.ts'
import { Stage } from './stage.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

let stage: Stage
let ann: Asker
let bo: Asker
let cleo: Asker
let document: string

beforeEach(async () => {
  stage = await Stage.opens()
  ann = await stage.member('ann')
  bo = await stage.guest('bo')
  cleo = await stage.guest('cleo')
  document = await stage.makes(ann)
})
afterEach(() => stage.closes())

const may = (who: Asker) => stage.access.roleOf(who, document)
const seen = async () => sharingSchema.parse(await stage.sharing.state(ann, document)).links

/** Every value of every table. */
async function everything(): Promise<string> {
  const tables = ['link', 'fact', 'entrance', 'grant', 'visit', 'document'] as const
  const rows = await Promise.all(
    tables.map((table) => stage.db.selectFrom(table).selectAll().execute()),
  )
  return JSON.stringify([rows, stage.told])
}

test('[SH7] whoever comes in by a link stays, changes with it and goes with it', async () => {
  const { id, token } = await stage.makesLink(ann, document, { role: 'comment', label: 'Board' })
  expect(await stage.enters(bo, document, token)).toEqual({ role: 'comment' })
  expect(await stage.enters(bo, document, token)).toEqual({ role: 'comment' })
  expect([await may(bo), await may(cleo)]).toEqual(['comment', null])
  await stage.links.change(ann, document, id, { role: 'write' })
  expect(await may(bo)).toBe('write')
  expect(await seen()).toEqual([
    {
      ...{ id, role: 'write', label: 'Board', expiresAt: null, hasPassword: false },
      ...{ lastUse: stage.clock.now() - (stage.clock.now() % MINUTE_MS), at: stage.clock.now() },
    },
  ])
  expect(await stage.links.delete(ann, document, id)).toBeNull()
  expect(await stage.links.delete(ann, document, id)).toBeNull()
  expect(await may(bo)).toBeNull()
  expect(await stage.enters(bo, document, token)).toEqual({ reason: 'unknown-link' })
  const told = stage.told.map(({ kind, body }) => [kind, body.change ?? null])
  expect(told).toEqual([
    ['document.link', 'made'],
    ['document.entered', null],
    ['document.link', 'changed'],
    ['document.link', 'deleted'],
  ])
})

test('[SH7] it ends at its time, for who came in, who comes and who holds it', async () => {
  const expiresAt = stage.clock.now() + 10_000
  const { id, token } = await stage.makesLink(ann, document, { expiresAt })
  await stage.enters(bo, document, token)
  stage.clock.advance(9_999)
  expect(await may(bo)).toBe('comment')
  stage.clock.advance(1)
  expect(await may(bo)).toBeNull()
  expect(await may({ ...cleo, link: token })).toBeNull()
  expect(await stage.enters(cleo, document, token)).toEqual({ reason: 'link-expired' })
  const past = { role: 'read', label: '', expiresAt: stage.clock.now(), password: null } as const
  expect(await stage.links.make(ann, document, past)).toMatchObject({ reason: 'invalid-request' })
  // Given more time, it is as if it had never ended.
  await stage.links.change(ann, document, id, { expiresAt: stage.clock.now() + 1 })
  expect(await may(bo)).toBe('comment')
})

test('[SH3] a link of another document, a wrong one and one to the trash are all none', async () => {
  const other = await stage.makes(ann)
  const { id, token } = await stage.makesLink(ann, other, { role: 'write' })
  const unknown = { reason: 'unknown-link' }
  const before = await everything()
  for (const wrong of [token, '', 'x', `${token}x`, "' or 1=1 --", token.toUpperCase()]) {
    expect(await stage.enters(bo, document, wrong)).toEqual(unknown)
    expect(await stage.enters(bo, 'no-such-document', wrong)).toEqual(unknown)
  }
  expect(await stage.links.change(ann, document, id, { role: 'read' })).toEqual(unknown)
  expect(await stage.links.delete(ann, document, id)).toBeNull()
  expect(await everything()).toBe(before)
  await stage.db.updateTable('document').set({ trashed_at: 1 }).where('id', '=', other).execute()
  const trashed = await everything()
  expect(await stage.enters(bo, other, token)).toEqual(unknown)
  expect(await everything()).toBe(trashed)
})

test('[SH8] the token is told once; neither it nor a password is anywhere', async () => {
  const password = 'correct horse'
  const { token } = await stage.makesLink(ann, document, { password })
  await stage.enters(bo, document, token, password)
  await stage.enters(cleo, document, token, 'wrong horse')
  const all = await everything()
  expect(all).toContain(document)
  for (const secret of [token, password, 'horse']) expect(all).not.toContain(secret)
  expect(token).toMatch(/^[\w-]{22}$/)
  expect((await seen())[0]).toMatchObject({ hasPassword: true })
  expect(Object.keys((await seen())[0] ?? {})).not.toContain('token')
  const more = new Set<string>([token])
  for (let n = 0; n < 20; n++) more.add((await stage.makesLink(ann, document)).token)
  expect(more.size).toBe(21)
})

test('[SH8] [SH9] a password is asked for; another one voids who came in', async () => {
  const { id, token } = await stage.makesLink(ann, document, { password: 'sesame' })
  expect(await stage.enters(bo, document, token)).toEqual({ reason: 'password-needed' })
  expect(await stage.enters(bo, document, token, 'Sesame')).toEqual({ reason: 'wrong-password' })
  expect(await stage.enters(bo, document, token, '')).toEqual({ reason: 'wrong-password' })
  expect(await stage.enters(bo, document, token, 'sesame')).toEqual({ role: 'comment' })
  await stage.links.change(ann, document, id, { label: 'x' })
  expect(await may(bo)).toBe('comment')
  await stage.links.change(ann, document, id, { password: 'mellon' })
  expect(await may(bo)).toBeNull()
  expect(await stage.enters(bo, document, token, 'sesame')).toEqual({ reason: 'wrong-password' })
  expect(await stage.enters(bo, document, token, 'mellon')).toEqual({ role: 'comment' })
  await stage.links.change(ann, document, id, { password: null })
  expect(await stage.enters(cleo, document, token)).toEqual({ role: 'comment' })
  expect(await may(bo)).toBe('comment')
})

test('[SH9] five guesses in a quarter of an hour from one place, thirty from all', async () => {
  const { token } = await stage.makesLink(ann, document, { password: 'sesame' })
  const other = await stage.makesLink(ann, document, { password: 'sesame' })
  const guess = (word: string, from: string, link = token) =>
    stage.enters(bo, document, link, word, from)
  // Ten at once are ten.
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => guess('wrong', 'a')))
  const reasons = outcomes.map((one) => ('reason' in one ? one.reason : 'in'))
  expect(reasons.filter((reason) => reason === 'wrong-password')).toHaveLength(5)
  expect(reasons.filter((reason) => reason === 'too-many')).toHaveLength(5)
  expect(await guess('sesame', 'a')).toEqual({ reason: 'too-many', retryAfter: 900 })
  expect(await guess('sesame', 'b')).toEqual({ role: 'comment' })
  expect(await guess('sesame', 'a', other.token)).toEqual({ role: 'comment' })
  stage.clock.advance(15 * MINUTE_MS - 1)
  expect(await guess('sesame', 'a')).toEqual({ reason: 'too-many', retryAfter: 1 })
  stage.clock.advance(1)
  // Whoever knows it may come as often as they like.
  for (let n = 0; n < 6; n++) expect(await guess('sesame', 'a')).toEqual({ role: 'comment' })
  await Promise.all(Array.from({ length: 30 }, (_, n) => guess('wrong', `p${n}`)))
  expect(await guess('sesame', 'far away')).toMatchObject({ reason: 'too-many' })
  expect(await guess('sesame', 'far away', other.token)).toEqual({ role: 'comment' })
})

test('[SH7] one alarm rings when the next link ends, and at no other time', async () => {
  const rung: string[] = []
  const { clock, links } = stage
  const failed = (error: unknown) => stage.failures.push(error)
  const expiries = new Expiries({
    ...{ clock, failed, tell: (id: string) => rung.push(id) },
    next: (after) => links.nextEnd(after),
    ended: (after, upTo) => links.ended(after, upTo),
  })
  const looks = async () => {
    expiries.look()
    await expiries.settled()
  }
  await looks()
  expect(clock.next).toBeNull()
  const other = await stage.makes(ann)
  const { id } = await stage.makesLink(ann, document, { expiresAt: clock.now() + 5_000 })
  await stage.makesLink(ann, other, { expiresAt: clock.now() + 3_000 })
  await stage.makesLink(ann, other, { expiresAt: clock.now() + 40 * DAY_MS })
  await looks()
  expect(clock.pending).toBe(1)
  expect(clock.next).toBe(3_000)
  clock.advance(3_000)
  await expiries.settled()
  expect(rung).toEqual([other])
  expect(clock.next).toBe(2_000)
  await stage.links.change(ann, document, id, { expiresAt: clock.now() + 9_000 })
  await looks()
  expect(clock.next).toBe(9_000)
  clock.advance(9_000)
  await expiries.settled()
  expect(rung).toEqual([other, document])
  // No timer of the platform holds forty days.
  expect(clock.next).toBe(60 * MINUTE_MS)
  await expiries.close()
  expect(clock.pending).toBe(0)
  expect(stage.failures).toEqual([])
})

test('[SH7] a server that begins anew knows when the next link ends', async () => {
  const clock = new HandClock()
  const served = await Served.opens(clock)
  const browser = new Browser(served)
  const { id } = await browser.makes()
  const wish = { role: 'read', expiresAt: clock.now() + 7_000 }
  await browser.asks('POST', `/api/documents/${id}/links`, wish)
  await expect.poll(() => clock.next).toBe(7_000)
  await served.restarts()
  await expect.poll(() => clock.next).toBe(7_000)
  await served.closes()
  expect(clock.next).not.toBe(7_000)
})
