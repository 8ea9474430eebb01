import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach } from 'vitest'
import { openReplica, type Replica } from '../../client/live/replica.ts'
import type { ReplicaOptions } from '../../client/live/replica-options.ts'
import type { TabWire } from '../../client/live/tab-channel.ts'
import { must } from '../../shared/kit/assert.ts'
import type { Clock } from '../../shared/kit/clock.ts'
import { seededRng } from '../../shared/kit/rng.ts'
import { HandClock } from './hand-clock.ts'
import { WireStage } from './wire-stage.ts'

export const DOCUMENT = '0193a000-0000-7000-8000-000000000001'
const TURNS = 2_000

/** Lets promises and the database of these tests go on, a bounded number of turns. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) {
    if (condition()) return
    await nextTurn()
  }
  throw new Error(`never came: ${what}`)
}

/** Long enough for anything that is not waiting for the clock or the network. */
export const settle = () => turns(60)

export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await nextTurn()
}

const nextTurn = () => new Promise<void>((go) => setImmediate(go))

/** The tabs of one browser, and what runs between them. Messages arrive in a later turn. */
export class Hub {
  readonly #wires = new Set<HubWire>()
  /** While true, what tabs say to each other waits. */
  silent = false

  open = (name: string): TabWire => {
    const wire: HubWire = { name, hear: null, owner: this }
    this.#wires.add(wire)
    return {
      addEventListener: (_type, hear) => {
        wire.hear = hear
      },
      postMessage: (message) => this.#post(wire, structuredClone(message)),
      close: () => this.#wires.delete(wire),
    }
  }

  #post(from: HubWire, data: unknown): void {
    if (this.silent || !this.#wires.has(from)) return
    for (const wire of this.#wires) {
      if (wire === from || wire.name !== from.name) continue
      queueMicrotask(() => {
        if (this.#wires.has(wire)) wire.hear?.(new MessageEvent('message', { data }))
      })
    }
  }
}

interface HubWire {
  name: string
  hear: ((event: MessageEvent) => void) | null
  owner: Hub
}

export interface Stage {
  clock: HandClock
  wire: WireStage
  hub: Hub
  opens(person: string, options?: Partial<ReplicaOptions>): Tab
  /** Opens the document for the first time, writes, and everything is saved. */
  visits(person: string, words?: string): Promise<Tab>
  /** Opens it again without a server, and waits until it can be written in. */
  reopens(person: string): Promise<Tab>
  /** Closes what is open; then everything is new. */
  ends(): Promise<void>
}

/** A fresh browser, network and clock for every test; tabs left open are closed at its end. */
export function aStage(): Stage {
  const tabs: Tab[] = []
  const stage: Stage = {
    clock: new HandClock(),
    wire: new WireStage(),
    hub: new Hub(),
    opens(person, options = {}) {
      const tab = new Tab(stage, person, options)
      tabs.push(tab)
      return tab
    },
    async visits(person, words = 'hello') {
      const tab = stage.opens(person)
      await tab.connects()
      tab.types(words)
      await tab.saves()
      return tab
    },
    async reopens(person) {
      const tab = stage.opens(person)
      await until(() => tab.replica.phase.value === 'ready', `${person} reads from this device`)
      await settle()
      return tab
    },
    async ends() {
      for (const tab of tabs.splice(0)) {
        const closing = tab.replica.close()
        stage.clock.advance(20_000)
        await closing
      }
      begins()
    },
  }
  const begins = () => {
    stage.clock = new HandClock()
    stage.wire = new WireStage()
    stage.hub = new Hub()
    globalThis.indexedDB = new IDBFactory()
  }
  beforeEach(begins)
  afterEach(() => stage.ends())
  return stage
}

/** A person's tab with the document open. */
export class Tab {
  readonly person: string
  readonly replica: Replica
  readonly wire: WireStage
  /** Every status this tab showed, in order. */
  readonly shown: string[] = []
  readonly #clock: HandClock
  readonly #wires: TabWire[] = []
  #alive = true

  constructor(stage: Stage, person: string, options: Partial<ReplicaOptions>) {
    this.person = person
    this.wire = new WireStage()
    this.wire.shares(stage.wire)
    this.#clock = stage.clock
    this.replica = openReplica({
      ...{ person, document: DOCUMENT, server: 'ws://interline.test/sync' },
      ...{ clock: this.#ownClock(), rng: seededRng(7), network: null },
      ...{ WebSocket: this.wire.WebSocket, channel: (name) => this.#ownWire(stage.hub, name) },
      ...options,
    })
    this.replica.status.subscribe((status) => this.shown.push(status.kind))
  }

  get status() {
    return this.replica.status.value
  }

  get text(): string {
    return this.replica.doc.getText('body').toString()
  }

  types(words: string): void {
    const body = this.replica.doc.getText('body')
    body.insert(body.length, words)
  }

  deletes(index: number, length: number): void {
    this.replica.doc.getText('body').delete(index, length)
  }

  /** Killed: from now on nothing of it runs, is sent or is heard. */
  dies(): void {
    this.#alive = false
    this.wire.cut = true
    for (const wire of this.#wires) wire.close()
  }

  /** Waits until this tab has tried to reach the server that often. */
  async calls(times = 1): Promise<void> {
    await until(() => this.wire.sockets.length >= times, `${this.person} calls the server`)
  }

  /** Connects, and each tells the other what it has; the ask for a receipt is made. */
  async connects(times = 1): Promise<void> {
    await this.calls(times)
    this.wire.accept()
    this.wire.syncs()
    await settle()
    this.asksNow()
    must(this.wire.asks().at(-1), 'an ask after step 2')
  }

  /** Moves the clock past the pause between two asks. */
  asksNow(): void {
    this.#clock.advance(250)
  }

  /** All that was sent is on disk, and said to be, until nothing more is asked for. */
  async saves(): Promise<void> {
    let answered = 0
    this.asksNow()
    while (answered < this.wire.asks().length) {
      answered = this.wire.asks().length
      this.wire.commits()
      this.wire.receipts()
      this.asksNow()
    }
    await settle()
  }

  #ownClock(): Clock {
    return {
      now: () => this.#clock.now(),
      after: (ms, wake) => this.#clock.after(ms, () => this.#alive && wake()),
    }
  }

  #ownWire(hub: Hub, name: string): TabWire {
    const wire = hub.open(name)
    this.#wires.push(wire)
    return wire
  }
}
