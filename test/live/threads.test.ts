import { afterEach, beforeEach, expect, test } from 'vitest'
import { seededRng } from '../../shared/kit/rng.ts'
import { threadFactOf } from '../../shared/threads/facts.ts'
import { applyFact, type Threads } from '../../shared/threads/record.ts'
import { Guest, until } from '../support/cast.ts'
import { StockPerson } from '../support/cast-stock.ts'
import { WirePerson } from '../support/cast-wire.ts'
import type { Fact } from '../support/network.ts'
import {
  type RunningServer,
  removeFolder,
  startServer,
  temporaryFolder,
} from '../support/server.ts'
import { factRows } from '../support/server-log.ts'
import { newId, Talker } from '../threads/server-play.ts'

const LONG = process.env.INTERLINE_LONG !== undefined
const KILLS = LONG ? 100 : 8
const SEED = LONG ? Math.floor(Math.random() * 1e9) : 20261122

let data: string
let server: RunningServer
let annGuest: Guest
let boGuest: Guest
let document: string
let ann: Talker
let bo: Talker

beforeEach(async () => {
  data = temporaryFolder()
  server = await startServer({ data })
  annGuest = await Guest.arrives('ann', server)
  boGuest = await Guest.arrives('bo', server)
  document = await annGuest.makesDocument()
  ann = new Talker(annGuest, document)
  bo = new Talker(boGuest, document)
})
afterEach(async () => {
  await server.stop()
  removeFolder(data)
})

const restarts = async (how: 'term' | 'kill9') => {
  await server[how]()
  server = await startServer({ data })
  for (const guest of [annGuest, boGuest]) guest.moves(server)
}
const enters = (guest: Guest, after = '') =>
  new WirePerson(guest, document, { query: `v=2${after && `&after=${after}`}` }).joins(server)
const told = (person: WirePerson) => person.facts.map(({ sequence }) => sequence)
const hears = (person: WirePerson, count: number) =>
  until(
    () => person.facts.length >= count,
    () => `${person.name} to hear ${count} facts, heard ${told(person)}`,
  )
const fold = (facts: readonly Fact[]) =>
  facts.reduce<Threads>((all, fact) => {
    const read = threadFactOf(fact as Parameters<typeof threadFactOf>[0])
    return read ? applyFact(all, read, document) : all
  }, new Map())

test('[LV19] a comment reaches who is there, who comes, and who was away, also by a restart', async () => {
  const [thread, first, reply] = [newId(), newId(), newId()]
  const there = await enters(boGuest)
  expect(await ann.opens(thread, first)).toEqual([201, 1])
  await hears(there, 1)
  const me = await (await annGuest.asks('GET', '/api/me')).json()
  expect(there.facts[0]).toMatchObject({
    ...{ sequence: 1, kind: 'thread.opened', person: me.person },
    ...{ by: { name: me.name, colour: me.colour }, body: { thread, comment: first } },
  })
  const log = there.hello?.logId
  await there.leaves()

  await ann.replies(thread, reply)
  const back = await enters(boGuest, `${log}:1`)
  await hears(back, 1)
  expect(told(back)).toEqual([2])
  await back.leaves()

  await restarts('kill9')
  await ann.edits(reply, newId())
  const again = await enters(boGuest, `${log}:2`)
  await hears(again, 1)
  expect(told(again)).toEqual([3])
  // Whoever speaks the version before hears the same; an unknown one is a stock client's.
  const older = await new WirePerson(boGuest, document, { query: 'v=1' }).joins(server)
  await hears(older, 3)
  const stock = await new WirePerson(boGuest, document, { query: 'v=0' }).joins(server)
  expect(stock.hello).toBeNull()
  const strangers = await Promise.all(
    ['', 'other:2', 'nonsense', `${log}:-1`].map((after) => enters(boGuest, after)),
  )
  for (const one of strangers) {
    await hears(one, 3)
    expect(told(one)).toEqual([1, 2, 3])
  }
  const { threads, logId } = await bo.list()
  expect(logId).toBe(log)
  expect([...fold(strangers[0]?.facts ?? []).values()]).toEqual(threads)
})

test('[LV21] [SH1] [SH2] visitors may less from one moment to the next, and more again', async () => {
  const thread = newId()
  await ann.opens(thread, newId())
  const owner = await enters(annGuest)
  const visitor = await enters(boGuest)
  const stock = await new StockPerson(await Guest.arrives('stock', server), document).joins(server)
  owner.types('Minutes ')
  await visitor.sees('Minutes ')
  expect([owner.hello?.role, visitor.hello?.role]).toEqual(['own', 'write'])

  const sent = performance.now()
  await ann.lets('comment')
  await visitor.isClosed(4503)
  expect(performance.now() - sent).toBeLessThan(2_000)
  expect(owner.closed).toBeNull()
  visitor.connects(server)
  await until(() => visitor.synced && visitor.facts.length === 1, 'bo to be back as a commenter')
  expect(visitor.hello?.role).toBe('comment')
  expect((await bo.replies(thread, newId()))[0]).toBe(201)
  await hears(visitor, 2)
  owner.types('of May ')
  await visitor.sees('of May ')
  // A stock client comes back by itself, and hears the text.
  await until(() => stock.text.includes('of May '), 'the stock client to be back')

  visitor.doc.getText('body').insert(0, 'mine ')
  visitor.sends(new Uint8Array([1, 2, 3]))
  expect(await visitor.isRefused('forbidden')).toMatchObject({ permanent: true })
  owner.types('are here')
  await visitor.sees('are here')
  expect(owner.text).not.toContain('mine')

  await ann.lets('read')
  await visitor.isClosed(4503)
  await ann.replies(thread, newId(), 'only for us')
  const reader = await enters2(boGuest)
  expect(reader.hello?.role).toBe('read')
  owner.types('!')
  await reader.sees('!')
  expect(reader.facts).toEqual([])
  await ann.lets('write')
  await reader.isClosed(4503)
  const writer = await enters(boGuest)
  await hears(writer, 3)
  writer.types(' yes')
  await writer.isReceipted()
  await owner.sees(' yes')
  stock.leaves()
})

test('[TH22] a burst of edits is one fact with who and when, told to nobody', async () => {
  const [owner, visitor] = [await enters(annGuest), await enters(boGuest)]
  const from = Date.now()
  for (const word of ['Minutes ', 'of ', 'May ']) {
    owner.types(word)
    await visitor.sees(word)
    visitor.types('and ')
    await owner.sees('and ')
  }
  await owner.isReceipted()
  const people = await Promise.all(
    [annGuest, boGuest].map(
      async (one) => (await (await one.asks('GET', '/api/me')).json()).person,
    ),
  )
  const changes = () => factRows(data, document).filter(({ kind }) => kind === 'document.changed')
  await until(() => changes().length > 0, 'the fact of the burst')
  const [fact] = changes()
  expect(fact?.body.people).toHaveLength(2)
  expect(new Set(fact?.body.people as string[])).toEqual(new Set(people))
  expect(fact?.body.from).toBeGreaterThanOrEqual(from)
  expect(fact?.at).toBeGreaterThanOrEqual(Number(fact?.body.from))
  await Promise.all([owner.leaves(), visitor.leaves()])
  const again = await enters(boGuest)
  await ann.opens(newId(), newId())
  await hears(again, 1)
  expect(again.facts.map(({ kind }) => kind)).toEqual(['thread.opened'])
  expect(changes()).toHaveLength(1)
})

/** A reader is asked for nothing, so is never "in step" in both directions. */
async function enters2(guest: Guest): Promise<WirePerson> {
  const person = new WirePerson(guest, document)
  person.connects(server)
  await until(() => person.synced, `${person.name} to be synced`)
  return person
}

test('[TH20] kill -9 between wishes loses no comment that was confirmed, and doubles none', async () => {
  const rng = seededRng(SEED)
  const confirmed = new Map<string, number>()
  /** Sent, and nobody knows what came of it: sent again until it is known, like an outbox does. */
  let open: { thread: string; comment: string }[] = []
  const thread = newId()
  expect((await ann.opens(thread, newId()))[0]).toBe(201)
  let resent = 0
  for (let kill = 0; kill < KILLS; kill++) {
    const waiting = open
    open = []
    for (const wish of waiting) {
      const [status, sequence] = await ann.replies(wish.thread, wish.comment)
      expect([200, 201]).toContain(status)
      resent += status === 200 ? 1 : 0
      confirmed.set(wish.comment, Number(sequence))
    }
    const enough = confirmed.size + 3 + Math.floor(rng() * 10)
    // Shot with an answer just heard, or with a wish just under way.
    const turns = Math.floor(rng() * 600) - 100
    let shot: Promise<void> | null = null
    const talks = async () => {
      while (!shot) {
        const comment = newId()
        const asked = ann.replies(thread, comment).catch(() => null)
        if (confirmed.size >= enough) {
          for (let turn = 0; turn < turns; turn++) await new Promise((next) => setImmediate(next))
          shot ??= server.kill9()
        }
        const answer = await asked
        if (answer?.[0] === 201) confirmed.set(comment, Number(answer[1]))
        else open.push({ thread, comment })
      }
    }
    await Promise.all([talks(), talks(), talks()])
    await shot
    await restarts('kill9')
    const { threads, sequence } = await bo.list()
    const there = threads[0]?.comments.map(({ id }) => id) ?? []
    expect(new Set(there).size).toBe(there.length)
    for (const comment of confirmed.keys()) expect(there, `kill ${kill}`).toContain(comment)
    expect(sequence).toBeGreaterThanOrEqual(Math.max(...confirmed.values()))
  }
  const auditor = await enters(boGuest)
  const { threads } = await bo.list()
  const count = threads[0]?.comments.length ?? 0
  await hears(auditor, count)
  expect([...fold(auditor.facts).values()]).toEqual(threads)
  const sequences = told(auditor)
  expect(sequences).toEqual([...sequences].sort((a, b) => a - b))
  for (const [comment, sequence] of confirmed) {
    const fact = auditor.facts.find((one) => one.sequence === sequence)
    expect(fact?.body.comment).toBe(comment)
  }
  console.log(
    `seed ${SEED}: ${KILLS} kills, ${confirmed.size} confirmed, ${resent} taken before the answer was lost, lost 0`,
  )
  expect(confirmed.size).toBeGreaterThan(KILLS * 3)
})
