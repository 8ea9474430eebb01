import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Facts } from '../../server/facts/facts.ts'
import { seededRng } from '../../shared/kit/rng.ts'
import { threadFactOf } from '../../shared/threads/facts.ts'
import { applyFact, type Thread, type Threads } from '../../shared/threads/record.ts'
import { type Fact, factSchema } from '../../shared/wire/fact.ts'
import { Browser, Served } from '../documents/served.ts'
import { HandClock } from '../replica/hand-clock.ts'
import { newId, Talker, WHOLE } from './server-play.ts'

let clock: HandClock
let served: Served
let document: string
let people: Talker[]

beforeEach(async () => {
  clock = new HandClock()
  served = await Served.opens(clock)
  const browser = new Browser(served)
  document = (await browser.makes()).id
  people = [browser, new Browser(served), new Browser(served)].map(
    (one) => new Talker(one, document),
  )
  for (const { browser } of people) await browser.asks('GET', '/api/me')
})
afterEach(() => served.closes())

const factsAfter = async (after: number): Promise<Fact[]> => {
  const facts = new Facts(served.db, [])
  const found = await facts.after(document, ['thread.', 'comment.'], { after, count: 10_000 })
  return found.map(({ sequence, json }) => {
    const fact = factSchema.parse(JSON.parse(json))
    expect(fact.sequence).toBe(sequence)
    return fact
  })
}

const fold = (threads: Threads, facts: readonly Fact[]) =>
  facts.reduce((all, fact) => {
    const read = threadFactOf(fact)
    if (!read) throw new Error(`no fact of a thread: ${JSON.stringify(fact)}`)
    return applyFact(all, read, document)
  }, threads)

for (const seed of [1, 2, 3]) {
  test(`[TH21] the rows are what the facts fold to, told live or from the beginning (seed ${seed})`, async () => {
    const rng = seededRng(seed)
    const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(rng() * from.length)]
    const threads: string[] = []
    const comments: { id: string; author: Talker }[] = []
    const done: Record<string, number> = {}
    let live: Threads = new Map()
    let last = 0
    const act = async (who: Talker, what: number) => {
      const thread = pick(threads) ?? newId()
      const comment = pick(comments) ?? { id: newId(), author: who }
      // Mostly one's own, since nobody else may.
      const owner = rng() < 0.8 ? comment.author : who
      if (what < 2) {
        const ids = [newId(), newId()] as const
        threads.push(ids[0])
        comments.push({ id: ids[1], author: who })
        return ['open', await who.opens(...ids)] as const
      }
      if (what < 5) {
        const id = newId()
        comments.push({ id, author: who })
        return ['reply', await who.replies(thread, id)] as const
      }
      if (what < 7) return ['edit', await owner.edits(comment.id, newId(), `at ${what}`)] as const
      if (what < 8) return ['discard', await owner.discards(comment.id)] as const
      if (what < 9) return ['resolve', await who.resolves(thread, newId(), 'so')] as const
      if (what < 10) return ['reopen', await who.reopens(thread, newId())] as const
      return ['move', await who.moves(thread, Math.floor(rng() * 2), WHOLE)] as const
    }
    for (let step = 0; step < 120; step++) {
      clock.advance(Math.floor(rng() * 2_000))
      const who = pick(people) ?? people[0]
      if (!who) throw new Error('nobody is here')
      const [verb, [status]] = await act(who, Math.floor(rng() * 13))
      if (status === 201) done[verb] = (done[verb] ?? 0) + 1
      if (rng() < 0.5) continue
      const news = await factsAfter(last)
      live = fold(live, news)
      last = news.at(-1)?.sequence ?? last
    }
    live = fold(live, await factsAfter(last))
    const { threads: rows, sequence } = await (people[0] as Talker).list()
    const all = await factsAfter(0)
    expect(all.at(-1)?.sequence).toBe(sequence)
    const byId = (list: Iterable<Thread>) => [...list].sort((a, b) => a.id.localeCompare(b.id))
    expect(byId(rows)).toEqual(byId(live.values()))
    expect(byId(rows)).toEqual(byId(fold(new Map(), all).values()))
    expect(fold(live, all)).toBe(live)
    console.log(`seed ${seed}: ${JSON.stringify(done)}, ${all.length} facts`)
    expect(Object.keys(done).sort()).toEqual(VERBS)
  })
}

const VERBS = ['discard', 'edit', 'move', 'open', 'reopen', 'reply', 'resolve']

test('[TH12] on a full disk a wish is refused whole, and taken once there is room again', async () => {
  const [ann] = people as [Talker]
  const [thread, first] = [newId(), newId()]
  await ann.opens(thread, first, { text: 'long '.repeat(2_000) })
  const limit = async (pages: number) => {
    await sql.raw(`pragma max_page_count = ${pages}`).execute(served.db)
  }
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(served.db)
  await limit(rows[0]?.page_count ?? 0)
  const counts = async () =>
    Promise.all(
      (['fact', 'thread', 'comment', 'comment_edit', 'thread_turn'] as const).map(async (table) => {
        const row = await served.db
          .selectFrom(table)
          .select((is) => is.fn.countAll<number>().as('count'))
          .executeTakeFirst()
        return row?.count
      }),
    )
  let taken = 0
  let refused: { id: string; text: string } | null = null
  while (!refused) {
    const wish = { id: newId(), text: `${taken} ${'x'.repeat(3_000)}` }
    const before = await counts()
    const [status, outcome] = await ann.replies(thread, wish.id, wish.text)
    if (status === 201) {
      taken++
      continue
    }
    expect([status, outcome]).toEqual([507, 'storage-full'])
    expect(ann.sentence).toBe('The server has no room left to save this.')
    expect(await counts()).toEqual(before)
    refused = wish
  }
  // Every verb, again and again: all or nothing.
  const other = { anchor: WHOLE, text: 'y'.repeat(9_000) }
  for (let turn = 0; turn < 5; turn++) {
    const before = await counts()
    expect(await ann.opens(newId(), newId(), other)).toEqual([507, 'storage-full'])
    expect(await ann.edits(first, newId(), 'z'.repeat(9_000))).toEqual([507, 'storage-full'])
    expect(await counts()).toEqual(before)
  }
  // A short fact may find room where the long words that it replaces do not.
  for (let turn = 0; turn < 5; turn++) {
    const before = await counts()
    expect(await ann.edits(first, newId(), 'short')).toEqual([507, 'storage-full'])
    expect(await counts()).toEqual(before)
  }
  expect((await ann.list()).threads[0]?.comments).toHaveLength(1 + taken)
  await limit(1_000_000)
  expect((await ann.replies(thread, refused.id, refused.text))[0]).toBe(201)
  const { threads, sequence } = await ann.list()
  expect(threads[0]?.comments.at(-1)?.id).toBe(refused.id)
  expect((await factsAfter(0)).at(-1)?.sequence).toBe(sequence)
  const folded = fold(new Map(), await factsAfter(0))
  expect([...folded.values()]).toEqual(threads)
})

test('[TH20] nobody is told of what did not come to be', async () => {
  const told: string[] = []
  const facts = new Facts(served.db, [(_document, { kind }) => told.push(kind)])
  const fact = { document, kind: 'thread.test', person: null, at: 1, body: {} }
  await expect(
    facts.commit(async (trx) => {
      await facts.append(trx, { ...fact, intent: 'a' })
      await facts.append(trx, { ...fact, intent: 'a' })
    }),
  ).rejects.toThrow()
  expect(told).toEqual([])
  expect(await factsAfter(0)).toEqual([])
  await Promise.all(
    ['b', 'c', 'd'].map((intent) => facts.record({ ...fact, kind: `thread.${intent}`, intent })),
  )
  expect(told).toEqual((await factsAfter(0)).map(({ kind }) => kind))
  expect(told).toHaveLength(3)
})
