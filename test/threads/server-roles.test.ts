import { afterAll, beforeAll, expect, test } from 'vitest'
import { bodyOf } from '../../shared/threads/body.ts'
import { Browser, Served } from '../documents/served.ts'
import { HandClock } from '../replica/hand-clock.ts'
import { newId, Talker, WHOLE } from './server-play.ts'

let clock: HandClock
let served: Served
let document: string
let ann: Talker
let bo: Talker
let thread: string
let elsewhere: { thread: string; comment: string }

beforeAll(async () => {
  clock = new HandClock()
  served = await Served.opens(clock)
  const browser = new Browser(served)
  document = (await browser.makes()).id
  ann = new Talker(browser, document)
  bo = new Talker(new Browser(served), document)
  await bo.browser.asks('GET', `/api/documents/${document}`)
  thread = newId()
  await ann.opens(thread, newId(), { text: 'secret words' })
  const cleo = new Browser(served)
  const hers = new Talker(cleo, (await cleo.makes()).id)
  elsewhere = { thread: newId(), comment: newId() }
  await hers.opens(elsewhere.thread, elsewhere.comment, { text: 'secret words elsewhere' })
  await hers.lets('read')
})
afterAll(() => served.closes())

const body = bodyOf('x')
/** Every route there is, with ids of our own choice; `at` is a thread, `of` a comment in it. */
const routes = {
  list: () => ['GET', `/api/documents/${document}/threads`, undefined],
  open: () => [
    ...['PUT', `/api/documents/${document}/threads/${newId()}`],
    { anchor: WHOLE, comment: newId(), body },
  ],
  reply: (at: string) => ['PUT', `/api/threads/${at}/comments/${newId()}`, { body }],
  edit: (_at: string, of: string) => ['PUT', `/api/comments/${of}/edits/${newId()}`, { body }],
  resolve: (at: string) => ['PUT', `/api/threads/${at}/resolution`, { id: newId(), reason: null }],
  reopen: (at: string) => ['DELETE', `/api/threads/${at}/resolution`, { id: newId() }],
  move: (at: string) => ['PUT', `/api/threads/${at}/anchor`, { anchor: WHOLE, revision: 0 }],
  discard: (_at: string, of: string) => ['DELETE', `/api/comments/${of}`, undefined],
} satisfies Record<string, (at: string, of: string) => unknown[]>
type Verb = keyof typeof routes
const VERBS = Object.keys(routes) as Verb[]

/** The status of every verb, and all that was answered. */
async function triesAll(who: Talker, at: string, of: string) {
  const heard: string[] = []
  const statuses: Partial<Record<Verb, number>> = {}
  for (const verb of VERBS) {
    const [method, path, said] = routes[verb](at, of)
    const answer = await who.browser.asks(String(method), String(path), said)
    statuses[verb] = answer.status
    heard.push(await answer.text())
  }
  return { statuses, heard: heard.join('\n') }
}

const FULL = {
  list: 200,
  open: 201,
  reply: 201,
  edit: 201,
  resolve: 201,
  reopen: 201,
  discard: 201,
}

test('[TH6] every role on every route, with comments of their own', async () => {
  const own = async (who: Talker) => {
    const comment = newId()
    await ann.lets('write')
    await who.replies(thread, comment)
    return comment
  }
  expect((await triesAll(ann, thread, await own(ann))).statuses).toEqual({ ...FULL, move: 201 })
  const his = await own(bo)
  await ann.lets('comment')
  expect((await triesAll(bo, thread, his)).statuses).toEqual({ ...FULL, move: 403 })
  const writes = await own(bo)
  // Somebody has moved the thread meanwhile.
  expect((await triesAll(bo, thread, writes)).statuses).toEqual({ ...FULL, move: 409 })
})

test('[TH6] a reader hears of no thread on any route, known or not alike', async () => {
  const his = newId()
  await ann.lets('comment')
  await bo.replies(thread, his)
  await ann.lets('read')
  const known = await triesAll(bo, thread, his)
  const unknown = await triesAll(bo, newId(), newId())
  const nothing = { reply: 404, edit: 404, resolve: 404, reopen: 404, move: 404, discard: 404 }
  expect(known.statuses).toEqual({ ...nothing, list: 403, open: 403 })
  expect(known).toEqual(unknown)
  expect(known.heard).not.toContain('secret')
  const found = await bo.browser.asks('GET', `/api/documents/${document}`)
  expect(await found.text()).not.toContain('secret')
})

test('[TH6] ids of another document, of none, and malformed ones answer alike', async () => {
  await ann.lets('write')
  const foreign = await triesAll(bo, elsewhere.thread, elsewhere.comment)
  const missing = await triesAll(bo, newId(), newId())
  const malformed = await triesAll(bo, 'x', '__proto__')
  expect(foreign.statuses).toMatchObject({ reply: 404, edit: 404, resolve: 404, move: 404 })
  expect(foreign.statuses).toEqual(missing.statuses)
  expect(malformed.statuses).toEqual(missing.statuses)
  const problems = ({ heard }: { heard: string }) =>
    heard.split('\n').filter((one) => one.startsWith('{"type":"about:blank"'))
  expect(problems(foreign)).toEqual(problems(missing))
  expect(problems(foreign)).toHaveLength(6)
  // A thread cannot be opened in a document where one may not, whoever may elsewhere.
  const [id, comment] = [newId(), newId()]
  for (const wrong of [newId(), 'x', '%2e%2e']) {
    const path = `/api/documents/${wrong}/threads/${id}`
    const [status] = await ann.tries('PUT', path, { anchor: WHOLE, comment, body })
    expect(status, wrong).toBe(404)
    expect((await ann.tries('GET', `/api/documents/${wrong}/threads`))[0]).toBe(404)
  }
})

test('[SH1] it belongs to whoever made it; others may what is said of visitors', async () => {
  const asks = async (who: Talker, id = document) => {
    const answer = await who.browser.asks('GET', `/api/documents/${id}`)
    const { role, visitors } = await answer.json()
    return [answer.status, role, visitors]
  }
  const fresh = (await (ann.browser as Browser).makes()).id
  expect(await asks(bo, fresh)).toEqual([200, 'write', 'write'])
  for (const role of ['read', 'comment', 'write']) {
    await ann.lets(role)
    expect(await asks(ann)).toEqual([200, 'own', role])
    expect(await asks(bo)).toEqual([200, role, role])
  }
  expect(await asks(bo, newId())).toEqual([404, undefined, undefined])
  // A word that only a newer version knows gives no more than reading.
  await served.db
    .updateTable('document')
    .set({ visitors: 'admin' })
    .where('id', '=', fresh)
    .execute()
  const [status] = await new Talker(bo.browser, fresh).opens(newId(), newId())
  expect(status).toBe(403)
})

test('[SH2] only the owner says what visitors may; the same twice is once', async () => {
  expect(await bo.lets('write')).toEqual([403, 'forbidden'])
  expect(bo.sentence).toBe('Only who owns a document may say who may do what with it.')
  for (const role of ['own', 'suggest', '', null, 7, { role: 'read' }]) {
    const path = `/api/documents/${document}/visitors`
    expect(await ann.tries('PUT', path, { role })).toEqual([400, 'invalid-request'])
  }
  const stranger = new Talker(ann.browser, newId())
  expect(await stranger.lets('read')).toEqual([404, 'unknown-document'])
  const facts = () =>
    served.db.selectFrom('fact').selectAll().where('kind', '=', 'document.visitors').execute()
  const before = (await facts()).length
  await ann.lets('read')
  await ann.lets('read')
  const after = await facts()
  expect(after).toHaveLength(before + 1)
  expect(JSON.parse(after.at(-1)?.body ?? '')).toEqual({ role: 'read' })
  await ann.lets('write')
})

test('[TH6] in the trash a thread is deleted to who knew it, and unknown to who did not', async () => {
  const his = newId()
  await bo.replies(thread, his)
  await ann.browser.asks('PUT', `/api/documents/${document}/trash`)
  const gone = Object.fromEntries(VERBS.map((verb) => [verb, 410]))
  expect((await triesAll(bo, thread, his)).statuses).toEqual(gone)
  expect((await triesAll(ann, thread, his)).statuses).toEqual(gone)
  const dan = new Talker(new Browser(served), document)
  const unknown = Object.fromEntries(VERBS.map((verb) => [verb, 404]))
  expect((await triesAll(dan, thread, his)).statuses).toEqual(unknown)
  await ann.browser.asks('DELETE', `/api/documents/${document}/trash`)
  expect((await triesAll(bo, thread, his)).statuses).toMatchObject({ list: 200, reply: 201 })
})

test('[TH6] with a document its threads and facts are gone for ever', async () => {
  await ann.browser.asks('PUT', `/api/documents/${document}/trash`)
  expect((await ann.browser.asks('DELETE', `/api/documents/${document}`)).status).toBe(204)
  for (const table of ['fact', 'thread'] as const) {
    const rows = await served.db.selectFrom(table).select('document').execute()
    expect(rows.length, table).toBeGreaterThan(0)
    expect(
      rows.map((row) => row.document),
      table,
    ).not.toContain(document)
  }
  for (const table of ['comment', 'thread_turn'] as const) {
    const rows = await served.db.selectFrom(table).select('thread').execute()
    expect(
      rows.map((row) => row.thread),
      table,
    ).not.toContain(thread)
  }
})
