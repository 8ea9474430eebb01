import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { Role } from '../../shared/wire/role.ts'
import type { Peer } from '../../shared/wire/roster.ts'
import { Arrivals } from './arrivals.ts'
import { Changes } from './changes.ts'
import { Device } from './device.ts'
import type { FactListener } from './feed.ts'
import { factoryHere, networkHere, paintedHere, tabWireHere } from './here.ts'
import type { Touches } from './hold-back.ts'
import { type Cover, Ledger } from './ledger.ts'
import type { ReplicaOptions } from './replica-options.ts'
import { Shelving } from './shelving.ts'
import { type DeviceState, isKept, type Parts, type Status, statusAlong } from './status.ts'
import { Upstream } from './upstream.ts'

/** The live document in this tab. */
export interface Replica {
  readonly doc: Y.Doc
  readonly awareness: Awareness
  readonly status: ReadonlySignal<Status>
  /** An editor is editable only when ready: loaded from this device or from the server. */
  readonly phase: ReadonlySignal<'loading' | 'ready'>
  readonly roster: ReadonlySignal<readonly Peer[]>
  readonly online: ReadonlySignal<boolean>
  /** `broken` deserves a lasting warning also while the server saves every word. */
  readonly device: ReadonlySignal<DeviceState>
  /** Every word is on the server's disk or on this device's: the tab may go. */
  readonly kept: ReadonlySignal<boolean>
  /** Its words, which the server does not take, are listed under *Kept on this device*. */
  readonly shelved: ReadonlySignal<boolean>
  /** It may write no more, and its unsent words are shelved: open the document anew. */
  readonly superseded: ReadonlySignal<boolean>
  /** What the server last let this person do here; null where it never said. */
  readonly role: ReadonlySignal<Role | null>
  /** Which log the server keeps; null before it said so in this session. */
  readonly log: ReadonlySignal<string | null>
  /** Facts in their order. The first listener also hears those that came before it. */
  onFact(listener: FactListener): () => void
  holdBack(touches: Touches | null): void
  /** Connect now, and try again what was refused. */
  retry(): void
  /** Idempotent. Resolves when what was being written to this device is. */
  close(): Promise<void>
}

export function openReplica(options: ReplicaOptions): Replica {
  return new LiveReplica(options)
}

class LiveReplica implements Replica {
  readonly doc = new Y.Doc()
  readonly awareness = new Awareness(this.doc)
  readonly phase = signal<'loading' | 'ready'>('loading')
  readonly roster: ReadonlySignal<readonly Peer[]>
  readonly role: ReadonlySignal<Role | null>
  readonly log: ReadonlySignal<string | null>
  readonly shelved: ReadonlySignal<boolean>
  readonly superseded: ReadonlySignal<boolean>
  readonly status: ReadonlySignal<Status>
  readonly online = computed(() => this.#parts.value.link !== 'down')
  readonly device = computed(() => this.#parts.value.device)
  readonly kept = computed(() => isKept(this.#parts.value))
  readonly #options: ReplicaOptions
  readonly #openedAt: number
  /** [RP16] A new Yjs client id each time: never kept, never shared by two tabs. */
  readonly #writer = String(this.doc.clientID)
  readonly #ledger = new Ledger()
  readonly #arrivals: Arrivals
  readonly #upstream: Upstream
  readonly #device: Device
  readonly #changes: Changes
  readonly #shelving: Shelving
  readonly #parts: Signal<Parts>
  #closing: Promise<void> | null = null

  constructor(options: ReplicaOptions) {
    const { clock, painted = paintedHere() } = options
    const { doc, awareness } = this
    this.#options = options
    this.#openedAt = clock.now()
    this.#arrivals = new Arrivals({ doc, clock, painted, origin: () => this.#upstream.link.origin })
    this.#upstream = new Upstream({
      ...{ server: options.server, document: options.document, doc, awareness, clock },
      ...{ rng: options.rng, creation: options.creation, ledger: this.#ledger },
      WebSocket: options.WebSocket ?? WebSocket,
      network: options.network === undefined ? networkHere() : options.network,
      arrivals: this.#arrivals,
      isReady: () => this.phase.value === 'ready',
      met: (epoch) => void this.#device.meet(epoch),
      gave: () => this.#gave(),
      receipted: (cover) => this.#receipted(cover),
      changed: () => this.#look(),
    })
    this.#device = new Device({
      ...{ person: options.person, document: options.document, doc, clock, writer: this.#writer },
      factory: options.indexedDB === undefined ? factoryHere() : options.indexedDB,
      channel: options.channel ?? tabWireHere,
      marks: () => this.#ledger.marks,
      found: (marks) => this.#ledger.adopt(marks),
      late: (place) => this.#upstream.recall(place),
      loaded: (isVisited) => this.#loaded(isVisited),
      heard: (update, from) =>
        this.#arrivals.fromTab(update, () => this.#changes.takeOver(update, from)),
      mayTrim: () => !this.#arrivals.holding,
      painted,
      changed: () => this.#look(),
    })
    this.#shelving = new Shelving(this.#device, () => this.#ledger.waiting > 0)
    const { link, receipts, attendance, roster, role, log } = this.#upstream
    this.roster = roster
    this.role = role
    this.log = log
    this.shelved = this.#shelving.shelved
    this.superseded = this.#shelving.superseded
    this.#changes = new Changes({
      ...{ doc, clock, writer: this.#writer, ledger: this.#ledger, device: this.#device },
      ...{ link, receipts, isStarted: () => attendance.isOpen },
      changed: () => this.#look(),
    })
    this.#parts = signal(this.#sum())
    this.status = statusAlong(this.#parts)
    void this.#start()
  }

  onFact(listener: FactListener): () => void {
    return this.#upstream.feed.on(listener)
  }

  holdBack(touches: Touches | null): void {
    this.#arrivals.holdBack(touches)
  }

  retry(): void {
    if (!this.#closing) this.#upstream.retry()
  }

  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  /** [RP2] First this device, then the server: else the whole document would leave as one update. */
  async #start(): Promise<void> {
    const { link, attendance } = this.#upstream
    const isBegun = !attendance.isMade
    const place = (await this.#device.find()) ?? (isBegun ? await this.#device.begin() : null)
    if (place && !this.#closing) {
      this.#upstream.recall(place)
      await this.#device.open(place.name, true)
    }
    const after = await this.#options.after
    if (this.#closing) return
    if (after) link.follow(after)
    // [RP21] Of a document that no server knows, an empty page is all there is.
    if (isBegun) this.#ready()
    attendance.open()
    this.#look()
  }

  /** All that was on this device is in the doc: of an earlier visit, or of none. */
  #loaded(isVisited: boolean): void {
    const { link, attendance } = this.#upstream
    if (isVisited) this.#ready()
    // Too late for the step 2 of this connection: with what makes no event it leaves in another.
    if (attendance.isOpen) link.again()
    this.#upstream.checkRole()
    this.#remember()
  }

  /** All that the server had is in the doc. */
  #gave(): void {
    this.#ready()
    this.#remember()
  }

  #receipted(cover: Cover): void {
    this.#device.settle(cover)
    if (this.#ledger.waiting === 0) this.#shelving.settled()
  }

  #remember(): void {
    const { isWhole, link, role } = this.#upstream
    if (isWhole && link.place) void this.#device.remember({ ...link.place }, role.value)
  }

  #ready(): void {
    this.phase.value = 'ready'
    this.#look()
  }

  #look(): void {
    const before = this.#parts.peek().device
    this.#parts.value = this.#sum()
    // What came while the device kept nothing was never put on the shelf.
    if (before !== 'ready' && this.#device.state === 'ready') this.#remember()
    this.#shelving.look(this.#upstream.attendance.refusal, this.#upstream.fell)
  }

  #sum(): Parts {
    return {
      ready: this.phase.value === 'ready',
      ...this.#upstream.parts,
      waiting: this.#ledger.waiting,
      since: this.#ledger.since ?? this.#openedAt,
      device: this.#device.state,
      stored: this.#device.settled,
      unstoredSince: this.#device.unstoredSince,
    }
  }

  /** [RP17] */
  async #end(): Promise<void> {
    this.#arrivals.close()
    this.#upstream.close()
    this.#look()
    this.awareness.destroy()
    await this.#shelving.close()
    await this.#device.close()
    this.doc.destroy()
  }
}
