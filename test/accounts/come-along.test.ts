import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, expect, test, vi } from 'vitest'
import { comeAlong } from '../../client/accounts/come-along.ts'
import { forget } from '../../client/accounts/forget.ts'
import { homesHere, keepHomes } from '../../client/accounts/homes-here.ts'
import {
  beginLeaving,
  endLeaving,
  isLeft,
  type Keep,
  whoLeaves,
} from '../../client/accounts/leaving.ts'
import { shelfOf } from '../../client/live/of-person.ts'
import { openDatabase } from '../../client/live/open-database.ts'
import { openShelf, type Place } from '../../client/live/shelf.ts'
import { createStores, writeUpdates } from '../../client/live/updates-store.ts'
import { outboxName } from '../../client/outbox/bring.ts'
import {
  createStores as createOutbox,
  EntryStore,
  waiting,
} from '../../client/outbox/entry-store.ts'
import { must } from '../../shared/kit/assert.ts'
import { realClock } from '../../shared/kit/clock.ts'

const [GUEST, HOME] = ['guest', 'home']

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
  vi.stubGlobal('localStorage', smallStore())
})

/** Like the browser's: what is kept stands among its own keys. */
function smallStore(): Keep {
  const kept = {
    getItem: (key: string) => values.get(key) ?? null,
    setItem(key: string, value: string) {
      values.set(key, value)
      Object.defineProperty(kept, key, { value, enumerable: true, configurable: true })
    },
    removeItem(key: string) {
      values.delete(key)
      Reflect.deleteProperty(kept, key)
    },
  }
  const values = new Map<string, string>()
  for (const name of Object.keys(kept)) Object.defineProperty(kept, name, { enumerable: false })
  return kept
}

/** A replica of that person on this device, with words that no receipt answers for, or none. */
async function writes(person: string, document: string, unsent: boolean): Promise<Place> {
  const name = `interline/${person}/${document}/1`
  const place = {
    person,
    document,
    name,
    belongs: { log: 'log', epoch: 1 },
    role: 'write',
  } as const
  const shelf = must(await openShelf(indexedDB, realClock), 'there is a shelf')
  await shelf.remember(place)
  shelf.close()
  const rows = must(await openDatabase(indexedDB, name, realClock, createStores), 'and a place')
  const marks = unsent ? new Map([['writer', { to: 1, done: 0, since: 1 }]]) : new Map()
  await writeUpdates(rows, [new Uint8Array([0, 0])], true, marks)
  rows.close()
  return place
}

async function wants(person: string, ...ids: string[]): Promise<void> {
  const store = await outbox(person)
  const intent = { lane: 'd', kind: 'thread.reply', method: 'POST', path: '/', body: null } as const
  await store.add(ids.map((id, at) => waiting({ ...intent, id, at })))
  store.close()
}

async function outbox(person: string): Promise<EntryStore> {
  const name = outboxName(person)
  const database = await openDatabase(indexedDB, name, realClock, createOutbox)
  return new EntryStore(must(database, 'there is an outbox'))
}

async function wanted(person: string): Promise<string[]> {
  const store = await outbox(person)
  const rows = must(await store.open(), 'it can be read')
  store.close()
  return rows.map(({ intent }) => intent.id)
}

const placesOf = async (person: string) =>
  (await shelfOf(indexedDB, realClock, person))?.places.map(({ document, name }) => [
    document,
    name,
  ])

test('[CA3] replicas, intents in their order and drafts come along', async () => {
  const plan = await writes(GUEST, 'plan', true)
  await writes(HOME, 'other', false)
  await wants(HOME, 'first')
  await wants(GUEST, 'second', 'third')
  localStorage.setItem(`interline.drafts.${GUEST}.plan`, '{"new":1}')
  await comeAlong(GUEST, HOME)
  expect(await placesOf(GUEST)).toEqual([])
  expect(await placesOf(HOME)).toContainEqual(['plan', plan.name])
  expect(await wanted(HOME)).toEqual(['first', 'second', 'third'])
  expect(await wanted(GUEST)).toEqual([])
  expect(localStorage.getItem(`interline.drafts.${HOME}.plan`)).toBe('{"new":1}')
})

test('[CA3] of a document that both have the person’s stays; the guest’s unsent words are kept', async () => {
  const mine = await writes(HOME, 'plan', false)
  const theirs = await writes(GUEST, 'plan', true)
  await writes(GUEST, 'read', false)
  const read = await writes(HOME, 'read', false)
  await comeAlong(GUEST, HOME)
  expect(await placesOf(HOME)).toEqual([
    ['plan', mine.name],
    ['read', read.name],
  ])
  const kept = (await shelfOf(indexedDB, realClock, HOME))?.kept
  expect(kept?.map(({ name, document }) => [name, document])).toEqual([[theirs.name, 'plan']])
})

test('[CA6] nothing of whoever left is there after the next start, and all of others is', async () => {
  await writes(HOME, 'plan', true)
  await writes(GUEST, 'came along', false)
  await writes(GUEST, 'plan', false)
  await wants(GUEST, 'another wish')
  await comeAlong(GUEST, HOME)
  await wants(HOME, 'wish')
  const stays = await writes('another', 'plan', true)
  keepHomes(localStorage, { home: HOME, of: 'ann', each: { ann: HOME, bo: 'another' } })
  const keys = ['interline.me', 'interline.titles', 'interline.library.ann', 'interline.theme']
  for (const key of [...keys, `interline.drafts.${HOME}.plan`]) localStorage.setItem(key, '{}')
  localStorage.setItem('interline.drafts.another.plan', '{}')
  beginLeaving(localStorage, { home: HOME, person: 'ann' })
  expect(isLeft(localStorage)).toBe(true)
  await forget(localStorage)
  expect(isLeft(localStorage)).toBe(false)
  const names = (await indexedDB.databases()).map(({ name }) => name)
  expect(names.sort()).toEqual([stays.name, 'interline/shelf'].sort())
  expect(await placesOf(HOME)).toEqual([])
  expect(await placesOf('another')).toEqual([['plan', stays.name]])
  expect(Object.keys(localStorage).sort()).toEqual([
    ...['interline.drafts.another.plan', 'interline.homes', 'interline.theme'],
  ])
  expect(homesHere(localStorage)).toEqual({ home: null, of: null, each: { bo: 'another' } })
})

test('[CA6] [CA7] a tab that forgets late takes what came late, and nothing of whoever is there by then', async () => {
  const HERS = 'her-home'
  beginLeaving(localStorage, { home: HERS, person: 'ann' })
  await forget(localStorage)
  // The first tab has begun anew; the second one had still something open.
  await writes(HERS, 'plan', true)
  await wants(GUEST, 'wish')
  keepHomes(localStorage, { home: GUEST, of: null, each: {} })
  localStorage.setItem('interline.me', JSON.stringify({ person: GUEST }))
  localStorage.setItem('interline.named', GUEST)
  const before = Object.keys(localStorage).sort()
  beginLeaving(localStorage, { home: HERS, person: 'ann' })
  await forget(localStorage)
  expect(await placesOf(HERS)).toEqual([])
  const names = (await indexedDB.databases()).map(({ name }) => name)
  expect(names.sort()).toEqual([outboxName(GUEST), 'interline/shelf'].sort())
  expect(homesHere(localStorage).home).toBe(GUEST)
  expect(Object.keys(localStorage).sort()).toEqual(before)
})

test('[CA6] what a second tab says while the first one forgets is not taken back by it', () => {
  beginLeaving(localStorage, { home: HOME, person: 'ann' })
  const first = whoLeaves(localStorage)
  beginLeaving(localStorage, { home: HOME, person: 'ann' })
  endLeaving(localStorage, first)
  expect(isLeft(localStorage)).toBe(true)
  endLeaving(localStorage)
  expect(isLeft(localStorage)).toBe(false)
})
