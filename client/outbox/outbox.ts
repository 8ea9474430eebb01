import type { ReadonlySignal } from '@preact/signals'
import type { Clock } from '../../shared/kit/clock.ts'
import type { Rng } from '../../shared/kit/rng.ts'
import { factoryHere, networkHere, tabWireHere } from '../live/here.ts'
import type { DeviceState } from '../live/status.ts'
import type { OpenTabWire } from '../live/tab-channel.ts'
import { Entries } from './entries.ts'
import type { Entry, Intent } from './intent.ts'
import { type Locks, Sender } from './sender.ts'

export interface OutboxOptions {
  /** Whose replicas live in this browser: a lost cookie must not lose what waits. */
  person: string
  clock: Clock
  rng: Rng
  fetch?: typeof fetch
  indexedDB?: IDBFactory | null
  channel?: OpenTabWire
  locks?: Locks | null
  /** Says `online` when the network is back, and `beforeunload`; the window, in a browser. */
  network?: EventTarget | null
}

/** What this browser's person wants of the server: durable, in order per lane, sent once. */
export class Outbox {
  /** Waiting and refused, in order; what was confirmed just now is still among them. */
  readonly entries: ReadonlySignal<readonly Entry[]>
  /** `broken`: what waits is only in this tab, and deserves a warning. */
  readonly device: ReadonlySignal<DeviceState>
  /** What earlier visits left is among the entries. */
  readonly loaded: Promise<void>
  readonly #entries: Entries
  readonly #sender: Sender
  readonly #network: EventTarget | null
  #closing: Promise<void> | null = null

  constructor(options: OutboxOptions) {
    const { clock, rng, person } = options
    const name = `interline/outbox/${person}`
    this.#entries = new Entries({
      ...{ name, clock, channel: options.channel ?? tabWireHere },
      factory: options.indexedDB === undefined ? factoryHere() : options.indexedDB,
      changed: () => this.#sender.watch(),
    })
    this.#sender = new Sender({
      ...{ name, entries: this.#entries, clock, rng },
      fetch: options.fetch ?? ((...all) => fetch(...all)),
      locks: options.locks === undefined ? locksHere() : options.locks,
    })
    this.entries = this.#entries.list
    this.device = this.#entries.device
    this.loaded = this.#entries.loaded
    this.#network = options.network === undefined ? networkHere() : options.network
    this.#network?.addEventListener('online', this.flush)
    this.#network?.addEventListener('beforeunload', this.#guard)
    this.flush()
  }

  /** Shown at once; resolves true when it is on this device's disk, and is sent then. */
  async add(intent: Intent): Promise<boolean> {
    const adding = this.#entries.add(intent)
    // Where this device keeps nothing, waiting for it would only cost time.
    if (this.device.peek() === 'broken') this.#sender.send('due')
    const stored = await adding
    this.#sender.send('due')
    return stored
  }

  /** A refused intent waits again. */
  retry(id: string): void {
    const row = this.#entries.rows.find(({ intent }) => intent.id === id)
    if (!row) return
    const standing = { state: 'waiting', tries: 0, why: null } as const
    void this.#entries.amend(row, { standing, notBefore: 0 }).then(() => this.#sender.send('due'))
  }

  /** Forgets an intent, with its words. One that is on its way may arrive all the same. */
  drop(id: string): Promise<void> {
    return this.#entries.drop(id)
  }

  /** Sends now all that waits. */
  readonly flush = (): void => this.#sender.send('all')

  /** Call with each hello: what another log confirmed may be gone, and is sent again. */
  async meet(lane: string, log: string): Promise<void> {
    await this.#entries.meet(lane, log)
    this.flush()
  }

  /** The server lost what this lane began with, by that kind: if it began here, all is sent again. */
  async sendAgain(lane: string, kind: string): Promise<void> {
    await this.#entries.reopen(lane, kind)
    this.flush()
  }

  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  /** [OB2] The browser asks before it closes a tab that alone holds what a person did. */
  readonly #guard = (event: Event) => {
    const isWaiting = this.entries.peek().some(({ state }) => state === 'waiting')
    if (isWaiting && this.device.peek() === 'broken') event.preventDefault()
  }

  async #end(): Promise<void> {
    this.#network?.removeEventListener('online', this.flush)
    this.#network?.removeEventListener('beforeunload', this.#guard)
    await this.#sender.close()
    await this.#entries.close()
  }
}

function locksHere(): Locks | null {
  return typeof navigator === 'undefined' ? null : (navigator.locks ?? null)
}
