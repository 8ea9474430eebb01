import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { LIMITS } from '../../server/live/limits.ts'
import { bodyOf } from '../../shared/threads/body.ts'
import { Browser, Served } from '../documents/served.ts'
import { HandClock } from '../replica/hand-clock.ts'
import { type Answer, newId, Talker, WHOLE, wordsOf } from './server-play.ts'

let clock: HandClock
let served: Served
let document: string
let ann: Talker
let bo: Talker
let thread: string
let first: string

/** Ann's document, in which she asked "why?"; bo has the address. */
beforeEach(async () => {
  clock = new HandClock()
  served = await Served.opens(clock)
  const browser = new Browser(served)
  document = (await browser.makes()).id
  ann = new Talker(browser, document)
  bo = new Talker(new Browser(served), document)
  thread = newId()
  first = newId()
  expect(await ann.opens(thread, first)).toEqual([201, 1])
})
afterEach(() => served.closes())

test('[TH5] a thread lives: opened, answered, edited, resolved, reopened, deleted', async () => {
  const [reply, edit, resolution, reopening] = [newId(), newId(), newId(), newId()]
  clock.advance(1_000)
  expect(await bo.replies(thread, reply)).toEqual([201, 2])
  clock.advance(1_000)
  expect(await bo.edits(reply, edit, 'because of you')).toEqual([201, 3])
  expect(await ann.resolves(thread, resolution, ' settled ')).toEqual([201, 4])
  const me = async (one: Talker) => {
    const { person, name, colour } = await (one.browser as Browser).me()
    return { person, by: { name, colour } }
  }
  const at = clock.now()
  const resolved = await ann.list()
  expect(resolved).toEqual({
    ...{ logId: 'log', sequence: 4 },
    threads: [
      {
        ...{ id: thread, document, anchor: WHOLE, revision: 0, openedAt: at - 2_000 },
        comments: [
          { id: first, ...(await me(ann)), at: at - 2_000, body: bodyOf('why?'), edits: [] },
          {
            ...{ id: reply, ...(await me(bo)), at: at - 1_000, body: bodyOf('because of you') },
            edits: [{ id: edit, at, body: bodyOf('because') }],
          },
        ],
        resolution: { id: resolution, ...(await me(ann)), at, reason: 'settled' },
        turns: [resolution],
      },
    ],
  })
  expect(await bo.reopens(thread, reopening)).toEqual([201, 5])
  expect(await bo.discards(reply)).toEqual([201, 6])
  const after = await bo.list()
  expect(after.sequence).toBe(6)
  expect(after.threads[0]).toMatchObject({ resolution: null, turns: [resolution, reopening] })
  expect(after.threads[0]?.comments[1]).toMatchObject({ id: reply, body: null, edits: [] })
})

test('[TH4] every wish may be sent twice: the same answer, and nothing happens again', async () => {
  const [reply, edit, resolution, reopening] = [newId(), newId(), newId(), newId()]
  const wishes = [
    () => ann.opens(thread, first),
    () => bo.replies(thread, reply),
    () => bo.edits(reply, edit),
    () => ann.resolves(thread, resolution),
    () => bo.reopens(thread, reopening),
    () => ann.moves(thread, 0, WHOLE),
    () => bo.discards(reply),
  ]
  const answers: Answer[] = [[200, 1]]
  for (const wish of wishes.slice(1)) answers.push(await wish())
  expect(answers.slice(1)).toEqual([2, 3, 4, 5, 6, 7].map((sequence) => [201, sequence]))
  const before = await ann.list()
  clock.advance(60_000)
  // All of them again, as after a restored page; and at once, as from two tabs.
  for (const [index, wish] of wishes.entries()) expect(await wish()).toEqual([200, index + 1])
  const again = await Promise.all([...wishes, ...wishes].map((wish) => wish()))
  expect(again).toEqual([...wishes, ...wishes].map((_, index) => [200, (index % 7) + 1]))
  // Other words under the same id are not taken.
  expect(await ann.opens(thread, first, { text: 'what?' })).toEqual([200, 1])
  expect(await ann.list()).toEqual(before)
  const [id, comment] = [newId(), newId()]
  const twice = await Promise.all([ann.opens(id, comment), ann.opens(id, comment)])
  expect(twice.sort()).toEqual([
    [200, 8],
    [201, 8],
  ])
})

test('[TH4] the id of somebody else, or of something else, is taken for nothing', async () => {
  const reply = newId()
  await bo.replies(thread, reply)
  const other = newId()
  await ann.opens(other, newId())
  const before = await ann.list()
  const unknown = [404, 'unknown-thread']
  expect(await bo.opens(thread, newId())).toEqual(unknown)
  expect(await bo.opens(newId(), first)).toEqual(unknown)
  expect(await ann.opens(newId(), first)).toEqual(unknown)
  expect(await ann.opens(thread, newId())).toEqual(unknown)
  const elsewhere = (await (ann.browser as Browser).makes()).id
  expect(await ann.opens(thread, first, { document: elsewhere })).toEqual(unknown)
  expect(await ann.replies(thread, reply)).toEqual(unknown)
  expect(await bo.replies(other, reply)).toEqual(unknown)
  expect(await bo.replies(thread, first)).toEqual(unknown)
  expect(await ann.replies(thread, first)).toEqual(unknown)
  const resolution = newId()
  await ann.resolves(thread, resolution)
  expect(await bo.resolves(thread, resolution)).toEqual(unknown)
  expect(await ann.resolves(other, resolution)).toEqual(unknown)
  expect(await ann.reopens(thread, resolution)).toEqual(unknown)
  expect(await ann.edits(first, resolution)).toEqual(unknown)
  expect((await ann.list()).threads.map(({ comments }) => comments.length)).toEqual([2, 1])
  expect(wordsOf((await ann.list()).threads)).toEqual(wordsOf(before.threads))
})

test('[TH4] out of order: a reply before its thread is refused, and taken when it is there', async () => {
  const [late, comment, reply] = [newId(), newId(), newId()]
  expect(await bo.replies(late, reply)).toEqual([404, 'unknown-thread'])
  expect(bo.sentence).toBe('There is no such thread or comment.')
  expect(await bo.edits(comment, newId())).toEqual([404, 'unknown-thread'])
  expect(await bo.resolves(late, newId())).toEqual([404, 'unknown-thread'])
  expect(await ann.opens(late, comment)).toEqual([201, 2])
  expect(await bo.replies(late, reply)).toEqual([201, 3])
})

test('[TH6] only whoever wrote a comment edits or deletes it', async () => {
  expect(await bo.edits(first, newId(), 'I meant nothing')).toEqual([403, 'forbidden'])
  expect(bo.sentence).toBe('Only who wrote a comment may change it.')
  expect(await bo.discards(first)).toEqual([403, 'forbidden'])
  expect((await bo.list()).threads[0]?.comments[0]?.body).toEqual(bodyOf('why?'))
})

test('[TH7] whoever resolves later stands, with their reason', async () => {
  await ann.resolves(thread, newId(), 'done')
  const second = newId()
  await bo.resolves(thread, second, null)
  const found = (await ann.list()).threads[0]
  expect(found?.resolution).toMatchObject({ id: second, reason: null })
  expect(found?.turns).toHaveLength(2)
  const reads = async () => (await ann.list()).threads[0]?.resolution?.reason
  for (const blank of ['', '  ', '\u0001', '\u0001 \u0002']) {
    expect((await ann.resolves(thread, newId(), blank))[0]).toBe(201)
    expect(await reads()).toBeNull()
  }
  await ann.resolves(thread, newId(), ' because\u0001it is so ')
  expect(await reads()).toBe('because it is so')
  for (const reason of ['x'.repeat(501), 7, undefined]) {
    const path = `/api/threads/${thread}/resolution`
    expect(await ann.tries('PUT', path, { id: newId(), reason })).toEqual([400, 'invalid-request'])
    expect(ann.sentence).toBe('A reason has at most 500 letters.')
  }
})

test('[TH8] deleted words are nowhere any more: not in rows, not in facts, not in the file', async () => {
  const [reply, secret] = [newId(), 'xylophone']
  await bo.replies(thread, reply, `${secret} one`)
  await bo.edits(reply, newId(), `${secret} two`)
  await bo.edits(reply, newId(), `${secret} three`)
  expect(inTheFile(secret)).toBe(true)
  await bo.discards(reply)
  const facts = await served.db.selectFrom('fact').select(['kind', 'body']).execute()
  expect(facts.map(({ kind }) => kind)).toContain('comment.edited')
  expect(JSON.stringify(facts)).not.toContain(secret)
  expect(JSON.stringify(await ann.list())).not.toContain(secret)
  expect(inTheFile(secret)).toBe(false)
  // What others said stays.
  expect(JSON.stringify(facts)).toContain('why?')
  expect(await bo.edits(reply, newId(), 'again')).toEqual([410, 'discarded'])
  expect(bo.sentence).toBe('This comment was deleted.')
  expect(await ann.replies(thread, newId(), 'still here')).toEqual([201, 6])
})

test('[TH9] an anchor moves from the revision that its mover saw, or not at all', async () => {
  const quote = { exact: 'a', prefix: '', suffix: '' }
  const block = (clock: number) => ({ kind: 'block' as const, block: `7:${clock}`, quote })
  expect(await ann.moves(thread, 0, block(1))).toEqual([201, 2])
  expect(await ann.moves(thread, 0, block(1))).toEqual([200, 2])
  expect(await ann.moves(thread, 0, block(2))).toEqual([409, 'stale'])
  expect(await bo.moves(thread, 0, block(1))).toEqual([409, 'stale'])
  expect(await bo.moves(thread, 7, block(3))).toEqual([409, 'stale'])
  expect(await bo.moves(thread, -1, block(3))).toEqual([409, 'stale'])
  expect(await bo.moves(thread, 1, block(4))).toEqual([201, 3])
  // An answer that was lost is given again, whatever happened since.
  expect(await ann.moves(thread, 0, block(1))).toEqual([200, 2])
  expect((await ann.list()).threads[0]).toMatchObject({ revision: 2, anchor: block(4) })
  const races = await Promise.all([ann.moves(thread, 2, block(5)), bo.moves(thread, 2, block(6))])
  expect(races.map(([status]) => status).sort()).toEqual([201, 409])
})

test('[TH3] what is no comment is refused with a sentence, and nothing of it is there', async () => {
  const before = await ann.list()
  const path = () => `/api/documents/${document}/threads/${newId()}`
  const said = (body: unknown, rest = {}) => ({ anchor: WHOLE, comment: newId(), body, ...rest })
  const refused: [unknown, number, string][] = [
    [said(bodyOf(' \n ')), 400, 'A comment needs a word.'],
    [said(bodyOf('x'.repeat(10_001))), 400, 'A comment has at most 10,000 letters.'],
    [said(bodyOf('x'.repeat(100_000))), 413, 'This is more than the server takes at once.'],
    [said('words'), 400, 'A comment is a document of paragraphs.'],
    [said(undefined), 400, 'A comment is a document of paragraphs.'],
    [said(bodyOf('a'), { comment: 'x' }), 400, 'An id is a UUID.'],
    [said(bodyOf('a'), { anchor: { kind: 'region' } }), 400, ANCHOR],
    [said(bodyOf('a'), { anchor: { kind: 'block', block: 'x' } }), 400, ANCHOR],
    [said(bodyOf('a'), { anchor: null }), 400, ANCHOR],
    [null, 400, 'The request has the wrong shape.'],
    [[], 400, 'The request has the wrong shape.'],
  ]
  for (const [body, status, sentence] of refused) {
    const [got] = await ann.tries('PUT', path(), body)
    expect([got, ann.sentence], JSON.stringify(body)?.slice(0, 80)).toEqual([status, sentence])
  }
  const depth = 30_000
  const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`
  const answer = await served.request(path(), {
    ...{ method: 'PUT', body: `{"anchor":{"kind":"document"},"body":${deep}}` },
    headers: { host: 'localhost:3000', cookie: (ann.browser as Browser).cookie },
  })
  expect(answer.status).toBe(400)
  expect(await ann.list()).toEqual(before)
})

test('[TH3] whatever JSON comes, on whatever route: a refusal or a row, never an error', async () => {
  const known = [thread, thread, first, first, newId(), 'x', '..%2f']
  const routes = (a: string, b: string): [method: string, path: string][] => [
    ['PUT', `/api/documents/${document}/threads/${a}`],
    ['PUT', `/api/documents/${a}/threads/${b}`],
    ['PUT', `/api/threads/${a}/comments/${b}`],
    ['PUT', `/api/threads/${a}/resolution`],
    ['DELETE', `/api/threads/${a}/resolution`],
    ['PUT', `/api/threads/${a}/anchor`],
    ['PUT', `/api/comments/${a}/edits/${b}`],
    ['PUT', `/api/documents/${document}/visitors`],
    ['GET', `/api/documents/${a}/threads`],
  ]
  const some = fc.jsonValue()
  const fields = {
    ...{ anchor: fc.oneof(fc.constant(WHOLE), some), comment: fc.oneof(fc.uuid(), some) },
    ...{ body: fc.oneof(fc.constant(bodyOf('x')), some), id: fc.oneof(fc.uuid(), some) },
    ...{ reason: fc.oneof(fc.constant(null), some), revision: fc.oneof(fc.nat(2), some) },
    role: some,
  }
  const valid = { anchor: fc.constant(WHOLE), comment: fc.uuid(), body: fc.constant(bodyOf('x')) }
  const right = fc.record({ ...fields, ...valid, id: fc.uuid(), reason: fc.constant(null) })
  const said = fc.oneof(right, right, fc.record(fields, { requiredKeys: [] }), some)
  const ids = fc.constantFrom(...known)
  const second = fc.oneof(fc.uuid(), ids)
  const statuses: Record<number, number> = {}
  const asks = async (a: string, b: string, which: number, value: unknown) => {
    clock.advance(1_000)
    const [method, path] = routes(a, b)[which] ?? ['', '']
    const { status } = await ann.browser.asks(method, path, method === 'GET' ? undefined : value)
    statuses[status] = (statuses[status] ?? 0) + 1
    expect([200, 201, 400, 403, 404, 409, 410, 413]).toContain(status)
  }
  const seed = 20261122
  const wishes = fc.asyncProperty(ids, second, fc.nat(8), said, asks)
  await fc.assert(wishes, { numRuns: 250, seed })
  console.log(`seed ${seed}: ${JSON.stringify(statuses)}`)
  for (const status of [201, 400, 404]) expect(statuses[status], `${status}`).toBeGreaterThan(20)
})

test('[TH2] a scripted comment is words, in the list and in its fact', async () => {
  const attacks = JSON.parse(`{"type":"doc","__proto__":{"polluted":1},"content":[
    {"type":"paragraph","onclick":"alert(1)","content":[
      {"type":"text","text":"<script>alert(1)</script>","marks":[
        {"type":"link","attrs":{"href":"javascript:alert(1)","__proto__":{"x":1}}},
        {"type":"bold","attrs":{"style":"x"}},{"type":"iframe"}]},
      {"type":"image","attrs":{"src":"x","onerror":"alert(1)"}},
      {"type":"mention","attrs":{"id":{"a":1},"label":"x"}}]},
    {"type":"html","content":[{"type":"text","text":"raw"}]}]}`)
  const [id, comment] = [newId(), newId()]
  const path = `/api/documents/${document}/threads/${id}`
  expect(await ann.tries('PUT', path, { anchor: WHOLE, comment, body: attacks })).toEqual([201, 2])
  const clean = {
    type: 'doc',
    content: [
      {
        type: 'paragraph',
        content: [{ type: 'text', text: '<script>alert(1)</script>', marks: [{ type: 'bold' }] }],
      },
    ],
  }
  const found = (await ann.list()).threads.find((one) => one.id === id)
  expect(found?.comments[0]?.body).toEqual(clean)
  const fact = await served.db.selectFrom('fact').select('body').where('intent', '=', id).execute()
  expect(JSON.parse(fact[0]?.body ?? '{}').body).toEqual(clean)
  expect(({} as { polluted?: number }).polluted).toBeUndefined()
})

test('[TH1] an anchor that points nowhere or into another document is kept as it is', async () => {
  const anchor = {
    kind: 'block' as const,
    block: '999999:999999',
    quote: { exact: '', prefix: '', suffix: '' },
  }
  const id = newId()
  expect(await ann.opens(id, newId(), { anchor })).toEqual([201, 2])
  expect((await ann.list()).threads.find((one) => one.id === id)?.anchor).toEqual(anchor)
})

test('[TH5] what one person said is theirs whatever a request claims', async () => {
  const id = newId()
  const path = `/api/documents/${document}/threads/${id}`
  const forged = { person: 'ann', at: 1, by: { name: 'Ann' }, thread, document: newId() }
  await bo.tries('PUT', path, { anchor: WHOLE, comment: newId(), body: bodyOf('x'), ...forged })
  const comment = (await ann.list()).threads.find((one) => one.id === id)?.comments[0]
  const me = await (bo.browser as Browser).me()
  expect(comment).toMatchObject({ person: me.person, at: clock.now(), by: { name: me.name } })
})

test('[TH13] more than 600 requests of one person in a minute wait for the next one', async () => {
  await bo.replies(thread, newId())
  const asks = () => (bo.browser as Browser).asks('GET', '/api/me')
  const tries = await Promise.all(Array.from({ length: 640 }, asks))
  const refused = tries.filter(({ status }) => status === 429)
  expect(refused.length).toBeGreaterThanOrEqual(35)
  expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await bo.replies(thread, newId())).toEqual([429, 'too-many'])
  expect(await ann.replies(thread, newId())).toEqual([201, 3])
  clock.advance(60_000)
  expect(await bo.replies(thread, newId())).toEqual([201, 4])
})

test('[TH14] a list that is too long for one answer is refused, and its facts are still told', async () => {
  const half = sql`'"' || hex(zeroblob(9000000)) || '"'`
  const path = `/api/documents/${document}/threads`
  await sql`update comment set body = ${half}`.execute(served.db)
  expect((await ann.browser.asks('GET', path)).status).toBe(200)
  await ann.edits(first, newId())
  await sql`update comment set body = ${half}`.execute(served.db)
  expect(await ann.tries('GET', path)).toEqual([413, 'too-large'])
  expect(ann.sentence).toContain('over the document’s socket')
  expect((await bo.replies(thread, newId()))[0]).toBe(201)
})

test('[TH13] who brings no cookie is a new person each time, yet always of one address', async () => {
  const small = await Served.opens(clock, { ...LIMITS, requestsPerAddress: 5 })
  const asks = async (headers = {}, incoming?: unknown) => {
    const init = { headers: { host: 'localhost:3000', ...headers } }
    const env = { incoming: { headers, socket: { remoteAddress: incoming } } }
    return (await small.request('/api/me', init, env)).status
  }
  const people = () => small.db.selectFrom('guest').select('id').execute()
  for (let n = 0; n < 5; n++) expect(await asks({}, '10.0.0.1')).toBe(200)
  expect(await people()).toHaveLength(5)
  expect(await asks({}, '10.0.0.1')).toBe(429)
  // Nobody trusts what a stranger says of themselves.
  expect(await asks({ 'x-forwarded-for': '10.0.0.9' }, '10.0.0.1')).toBe(429)
  expect(await asks({}, '10.0.0.2')).toBe(200)
  expect(await people()).toHaveLength(6)
  clock.advance(60_000)
  expect(await asks({}, '10.0.0.1')).toBe(200)
  await small.closes()
})

function inTheFile(words: string): boolean {
  return ['interline.sqlite', 'interline.sqlite-wal'].some((file) =>
    readFileSync(join(served.folder, file)).includes(words),
  )
}

const ANCHOR = 'The place that the comment points to has the wrong shape.'
