import { computed, effect, type ReadonlySignal, signal } from '@preact/signals'
import type { Clock } from '../../shared/kit/clock.ts'
import { uuidv7 } from '../../shared/kit/ids.ts'
import type { Rng } from '../../shared/kit/rng.ts'
import type { Anchor } from '../../shared/threads/anchor-schema.ts'
import type { Body } from '../../shared/threads/body.ts'
import { type By, threadFactOf } from '../../shared/threads/facts.ts'
import { factOf, requestOf, type ThreadIntent } from '../../shared/threads/intents.ts'
import { applyFact, type Thread, type Threads as ThreadMap } from '../../shared/threads/record.ts'
import type { Fact } from '../../shared/wire/fact.ts'
import type { Entry } from '../outbox/intent.ts'
import type { Outbox } from '../outbox/outbox.ts'
import type { KeptThreads } from './kept-threads.ts'
import { overlay, type Pending, type ThreadView, unheard } from './overlay.ts'

/** Facts come in bursts, and each write is a whole transaction of the browser's. */
const KEEP_MS = 300

export interface Me {
  person: string
  by: By
}

export interface ThreadsOptions {
  document: string
  me: ReadonlySignal<Me>
  outbox: Pick<Outbox, 'entries' | 'device' | 'add' | 'retry' | 'drop'>
  /** null: this browser keeps nothing. */
  kept: KeptThreads | null
  clock: Clock
  rng: Rng
}

/** Somebody else did something; for ears. */
export interface News {
  kind: 'opened' | 'replied' | 'resolved' | 'reopened'
  thread: string
  by: By
}

/**
 * The threads of one document: facts applied in the order of their sequence, and over them my own
 * wishes that wait in the outbox. [TC1] [TC2]
 */
export class Threads {
  readonly views: ReadonlySignal<ReadonlyMap<string, ThreadView>>
  readonly stranded: ReadonlySignal<readonly Pending[]>
  readonly news: ReadonlySignal<News | null>
  readonly #options: ThreadsOptions
  readonly #facts = signal<ThreadMap>(new Map())
  readonly #news = signal<News | null>(null)
  /** The server took them and their facts have not come: the outbox forgets them sooner. [TC2] */
  readonly #answered = signal<readonly Entry[]>([])
  readonly #undo: (() => void)[]
  /** What was wished once more, when its thread was there. */
  readonly #wishedAgain = new Set<string>()
  #logId: string | null = null
  #sequence = 0
  /** With which fact each thread changed last: what must be kept. */
  readonly #changedBy = new Map<string, number>()
  #stopKeeping: (() => void) | null = null
  #kept: Promise<void> = Promise.resolve()
  #safe: Promise<unknown> = Promise.resolve()

  constructor(options: ThreadsOptions) {
    this.#options = options
    const { document, me, outbox } = options
    const answered = effect(() => {
      const entries = all(this.#answered.peek(), outbox.entries.value)
      const now = unheard(this.#facts.value, entries, document, me.value)
      if (now.length + this.#answered.peek().length > 0) this.#answered.value = now
    })
    const seen = computed(() => {
      const entries = all(this.#answered.value, outbox.entries.value)
      return overlay(this.#facts.value, entries, document, me.value)
    })
    this.views = computed(() => seen.value.views)
    this.stranded = computed(() => seen.value.stranded)
    this.news = this.#news
    // Nobody asked for a move in words: one that came too late is simply not made.
    const forget = effect(() => {
      for (const { intent, state } of outbox.entries.value)
        if (intent.lane === document && intent.kind === 'thread.move' && state === 'refused')
          void outbox.drop(intent.id)
    })
    this.#undo = [answered, forget, effect(() => this.#answersComeHome())]
  }

  /** [TC3] What this device kept: call before the first fact. */
  async load(): Promise<void> {
    const found = await this.#options.kept?.load()
    if (!found) return
    this.#logId = found.logId
    this.#sequence = found.sequence
    this.#facts.value = new Map(found.threads.map((thread) => [thread.id, thread]))
  }

  /** [TC4] Another log: all that was known may be otherwise, and its facts come from the first. */
  belong(logId: string): void {
    if (logId === this.#logId) return
    this.#wishedAgain.clear()
    if (this.#logId !== null) {
      this.#answered.value = []
      this.#facts.value = new Map()
      this.#changedBy.clear()
      this.#sequence = 0
    }
    this.#logId = logId
  }

  /** [TC1] A fact that was seen already changes nothing. */
  apply(fact: Fact): void {
    if (fact.sequence <= this.#sequence) return
    this.#sequence = fact.sequence
    const said = threadFactOf(fact)
    if (!said) return
    const before = this.#facts.peek()
    const after = applyFact(before, said, this.#options.document)
    if (after === before) return
    this.#facts.value = after
    this.#changedBy.set(said.body.thread, fact.sequence)
    this.#stopKeeping ??= this.#options.clock.after(KEEP_MS, () => this.#keep())
    if (said.person !== this.#options.me.peek().person && said.kind in NEWS)
      this.#news.value = {
        kind: NEWS[said.kind as keyof typeof NEWS],
        thread: said.body.thread,
        by: said.by,
      }
  }

  /** The new thread's id. Its words show at once. */
  open(anchor: Anchor, body: Body): string {
    const thread = this.#id()
    this.#wish({ kind: 'thread.open', thread, anchor, comment: this.#id(), body })
    return thread
  }

  /** All that was wished so far is on this device, or the server has it. */
  async safe(): Promise<void> {
    await this.#safe
  }

  reply(thread: string, body: Body): void {
    this.#wish({ kind: 'thread.reply', thread, comment: this.#id(), body })
  }

  edit(thread: string, comment: string, body: Body): void {
    this.#wish({ kind: 'comment.edit', thread, comment, edit: this.#id(), body })
  }

  discard(thread: string, comment: string): void {
    this.#wish({ kind: 'comment.discard', thread, comment })
  }

  resolve(thread: string, reason: string | null): void {
    this.#wish({ kind: 'thread.resolve', thread, resolution: this.#id(), reason })
  }

  reopen(thread: string): void {
    this.#wish({ kind: 'thread.reopen', thread, resolution: this.#id() })
  }

  move(thread: string, revision: number, anchor: Anchor): void {
    this.#wish({ kind: 'thread.move', thread, revision, anchor })
  }

  isMine(person: string): boolean {
    return person === this.#options.me.value.person
  }

  retry(pending: Pending): void {
    this.#options.outbox.retry(pending.id)
  }

  drop(pending: Pending): void {
    void this.#options.outbox.drop(pending.id)
  }

  /** Idempotent. Resolves when what was being kept is. */
  async close(): Promise<void> {
    for (const undo of this.#undo.splice(0)) undo()
    if (this.#stopKeeping) {
      this.#stopKeeping()
      this.#keep()
    }
    await this.#kept
    this.#options.kept?.close()
  }

  /** [TC7] After a restore an answer may arrive before the thread that it answers. */
  #answersComeHome(): void {
    const { document, outbox, me } = this.#options
    const threads = this.#facts.value
    const early = outbox.entries.value.filter((entry) => {
      const { intent, state } = entry
      if (intent.lane !== document || state !== 'refused') return false
      if (entry.refusal !== 'unknown-thread' || this.#wishedAgain.has(intent.id)) return false
      const thread = factOf(intent, me.peek(), intent.at)?.body.thread
      return thread !== undefined && threads.has(thread)
    })
    for (const { intent } of early) this.#wishedAgain.add(intent.id)
    // Not in the effect: an outbox changes at once what the effect reads.
    if (early.length > 0)
      queueMicrotask(() => {
        for (const { intent } of early) outbox.retry(intent.id)
      })
  }

  #wish(intent: ThreadIntent): void {
    const { document, outbox, clock } = this.#options
    const id = this.#id()
    const at = clock.now()
    const stored = outbox.add({ id, lane: document, at, ...requestOf(document, intent) })
    const safe = stored.then((isStored) => (isStored ? undefined : safeLater(outbox, id)))
    this.#safe = Promise.all([this.#safe, safe])
  }

  #keep(): void {
    this.#stopKeeping = null
    const { kept } = this.#options
    if (!kept || this.#logId === null) return
    const threads = this.#facts.peek()
    const changed = [...this.#changedBy].flatMap(([id, sequence]) => {
      const thread: Thread | undefined = threads.get(id)
      return thread ? [{ thread, sequence }] : []
    })
    const head = { logId: this.#logId, sequence: this.#sequence }
    this.#kept = this.#kept.then(() => kept.store(head, changed))
  }

  #id(): string {
    return uuidv7(this.#options.clock.now(), this.#options.rng)
  }
}

/** Each once; those that the outbox has forgotten come first. */
function all(answered: readonly Entry[], listed: readonly Entry[]): readonly Entry[] {
  if (answered.length === 0) return listed
  const known = new Set(listed.map(({ intent }) => intent.id))
  return [...answered.filter(({ intent }) => !known.has(intent.id)), ...listed]
}

const NEWS = {
  'thread.opened': 'opened',
  'thread.replied': 'replied',
  'thread.resolved': 'resolved',
  'thread.reopened': 'reopened',
} as const

/** This device failed: then it is safe when the server took it, or when the device works again. */
function safeLater(outbox: Pick<Outbox, 'entries' | 'device'>, id: string): Promise<void> {
  return new Promise((resolve) => {
    const stop = effect(() => {
      const entry = outbox.entries.value.find(({ intent }) => intent.id === id)
      const isWaiting = entry !== undefined && entry.state !== 'confirmed'
      if (isWaiting && outbox.device.value !== 'ready') return
      resolve()
      queueMicrotask(() => stop())
    })
  })
}
