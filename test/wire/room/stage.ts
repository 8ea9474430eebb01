import * as Y from 'yjs'
import type { Acquaintance } from '../../../server/live/admission.ts'
import { LIMITS, type Limits } from '../../../server/live/limits.ts'
import { type Connection, Live } from '../../../server/live/live.ts'
import type { Socket } from '../../../server/live/session.ts'
import type { LogEntry, LogStore } from '../../../server/platform/log-store.ts'
import { MemoryDisk, openMemoryLog } from '../../../server/platform/log-store-memory.ts'
import { must } from '../../../shared/kit/assert.ts'
import type { Clock } from '../../../shared/kit/clock.ts'
import { encodeAwareness } from '../../../shared/wire/awareness.ts'
import { type Down, decodeDown } from '../../../shared/wire/down.ts'
import type { Fact } from '../../../shared/wire/fact.ts'
import { encodeReceipt } from '../../../shared/wire/receipt.ts'
import type { Role } from '../../../shared/wire/role.ts'
import { encodeStepOne, encodeStepTwo, encodeUpdate } from '../../../shared/wire/sync.ts'

export const DOCUMENT = 'd1'

/** Time that passes only when told. */
class StageClock implements Clock {
  #now = 1_000_000
  #timers = new Set<{ at: number; wake: () => void }>()

  now(): number {
    return this.#now
  }

  after(ms: number, wake: () => void): () => void {
    const timer = { at: this.#now + ms, wake }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** The timers that fall due, in their order; what they start is given the chance to happen. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms
    for (;;) {
      const due = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (!due) break
      this.#timers.delete(due)
      this.#now = due.at
      due.wake()
      await settled()
    }
    this.#now = end
    await settled()
  }
}

/** Everything that is ready to happen has happened; no time has passed. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await new Promise((next) => setImmediate(next))
}

/** Polls what a real worker thread does; never a time. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const last = performance.now() + 10_000
  while (!condition()) {
    if (performance.now() > last) throw new Error(`still waiting for ${what}`)
    await new Promise((next) => setTimeout(next, 2))
  }
}

/** The whole live server, without network, disk or wall clock. */
export class Stage {
  readonly clock = new StageClock()
  readonly disk = new MemoryDisk()
  readonly batches: LogEntry[][] = []
  readonly reports: string[] = []
  readonly broken: unknown[] = []
  readonly titles: string[] = []
  readonly roles = new Map<string, Role>()
  /** What the other database has of the document. */
  readonly facts: Fact[] = []
  live: Live
  /** What happens between the question for stored facts and the answer. */
  whileAsked: () => Promise<void> = async () => undefined
  /** While true, commits wait for `commits()`. */
  isHeld = false
  commitFailure: Error | null = null
  /** The other database does not answer. */
  accessFailure: Error | null = null
  /** What the other database waits for before it answers. */
  accessDelay: Promise<void> = Promise.resolve()
  /** What happens between the reading of a document and the writing of its snapshot. */
  whileFolding: () => Promise<void> = async () => undefined
  #limits: Limits
  #held: (() => void)[] = []
  #starts = 0

  constructor(limits: Partial<Limits> = {}) {
    this.#limits = { ...LIMITS, ...limits }
    this.live = this.starts()
  }

  /** Another run of the process on the same disk. */
  starts(): Live {
    const origin = `o${++this.#starts}`
    const store = openMemoryLog({ disk: this.disk, origin, newLogId: 'log' })
    this.live = new Live({
      clock: this.clock,
      limits: this.#limits,
      store: this.#watched(store),
      access: async ({ person }) => {
        if (this.accessFailure) throw this.accessFailure
        const role = this.roles.get(person) ?? 'write'
        await this.accessDelay
        return role
      },
      report: (event) => this.reports.push(event),
      onDescribed: (_document, { title }) => this.titles.push(title),
      storedFacts: async (_document, { after, count }) => {
        await this.whileAsked()
        const next = this.facts.filter(({ sequence }) => sequence > after).slice(0, count)
        return next.map((fact) => ({ sequence: fact.sequence, json: JSON.stringify(fact) }))
      },
      onBroken: (error) => this.broken.push(error),
    })
    return this.live
  }

  /** The commits that are held are done now. */
  async commits(): Promise<void> {
    for (const release of this.#held.splice(0)) release()
    await settled()
  }

  /** Somebody arrives and is in step. Without `client` the id follows from the name. */
  async enters(name: string, options: ActorOptions = {}): Promise<Actor> {
    const actor = new Actor(name, this.live, options)
    await settled()
    return actor
  }

  async crowd(size: number): Promise<Actor[]> {
    const actors: Actor[] = []
    for (let n = 0; n < size; n++) actors.push(await this.enters(`extra${n}`))
    return actors
  }

  /** What a real thread does and what falls due when it has: a millisecond passes at every look. */
  async waits(condition: () => boolean, what: string): Promise<void> {
    const last = performance.now() + 10_000
    while (!condition()) {
      if (performance.now() > last) throw new Error(`still waiting for ${what}`)
      await this.clock.pass(1)
    }
  }

  #watched(store: LogStore): LogStore {
    return {
      ...store,
      commit: async (entries, at) => {
        this.batches.push([...entries])
        if (this.isHeld) await new Promise<void>((release) => this.#held.push(release))
        if (this.commitFailure) throw this.commitFailure
        return store.commit(entries, at)
      },
      saveSnapshot: async (...given) => {
        await this.whileFolding()
        return store.saveSnapshot(...given)
      },
    }
  }
}

export interface ActorOptions {
  person?: string
  /** A y-websocket client that knows nothing of ours. */
  isStock?: boolean
  client?: number
  doc?: Y.Doc
  /** The address that it comes from. */
  network?: string
  /** Says nothing by itself, not even step 1. */
  isSilent?: boolean
  known?: Partial<Acquaintance>
  askedAt?: number
}

/** Somebody on a socket of the stage, who answers like a client does and remembers all it heard. */
export class Actor {
  readonly name: string
  readonly doc: Y.Doc
  readonly heard: Down[] = []
  readonly socket: Socket & { isPaused: boolean; bufferedAmount: number }
  closed: number | null = null
  #connection: Connection
  #asked = 0
  #answersStepOne: boolean

  constructor(name: string, live: Live, options: ActorOptions = {}) {
    const { person = name, isStock = false, isSilent = false, doc = new Y.Doc() } = options
    this.name = name
    this.doc = doc
    this.#answersStepOne = !isSilent
    doc.clientID = options.client ?? [...name].reduce((id, c) => id * 31 + c.charCodeAt(0), 7)
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.says(encodeUpdate(update))
    })
    this.socket = {
      isPaused: false,
      bufferedAmount: 0,
      network: options.network ?? null,
      send: (message) => this.#hears(message),
      close: (code) => {
        this.closed = code
      },
      pause() {
        this.isPaused = true
      },
      resume() {
        this.isPaused = false
      },
    }
    this.#connection = live.connect(this.socket, {
      document: DOCUMENT,
      visitor: {
        ...{ person, name, colour: 'c1', device: 'computer' },
        ...{ kind: 'guest', address: null, token: null, link: null },
      },
      isOurs: !isStock,
      known: { logId: null, epoch: null, after: null, ...options.known },
      ...(options.askedAt !== undefined && { askedAt: options.askedAt }),
    })
    if (!isSilent) this.says(encodeStepOne(Y.encodeStateVector(doc)))
  }

  get text(): string {
    return this.doc.getText('body').toString()
  }

  get receipts(): number[] {
    return this.heard.flatMap((frame) => (frame.kind === 'receipt' ? [frame.n] : []))
  }

  get refusals() {
    return this.heard.flatMap((frame) => (frame.kind === 'refusal' ? [frame.refusal] : []))
  }

  get roster(): string[] {
    const latest = this.heard.findLast((frame) => frame.kind === 'roster')
    return latest?.kind === 'roster' ? latest.peers.map(({ name }) => name) : []
  }

  /** Updates and step 2s, as many messages as came. */
  get news(): Uint8Array[] {
    return this.heard.flatMap((frame) =>
      frame.kind === 'update' || frame.kind === 'step-two' ? [frame.update] : [],
    )
  }

  /** The last awareness state heard per client id. */
  get sees(): Map<number, string> {
    const states = new Map<number, string>()
    for (const frame of this.heard) {
      if (frame.kind !== 'awareness') continue
      for (const { client, state } of frame.entries) states.set(client, state)
    }
    return states
  }

  forgets(): void {
    this.heard.length = 0
  }

  says(message: Uint8Array): void {
    this.#connection.receive(message)
  }

  types(text: string): void {
    const body = this.doc.getText('body')
    body.insert(body.length, text)
  }

  asks(): number {
    this.#asked++
    this.says(encodeReceipt(this.#asked))
    return this.#asked
  }

  moves(state: unknown, clock: number, client = this.doc.clientID): void {
    this.says(encodeAwareness([{ client, clock, state: JSON.stringify(state) }]))
  }

  leaves(): void {
    this.#connection.ended()
  }

  #hears(message: Uint8Array): void {
    const frame = must(decodeDown(message), 'the server speaks our wire')
    this.heard.push(frame)
    if (frame.kind === 'update' || frame.kind === 'step-two') {
      Y.applyUpdate(this.doc, frame.update, this)
    } else if (frame.kind === 'step-one' && this.#answersStepOne) {
      // Like a browser: the answer leaves when this message has been dealt with.
      queueMicrotask(() => this.says(encodeStepTwo(Y.encodeStateAsUpdate(this.doc, frame.vector))))
    }
  }
}
