import { spawn } from 'node:child_process'
import { effect, signal } from '@preact/signals'
import { beginDocument, creationOf } from '../../client/documents/begin.ts'
import { openReplica, type Replica } from '../../client/live/replica.ts'
import { Outbox } from '../../client/outbox/outbox.ts'
import { Threads } from '../../client/threads/threads.ts'
import { realClock } from '../../shared/kit/clock.ts'
import { secureRng } from '../../shared/kit/rng.ts'
import { bodyOf, plainOf } from '../../shared/threads/body.ts'
import { Hub } from '../replica/people.ts'
import { Guest, until } from '../support/cast.ts'
import { REPOSITORY, type RunningServer } from '../support/server.ts'

const KEY_MS = 12
/** Nobody in these plays waits longer than they must before they try again. */
const AT_ONCE = () => 0

/** A command of the operator's, to its end. */
export function runs(
  script: 'backup' | 'restore' | 'salvage',
  args: readonly string[],
  data: string,
  root = REPOSITORY,
): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [`${root}/server/${script}.ts`, ...args], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', INTERLINE_DATA: data, INIT_CWD: data },
  })
  let said = ''
  for (const out of [child.stdout, child.stderr]) {
    out.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  }
  return new Promise((end) => child.on('close', (code) => end({ code, said })))
}

/** One document open on somebody's device, composed as the app composes it. */
export class Desk {
  readonly document: string
  readonly replica: Replica
  readonly threads: Threads
  readonly #undo: (() => void)[]

  constructor(home: Home, document: string, server: RunningServer) {
    const { guest, outbox, person, hub } = home
    this.document = document
    this.replica = openReplica({
      ...{ document, person, server: server.sync, clock: realClock, rng: AT_ONCE },
      ...{ WebSocket: guest.WebSocket, channel: hub.open, network: null },
      creation: creationOf(outbox, document),
    })
    const me = signal({ person, by: null })
    this.threads = new Threads({
      ...{ document, me, outbox, kept: null, clock: realClock, rng: secureRng },
    })
    const { replica, threads } = this
    this.#undo = [
      effect(() => {
        const log = replica.log.value
        if (log !== null) threads.belong(log)
        if (log !== null && replica.online.value) void outbox.meet(document, log)
      }),
      replica.onFact((fact, log) => {
        threads.belong(log)
        threads.apply(fact)
      }),
    ]
  }

  get text(): string {
    return this.replica.doc.getText('body').toString()
  }

  /** What stands in the margin: each thread's words, and how many wishes wait or were refused. */
  get shown(): string[] {
    return [...this.threads.views.value.values()]
      .map(({ thread, pending }) => {
        const words = thread.comments.map(({ body }) => (body ? plainOf(body) : '–'))
        return `${words.join(' | ')}${thread.resolution ? ' ✓' : ''}${' …'.repeat(pending.length)}`
      })
      .sort()
  }

  writes(word: string): void {
    const body = this.replica.doc.getText('body')
    body.insert(body.length, `${word} `)
  }

  deletes(word: string): void {
    const at = this.text.indexOf(`${word} `)
    if (at < 0) throw new Error(`${word} is not there`)
    this.replica.doc.getText('body').delete(at, word.length + 1)
  }

  opens(words: string): string {
    return this.threads.open({ kind: 'document' }, bodyOf(words))
  }

  async isSaved(): Promise<void> {
    const { status } = this.replica
    await until(
      () => status.value.kind === 'saved',
      () => `Saved, not ${JSON.stringify(status.value)}`,
      40_000,
    )
  }

  async closes(): Promise<void> {
    for (const one of this.#undo) one()
    await Promise.all([this.threads.close(), this.replica.close()])
  }
}

/** Somebody's device: its outbox, its cookie, and what of the disk has their name. */
export class Home {
  readonly guest: Guest
  readonly person: string
  readonly hub = new Hub()
  readonly outbox: Outbox
  readonly #desks: Desk[] = []

  private constructor(guest: Guest, person: string) {
    this.guest = guest
    this.person = person
    this.outbox = new Outbox({
      ...{ person, clock: realClock, rng: AT_ONCE, locks: null },
      ...{ channel: this.hub.open, network: new EventTarget() },
      fetch: (path, init) => {
        const body = init?.body ? JSON.parse(String(init.body)) : undefined
        return guest.asks(init?.method ?? 'GET', String(path), body)
      },
    })
  }

  static async arrives(name: string, server: RunningServer): Promise<Home> {
    const guest = await Guest.arrives(name, server)
    const { person } = await (await guest.asks('GET', '/api/me')).json()
    return new Home(guest, person)
  }

  async opens(document: string, server: RunningServer): Promise<Desk> {
    await this.outbox.loaded
    const desk = new Desk(this, document, server)
    this.#desks.push(desk)
    await until(() => desk.replica.phase.value === 'ready', `${this.guest.name} to read`)
    return desk
  }

  begins(): string {
    return beginDocument(this.outbox, realClock, secureRng)
  }

  /** Nothing of theirs waits or was refused. */
  async isHeard(): Promise<void> {
    const open = () => this.outbox.entries.value.filter(({ state }) => state !== 'confirmed')
    await until(
      () => open().length === 0,
      () => `${this.guest.name} to be heard: ${JSON.stringify(open())}`,
      40_000,
    )
  }

  /** Why the server did not take what it did not take. */
  get refusals(): string[] {
    return this.outbox.entries.value.flatMap((entry) =>
      entry.state === 'refused' ? [entry.refusal] : [],
    )
  }

  retries(): void {
    for (const { replica } of this.#desks) replica.retry()
  }

  async closesAll(): Promise<void> {
    await Promise.all(this.#desks.splice(0).map((desk) => desk.closes()))
  }

  async leaves(): Promise<void> {
    await this.closesAll()
    await this.outbox.close()
  }
}

/** Writes a word every few milliseconds, and takes every fifth away again, until told to stop. */
export class Typist {
  readonly desk: Desk
  readonly name: string
  readonly standing = new Set<string>()
  readonly deleted = new Set<string>()
  #made = 0
  #stop = () => {}

  constructor(name: string, desk: Desk) {
    this.name = name
    this.desk = desk
  }

  get written(): number {
    return this.#made
  }

  begins(): void {
    const timer = setInterval(() => this.writes(), KEY_MS)
    this.#stop = () => clearInterval(timer)
  }

  stops(): void {
    this.#stop()
  }

  writes(): void {
    const word = `${this.name}${this.#made++}.`
    this.desk.writes(word)
    this.standing.add(word)
    if (this.#made % 5 === 0) this.takesBack()
  }

  /** The oldest word that still stands. */
  takesBack(): void {
    const [word] = this.standing
    if (!word) return
    this.standing.delete(word)
    this.deleted.add(word)
    this.desk.deletes(word)
  }
}
