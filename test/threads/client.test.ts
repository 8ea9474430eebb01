import { afterEach, beforeEach, expect, test } from 'vitest'
import { Drafts } from '../../client/threads/drafts.ts'
import { bodyOf } from '../../shared/threads/body.ts'
import { Browser, Served } from '../documents/served.ts'
import { fullDisk } from '../outbox/full-disk.ts'
import { HandClock } from '../replica/hand-clock.ts'
import { settle } from '../replica/people.ts'
import { until } from '../support/cast.ts'
import { type ThreadsTab, Visitor } from './client-stage.ts'

let clock: HandClock
let served: Served
let ann: Visitor
let bo: Visitor
let tabs: ThreadsTab[]

/** Ann's document; bo has the address. */
beforeEach(async () => {
  clock = new HandClock()
  served = await Served.opens(clock)
  const browser = new Browser(served)
  const { id } = await browser.makes()
  ann = await Visitor.arrives(served, clock, id, browser)
  bo = await Visitor.arrives(served, clock, id)
  tabs = []
})
afterEach(async () => {
  for (const tab of tabs) await tab.closes()
  await served.closes()
})

async function opened(visitor: Visitor): Promise<ThreadsTab> {
  const tab = await visitor.opens()
  tabs.push(tab)
  return tab
}

async function closes(tab: ThreadsTab): Promise<void> {
  tabs = tabs.filter((each) => each !== tab)
  await tab.closes()
}

const isSent = (tab: ThreadsTab) => () =>
  tab.outbox.entries.value.every(({ state }) => state !== 'waiting')

/** Facts are kept a moment later than they come. */
async function keeps(): Promise<void> {
  clock.advance(1_000)
  await settle()
}

test('[TC2] written offline: shown at once as waiting, sent once, and never shown twice', async () => {
  const [at, other] = [await opened(ann), await opened(bo)]
  ann.online = false
  const thread = at.opens('why?')
  at.replies(thread, 'or rather: how?')
  at.threads.resolve(thread, 'asked and answered')
  expect(at.shown).toEqual([
    '✓ why? | or rather: how? [thread.open waiting] [thread.reply waiting] [thread.resolve waiting]',
  ])
  await settle()
  expect(await other.hears()).toBe(0)
  ann.returns()
  await until(isSent(at), 'all to be sent')
  // Answered, and the facts are not here yet: neither gone nor doubled.
  expect(at.shown).toEqual(['✓ why? | or rather: how?'])
  expect(await at.hears()).toBe(3)
  expect(at.shown).toEqual(['✓ why? | or rather: how?'])
  expect(await other.hears()).toBe(3)
  expect(other.shown).toEqual(at.shown)
  // Long after, when the outbox shows it no more.
  clock.advance(120_000)
  at.opens('and now?')
  expect(at.outbox.entries.value).toHaveLength(1)
  expect(at.shown).toEqual(['✓ why? | or rather: how?', 'and now? [thread.open waiting]'])
})

test('[TC2] a refusal keeps the words and says why; tried again, or discarded', async () => {
  const [at, other] = [await opened(ann), await opened(bo)]
  const thread = other.opens('why?')
  await until(isSent(other), 'it to be sent')
  await at.hears()
  ann.online = false
  at.replies(thread, 'because')
  at.threads.edit(thread, at.comment(thread, 0), bodyOf('not my words'))
  await ann.browser.asks('PUT', `/api/documents/${ann.document}/trash`)
  ann.returns()
  await until(isSent(at), 'an answer')
  expect(at.shown).toEqual(['why? | because [thread.reply refused] [comment.edit refused]'])
  const [refused, edit] = at.threads.views.value.get(thread)?.pending ?? []
  expect(refused).toMatchObject({ refusal: 'deleted', sentence: expect.stringMatching(/\w/) })
  expect(edit?.body).toEqual(bodyOf('not my words'))
  await ann.browser.asks('DELETE', `/api/documents/${ann.document}/trash`)
  if (refused) at.threads.retry(refused)
  await until(() => isSent(at)() && !at.shown[0]?.includes('reply'), 'it to be taken')
  if (edit) at.threads.drop(edit)
  await until(() => at.shown[0] === 'why? | because', 'only what was taken')
})

test('[TC2] what the server took shows until its fact comes, however long that takes', async () => {
  const at = await opened(ann)
  await at.hears()
  const thread = at.opens('why?')
  at.replies(thread, 'or rather: how?')
  await until(isSent(at), 'both to be taken')
  await settle()
  clock.advance(10 * 60_000)
  at.threads.resolve(thread, null)
  await until(isSent(at), 'it to be resolved')
  await settle()
  expect(at.shown).toEqual(['✓ why? | or rather: how?'])
  const other = await opened(bo)
  await other.hears()
  other.threads.reopen(thread)
  await until(isSent(other), 'it to be open again')
  await at.hears()
  expect(at.shown).toEqual(['why? | or rather: how?'])
})

test('[TC2] words for a thread that nobody knows are stranded, not lost', async () => {
  const at = await opened(ann)
  at.replies('0193a000-0000-7000-8000-00000000dead', 'anybody here?')
  await until(isSent(at), 'an answer')
  expect(at.shown).toEqual([])
  expect(at.threads.stranded.value).toMatchObject([
    { state: 'refused', body: bodyOf('anybody here?') },
  ])
})

test('[TC1] facts that come again, or late behind later ones, change nothing', async () => {
  const [at, other] = [await opened(ann), await opened(bo)]
  const thread = at.opens('one')
  at.replies(thread, 'two')
  at.threads.edit(thread, at.comment(thread), bodyOf('three'))
  at.threads.resolve(thread, null)
  at.threads.reopen(thread)
  await until(isSent(at), 'all to be sent')
  await other.hears((facts) => facts.flatMap((fact, n) => [fact, ...facts.slice(0, n)]))
  expect(other.shown).toEqual(['three | two'])
  const edits = other.threads.views.value.get(thread)?.thread.comments[0]?.edits
  expect(edits?.map(({ body }) => body)).toEqual([bodyOf('one')])
  other.threads.resolve(thread, 'done')
  await until(isSent(other), 'it to be sent')
  const late = await bo.facts(0)
  await other.hears()
  for (const fact of late.slice(0, 5)) other.threads.apply(fact)
  expect(other.shown).toEqual(['✓ three | two'])
  await keeps()
  await closes(other)
  expect((await opened(bo)).after, 'where the server goes on').toBe(6)
})

test('[TC3] threads open without the server, and go on where they stood', async () => {
  const first = await opened(ann)
  const other = await opened(bo)
  const thread = first.opens('one')
  await until(isSent(first), 'it to be sent')
  await first.hears()
  await keeps()
  await closes(first)
  other.replies(thread, 'two')
  ann.online = false
  const again = await opened(ann)
  expect(again.shown).toEqual(['one'])
  again.replies(thread, 'three')
  await closes(again)
  const third = await opened(ann)
  expect(third.shown).toEqual(['one | three [thread.reply waiting]'])
  ann.returns()
  clock.advance(120_000)
  await until(isSent(third), 'it to be sent')
  expect(await third.hears(), 'only what came after').toBe(2)
  expect(third.shown).toEqual(['one | two | three'])
})

test('[TC3] two tabs keep the same; the one that knows less takes nothing away', async () => {
  const [left, right] = [await opened(ann), await opened(ann)]
  const thread = left.opens('one')
  await until(() => right.shown.length === 1, 'the other tab to see what waits')
  await until(isSent(left), 'it to be sent')
  await right.hears()
  await left.hears()
  left.replies(thread, 'two')
  const second = left.opens('three')
  await until(isSent(left), 'both to be sent')
  await left.hears()
  left.threads.discard(thread, left.comment(thread, 1))
  await until(isSent(left), 'it to be sent')
  await left.hears()
  await keeps()
  // A fact at last reaches the tab that slept, and no more than one.
  await right.hears((facts) => facts.slice(0, 1))
  expect(right.threads.views.value.has(second)).toBe(true)
  await keeps()
  ann.online = false
  await Promise.all([closes(left), closes(right)])
  const again = await opened(ann)
  expect(again.after).toBe(4)
  expect(again.shown.toSorted()).toEqual(['one | –', 'three'])
})

test('[TC4] facts of another log begin from nothing', async () => {
  const at = await opened(ann)
  at.opens('one')
  await until(isSent(at), 'it to be sent')
  await at.hears()
  await keeps()
  ann.online = false
  clock.advance(120_000)
  at.opens('two')
  at.threads.belong('restored')
  expect(at.shown).toEqual(['two [thread.open waiting]'])
  at.after = 0
  await at.hears((facts) => facts, 'restored')
  const both = ['one', 'two [thread.open waiting]']
  expect(at.shown).toEqual(both)
  await keeps()
  await closes(at)
  expect((await opened(ann)).shown).toEqual(both)
})

test('[TC5] a move that came too late is forgotten', async () => {
  const at = await opened(ann)
  const thread = at.opens('one')
  await until(isSent(at), 'it to be sent')
  at.threads.move(thread, 7, { kind: 'document' })
  await until(() => isSent(at)() && at.shown[0] === 'one', 'no trace of it')
  await settle()
  expect(at.outbox.entries.value.filter(({ state }) => state === 'refused')).toEqual([])
})

test('[TC7] an answer that arrives before its thread keeps its words, and is sent once more when it is there', async () => {
  const [at, other] = [await opened(ann), await opened(bo)]
  bo.online = false
  const thread = other.opens('why?')
  at.replies(thread, 'because')
  await until(isSent(at), 'an answer')
  expect(at.shown).toEqual([])
  expect(at.threads.stranded.value).toMatchObject([
    { state: 'refused', refusal: 'unknown-thread', body: bodyOf('because') },
  ])
  bo.returns()
  await until(isSent(other), 'the thread to be sent')
  await at.hears()
  await until(() => at.shown[0] === 'why? | because', 'the answer to be taken')
  await other.hears()
  expect(other.shown).toEqual(['why? | because'])
})

test('a bystander hears who did what, and nothing of their own doing', async () => {
  const [at, other] = [await opened(ann), await opened(bo)]
  const thread = other.opens('why?')
  await until(isSent(other), 'it to be sent')
  await Promise.all([at.hears(), other.hears()])
  expect(at.threads.news.value).toEqual({ kind: 'opened', thread, by: bo.me.by })
  expect(other.threads.news.value).toBeNull()
})

function storageIn(box: Map<string, string>) {
  return {
    getItem: (key: string) => box.get(key) ?? null,
    setItem: (key: string, value: string) => void box.set(key, value),
  }
}

const draftOf = (words: string) => ({ body: bodyOf(words), anchor: null, isOpen: false })

test('[TC6] drafts of two tabs do not write over each other', () => {
  const storage = storageIn(new Map())
  const [one, other] = [new Drafts(storage, 'ann', 'plan'), new Drafts(storage, 'ann', 'plan')]
  one.keep('a', draftOf('for the first'))
  other.keep('b', draftOf('for the second'))
  one.keep('c', draftOf('sent'))
  other.keep('c', draftOf('sent'))
  other.keep('c', null)
  one.keep('d', draftOf('more'))
  const kept = new Drafts(storage, 'ann', 'plan')
  expect(Object.keys(kept.all.value).sort()).toEqual(['a', 'b', 'd'])
})

test('[TC6] a draft that found no room is kept with the next that does', () => {
  const storage = storageIn(new Map())
  const { setItem } = storage
  const drafts = new Drafts(storage, 'ann', 'plan')
  storage.setItem = () => {
    throw new Error('QuotaExceededError')
  }
  drafts.keep('a', draftOf('no room'))
  storage.setItem = setItem
  drafts.keep('b', draftOf('room'))
  expect(Object.keys(new Drafts(storage, 'ann', 'plan').all.value).sort()).toEqual(['a', 'b'])
})

test('[TC6] what is sent stays a draft on the disk until the disk has it otherwise', async () => {
  const storage = storageIn(new Map())
  const drafts = new Drafts(storage, 'ann', 'plan')
  const next = () => Object.keys(new Drafts(storage, 'ann', 'plan').all.value)
  const safe = Promise.withResolvers<void>()
  drafts.keep('a', draftOf('sent'))
  drafts.keep('b', draftOf('sent too'))
  drafts.send('a', safe.promise)
  drafts.send('b', safe.promise)
  expect([drafts.of('a'), drafts.of('b')]).toEqual([null, null])
  expect(next()).toEqual(['a', 'b'])
  drafts.keep('b', draftOf('and something new'))
  safe.resolve()
  await safe.promise
  await Promise.resolve()
  expect(next()).toEqual(['b'])
  expect(drafts.of('b')).toEqual(draftOf('and something new'))
})

test('[TC6] a wish is safe when this device has it, or the server', async () => {
  const at = await opened(ann)
  ann.online = false
  at.opens('on a disk that works')
  await at.threads.safe()
  const mend = fullDisk()
  try {
    at.opens('on a full one')
    let isSafe = false
    void at.threads.safe().then(() => {
      isSafe = true
    })
    await until(() => at.outbox.device.value === 'broken', 'the disk to be full')
    await settle()
    expect(isSafe).toBe(false)
    ann.returns()
    await until(() => isSafe, 'the server to have it')
  } finally {
    mend()
  }
  expect(isSent(at)()).toBe(true)
})

test('[TC6] drafts survive the page, and a broken one does no harm', () => {
  const box = new Map<string, string>()
  const storage = storageIn(box)
  const draft = { body: bodyOf('half a tho'), anchor: { kind: 'document' as const }, isOpen: true }
  new Drafts(storage, 'ann', 'plan').keep('new', draft)
  expect(new Drafts(storage, 'ann', 'plan').of('new')).toEqual(draft)
  expect(new Drafts(storage, 'ann', 'other').of('new')).toBeNull()
  expect(new Drafts(storage, 'bo', 'plan').of('new')).toBeNull()
  for (const key of box.keys()) box.set(key, '{"new":{"body":1,"anchor":"nowhere"}}')
  expect(new Drafts(storage, 'ann', 'plan').all.value).toEqual({})
  const one = JSON.stringify({ a: draftOf('good'), new: { body: 1, anchor: 'nowhere' } })
  for (const key of box.keys()) box.set(key, one)
  expect(new Drafts(storage, 'ann', 'plan').all.value).toEqual({ a: draftOf('good') })
  for (const key of box.keys()) box.set(key, '{half')
  expect(new Drafts(storage, 'ann', 'plan').all.value).toEqual({})
})
