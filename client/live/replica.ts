import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { Awareness, applyAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { unreachable } from '../../shared/kit/assert.ts'
import { can } from '../../shared/sharing/can.ts'
import type { Fact } from '../../shared/wire/fact.ts'
import type { Hello } from '../../shared/wire/hello.ts'
import type { Refusal } from '../../shared/wire/refusal.ts'
import type { RefusalReason } from '../../shared/wire/refusals.ts'
import type { Role } from '../../shared/wire/role.ts'
import type { Peer } from '../../shared/wire/roster.ts'
import { Arrivals } from './arrivals.ts'
import { Changes } from './changes.ts'
import { Device } from './device.ts'
import { type FactListener, Feed } from './feed.ts'
import { Gate } from './gate.ts'
import { factoryHere, networkHere, paintedHere, tabWireHere } from './here.ts'
import type { Touches } from './hold-back.ts'
import { Ledger } from './ledger.ts'
import { Link, type LinkEvent } from './link.ts'
import { Receipts } from './receipts.ts'
import { Reconnects } from './reconnects.ts'
import type { ReplicaOptions } from './replica-options.ts'
import type { Place } from './shelf.ts'
import { Shelving } from './shelving.ts'
import { type DeviceState, isKept, type Parts, type Status, statusAlong } from './status.ts'
import { Verdict } from './verdict.ts'

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
  readonly roster = signal<readonly Peer[]>([])
  readonly role = signal<Role | null>(null)
  readonly log = signal<string | null>(null)
  readonly shelved: ReadonlySignal<boolean>
  readonly superseded: ReadonlySignal<boolean>
  readonly status: ReadonlySignal<Status>
  readonly online = computed(() => this.#parts.value.link !== 'down')
  readonly device = computed(() => this.#parts.value.device)
  readonly kept = computed(() => isKept(this.#parts.value))
  readonly #options: ReplicaOptions
  readonly #network: EventTarget | null
  readonly #openedAt: number
  /** [RP16] A new Yjs client id each time: never kept, never shared by two tabs. */
  readonly #writer = String(this.doc.clientID)
  readonly #ledger = new Ledger()
  readonly #arrivals: Arrivals
  readonly #gate: Gate
  readonly #reconnects: Reconnects
  readonly #link: Link
  readonly #receipts: Receipts
  readonly #device: Device
  readonly #changes: Changes
  readonly #shelving: Shelving
  readonly #feed = new Feed()
  readonly #parts: Signal<Parts>
  #started = false
  /** All that the server had is in the doc. */
  #whole = false
  readonly #verdict = new Verdict()
  /** The role fell below writing while words waited. */
  #fell = false
  #closing: Promise<void> | null = null

  constructor(options: ReplicaOptions) {
    const { clock, rng, painted = paintedHere() } = options
    const { doc, awareness } = this
    this.#options = options
    this.#openedAt = clock.now()
    this.#network = options.network === undefined ? networkHere() : options.network
    this.#arrivals = new Arrivals({ doc, clock, painted, origin: () => this.#link.origin })
    this.#gate = new Gate(options.creation ?? null)
    this.#reconnects = new Reconnects(clock, rng)
    this.#link = new Link({
      ...{ server: options.server, document: options.document, doc, awareness, clock },
      WebSocket: options.WebSocket ?? WebSocket,
      hear: (event) => this.#hear(event),
    })
    this.#receipts = new Receipts({
      ...{ clock, ledger: this.#ledger },
      ask: (n) => this.#link.ask(n),
      again: () => this.#link.again(),
      stuck: () => this.#link.drop(),
      changed: () => this.#look(),
    })
    this.#device = new Device({
      ...{ person: options.person, document: options.document, doc, clock, writer: this.#writer },
      factory: options.indexedDB === undefined ? factoryHere() : options.indexedDB,
      channel: options.channel ?? tabWireHere,
      marks: () => this.#ledger.marks,
      found: (marks) => this.#ledger.adopt(marks),
      late: (place) => this.#lives(place),
      loaded: (isVisited) => this.#loaded(isVisited),
      heard: (update, from) =>
        this.#arrivals.fromTab(update, () => this.#changes.takeOver(update, from)),
      mayTrim: () => !this.#arrivals.holding,
      painted,
      changed: () => this.#look(),
    })
    this.#shelving = new Shelving(this.#device, () => this.#ledger.waiting > 0)
    this.shelved = this.#shelving.shelved
    this.superseded = this.#shelving.superseded
    this.#changes = new Changes({
      ...{ doc, clock, writer: this.#writer, ledger: this.#ledger, device: this.#device },
      ...{ link: this.#link, receipts: this.#receipts, isStarted: () => this.#started },
      changed: () => this.#look(),
    })
    this.#parts = signal(this.#sum())
    this.status = statusAlong(this.#parts)
    this.#network?.addEventListener('online', this.#networkBack)
    this.#network?.addEventListener('offline', this.#networkGone)
    void this.#start()
  }

  onFact(listener: FactListener): () => void {
    return this.#feed.on(listener)
  }

  holdBack(touches: Touches | null): void {
    this.#arrivals.holdBack(touches)
  }

  retry(): void {
    const refused = this.#verdict.refusal !== null
    if (this.#closing || !this.#started || this.#fell || !this.#verdict.reopen()) return
    if (!this.#gate.isOpen) this.#gate.hurry()
    else if (this.#receipts.link === 'down') this.#link.connect()
    else if (refused) this.#link.again()
    this.#look()
  }

  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  /** [RP2] First this device, then the server: else the whole document would leave as one update. */
  async #start(): Promise<void> {
    const isBegun = !this.#gate.isOpen
    const place = (await this.#device.find()) ?? (isBegun ? await this.#device.begin() : null)
    if (place && !this.#closing) {
      this.#lives(place)
      await this.#device.open(place.name, true)
    }
    const after = await this.#options.after
    if (this.#closing) return
    if (after) this.#link.follow(after)
    this.#started = true
    // [RP21] Of a document that no server knows, an empty page is all there is.
    if (isBegun) this.#ready()
    this.#gate.watch((state) => this.#mayGo(state))
    this.#look()
  }

  #lives({ belongs, role }: Place): boolean {
    if (belongs && !this.#link.settles(belongs)) return false
    this.role.value ??= role
    return true
  }

  #mayGo(state: 'made' | RefusalReason): void {
    if (state !== 'made') this.#verdict.refuse(state)
    else {
      if (this.#verdict.refusal === 'unknown-document') this.#verdict.reopen()
      if (!this.#verdict.isFinal) this.#link.connect()
    }
    this.#look()
  }

  /** All that was on this device is in the doc: of an earlier visit, or of none. */
  #loaded(isVisited: boolean): void {
    if (isVisited) this.#ready()
    // Too late for the step 2 of this connection: with what makes no event it leaves in another.
    if (this.#started) this.#link.again()
    this.#checkRole()
    this.#remember()
  }

  /** All that comes over the wire enters here. */
  #hear(event: LinkEvent): void {
    switch (event.kind) {
      case 'up':
        this.#reconnects.up()
        this.#receipts.up()
        break
      case 'down':
        // Before the provider forgets where the others are.
        this.#arrivals.flush()
        this.#receipts.down()
        this.roster.value = []
        this.#fall(event.code)
        break
      case 'hello':
        this.#meet(event.hello)
        break
      case 'answered':
        this.#receipts.answered()
        break
      case 'update':
        if (event.whole) this.#arrivals.atOnce(event.update, () => this.#take(event.update, true))
        else this.#arrivals.words(event.update, () => this.#take(event.update, false))
        break
      case 'awareness':
        this.#arrivals.carets(() => this.#see(event.update))
        break
      case 'receipt':
        this.#receipted(event.n)
        break
      case 'refusal':
        this.#refused(event.refusal)
        break
      case 'roster':
        this.roster.value = event.peers
        break
      case 'fact':
        this.#told(event.fact)
        break
      default:
        unreachable(event)
    }
    this.#look()
  }

  #fall(code: number | null): void {
    const next = this.#reconnects.down(code)
    const said = this.#verdict.ended(next, this.phase.value === 'ready')
    if (next.kind === 'retry') this.#link.connectAfter(next.waitMs)
    else if (said === 'looks again') this.#link.connectAfter(this.#reconnects.look())
    else if (said === 'unknown-document') this.#gate.lost()
  }

  /** [RP14] */
  #meet(hello: Hello): void {
    const place = this.#link.place
    if (place && place.epoch !== hello.epoch) {
      this.#refuse('must-not-merge')
      return
    }
    this.#verdict.met()
    this.role.value = hello.role
    this.log.value = hello.logId
    this.#link.belong(hello.logId, hello.epoch)
    if (!place) void this.#device.meet(hello.epoch)
    else if (place.log !== hello.logId) {
      this.#reconnects.relogged()
      this.#receipts.renew()
      this.#whole = false
    }
    this.#checkRole()
  }

  /** [RP20] Words that would only be refused are not sent: the copy of the others stays clean. */
  #checkRole(): void {
    if (!this.log.value || !this.#onlyReads) return
    if (this.#ledger.waiting > 0) {
      this.#fell = true
      this.#refuse('forbidden')
    } else this.#receipts.rest()
  }

  get #onlyReads(): boolean {
    return this.role.value !== null && !can(this.role.value, 'write')
  }

  #refuse(reason: RefusalReason): void {
    this.#verdict.refuse(reason)
    if (this.#receipts.link !== 'down') this.#link.stop()
  }

  /** [RP19] Its place is said in the URL of the next connection. */
  #told(fact: Fact): void {
    const place = this.#link.place
    if (!place) return
    this.#link.follow(`${place.log}:${fact.sequence}`)
    this.#feed.hear(fact, place.log)
  }

  #take(update: Uint8Array, whole: boolean): void {
    Y.applyUpdate(this.doc, update, this.#link.origin)
    if (!whole || this.#whole) return
    this.#whole = true
    this.#ready()
    this.#remember()
  }

  #see(carets: Uint8Array): void {
    applyAwarenessUpdate(this.awareness, carets, this.#link.origin)
  }

  #receipted(n: number): void {
    const cover = this.#receipts.receipt(n)
    if (!cover) return
    this.#verdict.receipted()
    this.#reconnects.receipted()
    this.#device.settle(cover)
    if (this.#ledger.waiting === 0) this.#shelving.settled()
  }

  #refused(refusal: Refusal): void {
    this.#reconnects.refused(refusal.reason)
    this.#receipts.refused(refusal)
    this.#verdict.said(refusal)
  }

  #remember(): void {
    const place = this.#link.place
    if (this.#whole && place) void this.#device.remember({ ...place }, this.role.value)
  }

  #ready(): void {
    this.phase.value = 'ready'
    this.#look()
  }

  readonly #networkBack = () => {
    if (this.#started && !this.#verdict.isFinal && this.#gate.isOpen) this.#link.connect()
  }

  /** A socket notices only after half a minute that nobody is there. */
  readonly #networkGone = () => {
    if (this.#receipts.link !== 'down') this.#link.drop()
  }

  #look(): void {
    const before = this.#parts.peek().device
    this.#parts.value = this.#sum()
    // What came while the device kept nothing was never put on the shelf.
    if (before !== 'ready' && this.#device.state === 'ready') this.#remember()
    this.#shelving.look(this.#verdict.refusal, this.#fell)
  }

  #sum(): Parts {
    return {
      ready: this.phase.value === 'ready',
      ...this.#verdict.parts,
      link: this.#receipts.link,
      // [RP22] Who only reads is never asked for words, so that no receipt comes.
      covered: this.#receipts.covered || (this.#whole && this.#onlyReads),
      late: this.#receipts.late,
      waiting: this.#ledger.waiting,
      since: this.#ledger.since ?? this.#openedAt,
      device: this.#device.state,
      stored: this.#device.settled,
      unstoredSince: this.#device.unstoredSince,
    }
  }

  /** [RP17] */
  async #end(): Promise<void> {
    this.#network?.removeEventListener('online', this.#networkBack)
    this.#network?.removeEventListener('offline', this.#networkGone)
    this.#gate.close()
    this.#arrivals.close()
    this.#receipts.down()
    this.#link.close()
    this.roster.value = []
    this.#look()
    this.awareness.destroy()
    await this.#shelving.close()
    await this.#device.close()
    this.doc.destroy()
  }
}
