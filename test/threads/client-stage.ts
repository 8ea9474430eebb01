import 'fake-indexeddb/auto'
import { signal } from '@preact/signals'
import { IDBFactory } from 'fake-indexeddb'
import { Outbox } from '../../client/outbox/outbox.ts'
import { openKeptThreads } from '../../client/threads/kept-threads.ts'
import { type Me, Threads } from '../../client/threads/threads.ts'
import { Facts } from '../../server/facts/facts.ts'
import { must } from '../../shared/kit/assert.ts'
import { seededRng } from '../../shared/kit/rng.ts'
import { bodyOf, plainOf } from '../../shared/threads/body.ts'
import { type Fact, factSchema } from '../../shared/wire/fact.ts'
import { Browser, type Served } from '../documents/served.ts'
import type { HandClock } from '../replica/hand-clock.ts'
import { Hub, settle } from '../replica/people.ts'

let seeds = 100

/** One person at one browser: its disk, its tabs and its way to the real server. */
export class Visitor {
  readonly browser: Browser
  readonly clock: HandClock
  readonly document: string
  readonly disk = new IDBFactory()
  readonly hub = new Hub()
  readonly network = new EventTarget()
  online = true
  readonly #served: Served
  me: Me = { person: '', by: null }

  private constructor(served: Served, browser: Browser, document: string, clock: HandClock) {
    this.#served = served
    this.browser = browser
    this.document = document
    this.clock = clock
  }

  static async arrives(
    served: Served,
    clock: HandClock,
    document: string,
    browser = new Browser(served),
  ): Promise<Visitor> {
    const visitor = new Visitor(served, browser, document, clock)
    const { person, name, colour } = await browser.me()
    visitor.me = { person, by: { name, colour } }
    return visitor
  }

  opens(): Promise<ThreadsTab> {
    return ThreadsTab.opens(this)
  }

  returns(): void {
    this.online = true
    this.network.dispatchEvent(new Event('online'))
  }

  readonly fetch: typeof fetch = async (path, init) => {
    if (!this.online) throw new TypeError('Failed to fetch')
    const body = init?.body ? JSON.parse(String(init.body)) : undefined
    return this.browser.asks(init?.method ?? 'GET', String(path), body)
  }

  async facts(after: number): Promise<Fact[]> {
    const facts = new Facts(this.#served.db, [])
    const part = { after, count: 1_000 }
    const found = await facts.after(this.document, ['thread.', 'comment.'], part)
    return found.map(({ json }) => factSchema.parse(JSON.parse(json)))
  }
}

/** A tab of theirs with the threads open; facts come when the play says so. */
export class ThreadsTab {
  readonly visitor: Visitor
  readonly outbox: Outbox
  readonly threads: Threads
  /** Where the server would go on. */
  after = 0

  private constructor(visitor: Visitor, outbox: Outbox, threads: Threads) {
    this.visitor = visitor
    this.outbox = outbox
    this.threads = threads
  }

  static async opens(visitor: Visitor): Promise<ThreadsTab> {
    const { me, clock, disk, document, network, hub } = visitor
    const outbox = new Outbox({
      ...{ person: me.person, clock, rng: seededRng(seeds++), fetch: visitor.fetch, network },
      ...{ indexedDB: disk, channel: hub.open, locks: null },
    })
    const kept = must(await openKeptThreads(disk, me.person, document, clock), 'a disk')
    const threads = new Threads({
      ...{ document, me: signal(me), outbox, kept, clock, rng: seededRng(seeds++) },
    })
    const tab = new ThreadsTab(visitor, outbox, threads)
    tab.after = Number((await kept.place())?.split(':')[1] ?? 0)
    await threads.load()
    await outbox.loaded
    return tab
  }

  /** All facts the server has and this tab was not told, or what the play makes of them. */
  async hears(change = (facts: Fact[]) => facts, log = 'log'): Promise<number> {
    const facts = await this.visitor.facts(this.after)
    this.threads.belong(log)
    for (const fact of change(facts)) this.threads.apply(fact)
    this.after = Math.max(this.after, ...facts.map(({ sequence }) => sequence))
    return facts.length
  }

  opens(words: string): string {
    return this.threads.open({ kind: 'document' }, bodyOf(words))
  }

  replies(thread: string, words: string): void {
    this.threads.reply(thread, bodyOf(words))
  }

  /** A line a thread: its comments' words, and in brackets what is pending. */
  get shown(): string[] {
    return [...this.threads.views.value.values()].map(({ thread, pending }) => {
      const words = thread.comments.map(({ body }) => (body ? plainOf(body) : '–')).join(' | ')
      const marks = pending.map(({ kind, state }) => ` [${kind} ${state}]`).join('')
      return `${thread.resolution ? '✓ ' : ''}${words}${marks}`
    })
  }

  comment(thread: string, at = 0): string {
    const view = must(this.threads.views.value.get(thread), 'the thread')
    return must(view.thread.comments[at], 'the comment').id
  }

  /** The tab is gone. What it was about to keep is kept. */
  async closes(): Promise<void> {
    const closing = [this.threads.close(), this.outbox.close()]
    await settle()
    this.visitor.clock.advance(20_000)
    await Promise.all(closing)
  }
}
