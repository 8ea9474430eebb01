import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach } from 'vitest'
import type { Intent } from '../../client/outbox/intent.ts'
import { Outbox, type OutboxOptions } from '../../client/outbox/outbox.ts'
import type { Locks } from '../../client/outbox/sender.ts'
import type { Clock } from '../../shared/kit/clock.ts'
import { seededRng } from '../../shared/kit/rng.ts'
import { problem } from '../../shared/wire/problem.ts'
import type { RefusalReason } from '../../shared/wire/refusals.ts'
import { HandClock } from '../replica/hand-clock.ts'
import { Hub, settle } from '../replica/people.ts'

/** A server as its script says: it notes what arrives, and answers what it was told to. */
export class ScriptedServer {
  online = true
  /** Takes requests in, and answers them only when `release` is called. */
  isSlow = false
  /** Bodies in the order of arrival, sent twice or not. */
  readonly heard: unknown[] = []
  readonly #refusals = new Map<string, RefusalReason>()
  readonly #held: (() => void)[] = []

  /** Until it is told otherwise, that intent is refused. */
  refuses(id: string, reason: RefusalReason): void {
    this.#refusals.set(id, reason)
  }

  takes(id: string): void {
    this.#refusals.delete(id)
  }

  release(): void {
    this.isSlow = false
    for (const answer of this.#held.splice(0)) answer()
  }

  /** One tab's way here. */
  fetch(isAlive: () => boolean): typeof fetch {
    return async (path, options) => {
      if (!this.online || !isAlive()) throw new TypeError('Failed to fetch')
      this.heard.push(JSON.parse(String(options?.body)))
      if (this.isSlow) await new Promise<void>((go) => this.#held.push(go))
      if (!isAlive()) return new Promise(() => {})
      const id = String(path).split('/').at(-1) ?? ''
      const reason = this.#refusals.get(id)
      if (!reason) return Response.json({}, { status: 201 })
      const said = problem(reason)
      return Response.json(said, {
        status: said.status,
        headers: { 'content-type': 'application/problem+json' },
      })
    }
  }
}

export class Tab {
  readonly outbox: Outbox
  readonly #stage: OutboxStage
  #alive = true
  #made = 0

  constructor(stage: OutboxStage, options: Partial<OutboxOptions>) {
    this.#stage = stage
    const isAlive = () => this.#alive
    const clock: Clock = {
      now: () => stage.clock.now(),
      after: (ms, wake) => stage.clock.after(ms, () => this.#alive && wake()),
    }
    this.outbox = new Outbox({
      ...{ person: 'ann', clock, rng: seededRng(3), fetch: stage.server.fetch(isAlive) },
      ...{ channel: stage.hub.open, locks: stage.locks(isAlive), network: stage.network },
      ...options,
    })
  }

  /** What stands in the list, as `words state`. */
  get shown(): string[] {
    return this.outbox.entries.value.map(({ intent, state }) => `${intent.body} ${state}`)
  }

  says(words: string, lane = 'plan'): Promise<boolean> {
    return this.outbox.add(this.intent(words, lane))
  }

  intent(words: string, lane = 'plan'): Intent {
    this.#made += 1
    return {
      ...{ id: words, lane, kind: 'comment', method: 'PUT', path: `/api/comments/${words}` },
      ...{ body: words, at: this.#stage.clock.now() },
    }
  }

  /** Killed: from now on nothing of it runs, is sent or is heard. */
  dies(): void {
    this.#alive = false
    this.#stage.unlock(this)
    void this.outbox.close()
  }
}

/** One browser: its disk, its tabs, its locks and its clock. */
export class OutboxStage {
  clock = new HandClock()
  hub = new Hub()
  server = new ScriptedServer()
  network = new EventTarget()
  hasLocks = true
  #tabs: Tab[] = []
  #queue: Promise<unknown> = Promise.resolve()
  #release = () => {}

  opens(options: Partial<OutboxOptions> = {}): Tab {
    const tab = new Tab(this, options)
    this.#tabs.push(tab)
    return tab
  }

  /** The browser gives the lock of a killed tab to the next. */
  unlock(_tab: Tab): void {
    this.#release()
  }

  locks(isAlive: () => boolean): Locks | null {
    if (!this.hasLocks) return null
    return {
      request: (_name, work) => {
        const turn = this.#queue.then(() => {
          if (!isAlive()) return
          return Promise.race([
            work(),
            new Promise<void>((go) => {
              this.#release = go
            }),
          ])
        })
        this.#queue = turn.catch(() => undefined)
        return turn
      },
    }
  }

  async ends(): Promise<void> {
    this.server.release()
    const closing = this.#tabs.splice(0).map(({ outbox }) => outbox.close())
    this.clock.advance(20_000)
    await Promise.all(closing)
  }
}

/** A fresh browser for every test. */
export function aBrowser(): { now: OutboxStage; fresh: () => void } {
  const browser = {
    now: new OutboxStage(),
    fresh() {
      globalThis.indexedDB = new IDBFactory()
      browser.now = new OutboxStage()
    },
  }
  beforeEach(browser.fresh)
  afterEach(async () => {
    await browser.now.ends()
    await settle()
  })
  return browser
}
