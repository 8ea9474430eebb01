import { afterEach, expect, test, vi } from 'vitest'
import { Account } from '../../client/accounts/account.ts'
import { NO_HOMES } from '../../client/accounts/homes.ts'
import { keepHomes } from '../../client/accounts/homes-here.ts'
import {
  beginLeaving,
  followOtherTabs,
  isLeft,
  leave,
  whoLeaves,
} from '../../client/accounts/leaving.ts'

const ANN = { person: 'ann', name: 'Ann', colour: 'c1', secure: true }
const ANOTHER = { ...ANN, person: 'another', name: 'Swift Beaver' }

function browser() {
  const kept = new Map<string, string>()
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
}

const serverSays = (me: object | null) =>
  vi.stubGlobal(
    'fetch',
    async () => new Response(me && JSON.stringify(me), { status: me ? 200 : 503 }),
  )

afterEach(() => vi.unstubAllGlobals())

test('a browser that lost its cookie is somebody else, and keeps its replicas where they were', async () => {
  const storage = browser()
  serverSays(ANN)
  await new Account(storage).meet()
  serverSays(ANOTHER)
  const again = new Account(storage)
  expect(again.me.value?.person).toBe('ann')
  await again.meet()
  expect(again.me.value?.person).toBe('another')
  expect(again.home.value).toBe('ann')
  expect(new Account(storage).home.value).toBe('ann')
})

test('[CA2] [CA4] a session that ended is said, and its words wait where only its person finds them', async () => {
  const storage = browser()
  const person = { ...ANN, kind: 'person' }
  serverSays(person)
  const account = new Account(storage)
  await account.meet()
  expect([account.home.value, account.isPerson.value]).toEqual(['ann', true])
  serverSays(ANOTHER)
  await account.meet()
  expect([account.hasEnded.value, account.home.value]).toEqual([true, 'another'])
  expect([...account.otherHomes.value]).toEqual(['ann'])
  expect(new Account(storage).hasEnded.value).toBe(false)
  serverSays(person)
  await account.meet()
  expect([account.hasEnded.value, account.home.value]).toEqual([false, 'ann'])
})

test('whom nobody knows yet, and nobody answers, is a stranger without a home', async () => {
  serverSays(null)
  const account = new Account(browser())
  await account.meet()
  expect(account.isStranger.value).toBe(true)
  expect(account.home.value).toBeNull()
})

test('nothing is sent for me before the server said who I am, and one question is enough', async () => {
  let asked = 0
  let isThere = false
  vi.stubGlobal('fetch', async () => {
    asked += 1
    return isThere ? new Response(JSON.stringify(ANN)) : new Response(null, { status: 503 })
  })
  const account = new Account(browser())
  expect(await Promise.all([account.hasMet(), account.hasMet()])).toEqual([false, false])
  expect(asked).toBe(1)
  isThere = true
  expect(await account.hasMet()).toBe(true)
  expect(await account.hasMet()).toBe(true)
  expect(asked).toBe(2)
})

/** Another tab of the same browser: what it hears of the first one, and where it goes then. */
function beside(account: Account, storage: ReturnType<typeof browser>) {
  type Listener = (change: { key: string; newValue: string | null }) => void
  const went: string[] = []
  const heard: Listener[] = []
  vi.stubGlobal('location', { replace: (to: string) => went.push(to) })
  vi.stubGlobal('addEventListener', (_: string, listener: Listener) => heard.push(listener))
  followOtherTabs(account, storage)
  const tell: Listener = (change) => {
    for (const listener of heard) listener(change)
  }
  return { went, tell }
}

test('[CA7] other tabs come along when one signs in, and leave with it', async () => {
  const storage = browser()
  serverSays(ANN)
  const account = new Account(storage)
  await account.meet()
  const { went, tell } = beside(account, storage)
  const tells = (key: string) => tell({ key, newValue: storage.getItem(key) })

  // In the other tab she signs in.
  serverSays({ ...ANN, kind: 'person' })
  await new Account(storage).meet()
  tells('interline.me')
  await account.hasMet()
  await vi.waitFor(() => expect(account.isPerson.value).toBe(true))

  // There she signs out, and what that tab had to forget is forgotten.
  beginLeaving(storage, { home: 'home', person: 'ann' })
  leave(storage, '/sign-in?out')
  const left = storage.getItem('interline.left')
  storage.removeItem('interline.leaving')
  keepHomes(storage, NO_HOMES)
  expect(isLeft(storage)).toBe(false)
  tell({ key: 'interline.left', newValue: left })
  expect(went).toEqual(['/sign-in?out', '/sign-in?out'])
  // What this tab wrote until now goes with its next start.
  expect(whoLeaves(storage)).toMatchObject({ home: 'home', person: 'ann' })
})

test('[CA6] who signs in again loses nothing to a tab that comes late', async () => {
  const storage = browser()
  serverSays({ ...ANN, kind: 'person' })
  const { tell } = beside(new Account(storage), storage)
  const leaves = () => beginLeaving(storage, { home: 'ann', person: 'ann' })
  // A tab said so and was closed; the one in which she signs in was not.
  leaves()
  await new Account(storage).meet()
  expect(isLeft(storage)).toBe(false)
  // A tab that slept hears of it only now.
  tell({ key: 'interline.left', newValue: '/sign-in?out ann ann' })
  expect(isLeft(storage)).toBe(false)
  // She leaves, and the server still took her for herself a moment before.
  leaves()
  await new Account(storage).meet()
  expect(isLeft(storage)).toBe(true)
})
