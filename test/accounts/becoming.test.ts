import { afterAll, beforeAll, expect, test } from 'vitest'
import { documentListSchema } from '../../shared/documents/document-summary.ts'
import { realClock } from '../../shared/kit/clock.ts'
import { threadListSchema } from '../../shared/threads/record.ts'
import type { Served } from '../documents/served.ts'
import { newId, Talker } from '../threads/server-play.ts'
import { opensServer, PASSWORD, Visitor } from './visitor.ts'

let served: Served
beforeAll(async () => {
  served = await opensServer(realClock)
  await new Visitor('owner', served).signsUp('owner@example.org')
})
afterAll(() => served.closes())
const visitor = (name: string, from = '10.0.0.1') => new Visitor(name, served, { from })

async function threadsOf(reader: Visitor, document: string) {
  const answer = await reader.asks('GET', `/api/documents/${document}/threads`)
  return threadListSchema.parse(await answer.json()).threads
}

async function titles(reader: Visitor) {
  const answer = await reader.asks('GET', '/api/documents')
  return documentListSchema.parse(await answer.json()).documents.map(({ id }) => id)
}

test('[AC7] who signs in where they were a guest has all that the guest made, and the guest is gone', async () => {
  const ann = visitor('ann')
  await ann.signsUp('ann@example.org')
  const { person } = await ann.me()
  const own = await ann.makes()
  const guest = visitor('guest')
  const before = await guest.me()
  const made = await guest.makes()
  await guest.asks('GET', `/api/documents/${own}`)
  const talk = new Talker(guest, own)
  const [thread, comment] = [newId(), newId()]
  expect((await talk.opens(thread, comment))[0]).toBe(201)
  expect((await talk.resolves(thread, newId()))[0]).toBe(201)
  expect((await guest.signsIn('ann@example.org'))[0]).toBe(200)
  expect((await guest.me()).person).toBe(person)
  expect((await titles(guest)).sort()).toEqual([own, made].sort())
  expect((await guest.asks('GET', `/api/documents/${made}/sharing`)).status).toBe(200)
  const [told] = await threadsOf(ann, own)
  expect(JSON.stringify(told)).not.toContain(before.person)
  expect(told?.comments[0]).toMatchObject({ person, by: { name: 'ann' } })
  // They may go on with their own comment.
  expect((await talk.edits(comment, newId()))[0]).toBe(201)
  const left = await served.db
    .selectFrom('guest')
    .select('id')
    .where('id', '=', before.person)
    .execute()
  expect(left).toEqual([])
  const tables = ['visit', 'comment', 'fact', 'thread_turn', 'gone'] as const
  for (const table of tables) {
    const rows = await served.db
      .selectFrom(table)
      .select('person')
      .where('person', '=', before.person)
      .execute()
    expect(rows, table).toEqual([])
  }
})

test('[AC7] words under a guest’s client ids are the person’s, also if the disk was full at that moment', async () => {
  const guest = visitor('guest')
  const before = await guest.me()
  const document = await guest.makes()
  const claim = { document, epoch: 1, client: 7, person: before.person, epochs: 1 }
  served.disk.owners.push(claim)
  served.disk.full = true
  expect((await guest.signsIn('ann@example.org'))[0]).toBe(200)
  const { person } = await guest.me()
  const ownerOf7 = () => served.disk.owners.find((one) => one.document === document)?.person
  expect(ownerOf7()).toBe(before.person)
  served.disk.full = false
  await served.restarts()
  await guest.me()
  await expect.poll(ownerOf7).toBe(person)
})

test('[AC3] a guest whom somebody has become already is nobody else’s to become', async () => {
  const bo = visitor('bo')
  const { person } = await bo.me()
  const cookie = bo.cookies.get('interline_guest') ?? ''
  await bo.signsUp('bo@example.org')
  const thief = visitor('thief')
  thief.cookies.set('interline_guest', cookie)
  await thief.signsUp('thief@example.org')
  expect((await thief.me()).person).not.toBe(person)
  expect((await bo.me()).person).toBe(person)
})

/** Where the database says who somebody is, and what that is called in their file. */
const PARTS: Record<string, string> = {
  ...{ document: 'documents', visit: 'visits', gone: 'deletedForEver', fact: 'whatHappened' },
  ...{ comment: 'comments', thread_turn: 'resolutions' },
  ...{ grant: 'gave', link: 'links', entrance: 'cameInByLink', access_request: 'askedForAccess' },
  ...{ sign_in: 'sessions', way_in: 'waysIn', passkey: 'passkeys', access_token: 'tokens' },
  ...{ adoption: 'wasGuest', letter: 'lettersOnTheirWay' },
}
const WHO = ['person', 'creator', 'by', 'grantee', 'recipient']

/** A new table that knows of people fails this until their file has it. */
async function unsaidIn(said: Record<string, unknown>): Promise<string[]> {
  const tables = await served.db.introspection.getTables()
  const ofPeople = tables.filter(({ columns }) => columns.some(({ name }) => WHO.includes(name)))
  expect(ofPeople.length).toBeGreaterThan(10)
  const names = ofPeople.map(({ name }) => name)
  return names.filter((name) => !Array.isArray(said[PARTS[name] ?? '']))
}

test('[AC19] [AC20] who leaves takes their own along; what others have, too, stays with them', async () => {
  const cleo = visitor('cleo')
  await cleo.signsUp('cleo@example.org')
  const ann = visitor('ann', '10.0.0.3')
  await ann.signsIn('ann@example.org')
  const { person: annId } = await ann.me()
  const { person } = await cleo.me()
  const [alone, shared] = [await cleo.makes(), await cleo.makes()]
  const grant = `/api/documents/${shared}/grants/person/${annId}`
  expect((await cleo.tries('PUT', grant, { role: 'write' }))[0]).toBe(204)
  const theirs = await ann.makes()
  const [thread, comment] = [newId(), newId()]
  const talk = new Talker(cleo, theirs)
  await talk.opens(thread, comment)
  await talk.edits(comment, newId())
  await talk.resolves(thread, newId())
  const link = { role: 'read', label: 'For the printer', expiresAt: null, password: null }
  expect((await cleo.asks('POST', `/api/documents/${shared}/links`, link)).status).toBe(201)
  const file = await cleo.asks('GET', '/api/me/export')
  expect(file.headers.get('content-disposition')).toMatch(
    /^attachment; filename="interline-.*json"$/,
  )
  const text = await file.text()
  const said = JSON.parse(text)
  expect(said.profile).toMatchObject({ id: person, address: 'cleo@example.org' })
  expect(said.documents.map(({ id }: { id: string }) => id).sort()).toEqual([alone, shared].sort())
  expect(said.comments).toMatchObject([{ thread, document: theirs }])
  expect(said.earlierWords).toMatchObject([{ comment }])
  expect(said.resolutions).toMatchObject([{ thread, kind: 'resolved' }])
  expect(said.gave).toContainEqual(expect.objectContaining({ grantee: annId, role: 'write' }))
  expect(said.links).toMatchObject([{ document: shared, label: 'For the printer' }])
  expect(await unsaidIn(said)).toEqual([])
  const session = decodeURIComponent(cleo.cookies.get('interline.session_token') ?? '').split(
    '.',
  )[0]
  expect(text).not.toContain(session)
  expect(text).not.toMatch(/password":/)
  expect(await cleo.tries('DELETE', '/api/me', { password: 'not mine at all' })).toEqual([
    ...[403, 'not-your-password'],
  ])
  expect((await cleo.asks('DELETE', '/api/me', { password: PASSWORD })).status).toBe(204)
  expect(cleo.cookies.size).toBe(0)
  expect(await cleo.signsIn('cleo@example.org')).toEqual([401, 'wrong-sign-in'])
  // What has changed hands is a fact of the document like any other giving.
  const { body } = await served.db
    .selectFrom('fact')
    .select('body')
    .where((where) => where.and({ document: shared, kind: 'document.shared' }))
    .orderBy('sequence', 'desc')
    .executeTakeFirstOrThrow()
  expect(JSON.parse(body)).toMatchObject({ grantee: annId, role: 'own' })
  expect((await ann.asks('GET', `/api/documents/${shared}/sharing`)).status).toBe(200)
  expect((await ann.asks('GET', `/api/documents/${alone}`)).status).toBe(404)
  const [told] = await threadsOf(ann, theirs)
  expect(told?.comments[0]).toMatchObject({ person, by: null })
  for (const table of ['person', 'guest'] as const) {
    const rows = await served.db.selectFrom(table).select('id').where('id', '=', person).execute()
    expect(rows, table).toEqual([])
  }
  const ways = await served.db
    .selectFrom('way_in')
    .select('id')
    .where('person', '=', person)
    .execute()
  expect(ways).toEqual([])
})

test('[AC19] without a password one has signed in just now; an instance is never nobody’s', async () => {
  const small = await opensServer(realClock)
  const [ann, bo] = [new Visitor('ann', small), new Visitor('bo', small)]
  await ann.signsUp('ann@example.org')
  await bo.signsUp('bo@example.org')
  const old = new Date(Date.now() - 11 * 60 * 1000).toISOString()
  await small.db.updateTable('sign_in').set({ created_at: old }).execute()
  expect(await ann.tries('DELETE', '/api/me')).toEqual([403, 'not-fresh'])
  await ann.signsIn('ann@example.org')
  expect((await ann.asks('DELETE', '/api/me')).status).toBe(204)
  expect(await bo.me()).toMatchObject({ isOwner: true })
  expect((await bo.asks('GET', '/api/instance')).status).toBe(200)
  await small.closes()
})
