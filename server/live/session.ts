import type { Clock } from '../../shared/kit/clock.ts'
import type { Colour } from '../../shared/kit/colours.ts'
import type { Asker } from '../../shared/sharing/asker.ts'
import { encodeDenied } from '../../shared/wire/auth.ts'
import { encodeReceipt } from '../../shared/wire/receipt.ts'
import { encodeRefusal } from '../../shared/wire/refusal.ts'
import { REFUSALS, type RefusalReason } from '../../shared/wire/refusals.ts'
import type { Role } from '../../shared/wire/role.ts'
import type { Peer } from '../../shared/wire/roster.ts'
import { Allowance } from './allowance.ts'
import type { LimitName, Limits } from './limits.ts'
import { type Meter, SILENT } from './meter.ts'
import { Receipts } from './receipts.ts'

/** What the core needs of a socket; a real one is in socket.ts, a simulated one in tests. */
export interface Socket {
  send(message: Uint8Array): void
  close(code: number, reason: string): void
  pause(): void
  resume(): void
  /** Bytes handed to `send` that have not left yet. */
  readonly bufferedAmount: number
  /** The address of the network that it comes from (of IPv6 the /64); null: this very machine. */
  readonly network: string | null
}

/** Who stands behind a socket. What they asked with is for who judges access; nobody is told. */
export interface Visitor extends Asker {
  name: string
  colour: Colour
  device: Peer['device']
  /** They came with a token that is nobody's. */
  isStranger?: boolean
}

/** The same session may do this a few times before it is closed. */
const FORGIVEN = new Set<RefusalReason>(['malformed', 'forbidden', 'too-many'])

/** `joining`: has not been told yet what the document holds, so news would not fit. */
type State = 'joining' | 'live' | 'closed'

/** One socket's attachment to one room. It knows its socket; it does not know its room. */
export class Session {
  readonly visitor: Visitor
  readonly role: Role
  /** Speaks frames from 100 on. */
  readonly isOurs: boolean
  readonly receipts = new Receipts()
  /** The Yjs client id that it speaks for in awareness. */
  client: number | null = null
  /** Messages that wait while an earlier one is looked at in a worker; null: none is. */
  backlog: Uint8Array[] | null = null
  #state: State = 'joining'
  #socket: Socket
  #limits: Limits
  #clock: Clock
  #meter: Meter
  #strikes = 0
  #lastRefusal: { reason: RefusalReason; retryAfterMs: number | null } = {
    reason: 'malformed',
    retryAfterMs: null,
  }
  #updates: Allowance
  #bytes: Allowance
  #awareness: Allowance
  #pauses = 0
  /** How many step 2 we asked for and have not got. */
  #stepTwosDue = 0
  #sentSinceCatchUp = 0

  constructor(options: {
    socket: Socket
    visitor: Visitor
    role: Role
    isOurs: boolean
    limits: Limits
    clock: Clock
    meter?: Meter
  }) {
    const { limits, clock } = options
    this.visitor = options.visitor
    this.role = options.role
    this.isOurs = options.isOurs
    this.#socket = options.socket
    this.#limits = limits
    this.#clock = clock
    this.#meter = options.meter ?? SILENT
    this.#updates = new Allowance(limits.updatesPerSecond, limits.updatesBurst, clock.now())
    this.#awareness = new Allowance(
      limits.awarenessPerSecond,
      limits.awarenessPerSecond,
      clock.now(),
    )
    this.#bytes = new Allowance(limits.bytesPerSecond, limits.bytesBurst, clock.now())
  }

  get isLive(): boolean {
    return this.#state === 'live'
  }

  /** It has not taken yet what it was sent: more can wait. */
  get isBehind(): boolean {
    return this.#socket.bufferedAmount > this.#limits.outgoing / 4
  }

  /** Bytes that have not left yet. */
  get buffered(): number {
    return this.#socket.bufferedAmount
  }

  /** Whose long updates take turns with whose, from the outside in. [LV28] */
  get sender(): readonly string[] {
    const { person } = this.visitor
    return [this.#socket.network ?? person, person]
  }

  get isClosed(): boolean {
    return this.#state === 'closed'
  }

  /** Someone who does not read is closed before the queue eats the memory; they catch up. */
  send(message: Uint8Array): void {
    if (this.isClosed) return
    const backlog = Math.min(this.#socket.bufferedAmount, this.#sentSinceCatchUp)
    if (backlog > this.#limits.outgoing) {
      this.close('too-slow', 'outgoing')
      return
    }
    this.#sentSinceCatchUp += message.length
    this.#deliver(message)
  }

  /**
   * All that the document holds; not counted as slowness, however long it takes to send. Whoever asks
   * again pays for it, and must have taken the last one first.
   */
  sendCatchUp(messages: readonly Uint8Array[]): void {
    if (this.isClosed) return
    if (this.isLive) {
      if (this.#socket.bufferedAmount > this.#limits.outgoing) {
        this.close('too-slow', 'outgoing')
        return
      }
      this.spend(messages.reduce((sum, { length }) => sum + length, 0))
    }
    for (const message of messages) this.#deliver(message)
    this.#sentSinceCatchUp = 0
    this.#state = 'live'
  }

  /** What the server lacks of it; the answer is free of the rate. */
  askForStepTwo(stepOne: Uint8Array): void {
    this.#stepTwosDue++
    this.send(stepOne)
  }

  /** A step 2 that nobody asked for is charged like an update, or it would be a way around it. */
  spendStepTwo(bytes: number): void {
    if (this.#stepTwosDue > 0) this.#stepTwosDue--
    else this.spend(bytes)
  }

  ask(n: number): void {
    if (this.receipts.ask(n)) this.giveDueReceipt()
    else this.sayNo(this.#lastRefusal.reason, n, this.#lastRefusal.retryAfterMs)
  }

  giveDueReceipt(): void {
    const n = this.receipts.due()
    if (n !== null && this.isOurs) this.send(encodeReceipt(n))
    if (n !== null) this.#meter.receipted()
  }

  /** `upTo`: the highest receipt that will not come because of this. */
  sayNo(reason: RefusalReason, upTo: number | null, retryAfterMs: number | null): void {
    const { permanent, sentence } = REFUSALS[reason]
    this.#lastRefusal = { reason, retryAfterMs }
    if (this.isOurs) this.send(encodeRefusal({ reason, upTo, permanent, retryAfterMs }))
    else if (reason === 'forbidden') this.send(encodeDenied(sentence))
  }

  /**
   * What it sent last is not taken. False: it had to go, at once or because that was once too often.
   * A stock client reads nothing but the close code. `limit`: which one it was, if it was one.
   */
  refuseFrame(reason: RefusalReason, limit?: LimitName): boolean {
    if (!FORGIVEN.has(reason)) {
      this.turnAway(reason, limit)
      return false
    }
    this.sayNo(reason, this.receipts.refused(), null)
    this.#strikes++
    if (this.#strikes >= this.#limits.strikes) this.close(reason, limit)
    return !this.isClosed
  }

  turnAway(reason: RefusalReason, limit?: LimitName): void {
    this.sayNo(reason, this.receipts.refused(), null)
    this.close(reason, limit)
  }

  close(reason: RefusalReason, limit?: LimitName): void {
    if (this.isClosed) return
    this.#state = 'closed'
    this.#meter.closed(REFUSALS[reason].close, reason)
    // Paused it would not hear the other side's goodbye.
    if (this.#pauses > 0) this.#socket.resume()
    this.#socket.close(REFUSALS[reason].close, limit ? `${reason}: ${limit}` : reason)
  }

  /** The socket is gone. */
  ended(): void {
    this.#state = 'closed'
  }

  /** Whoever sends more than their share is read more slowly; nothing is dropped. [LV14] */
  spend(bytes: number): void {
    const now = this.#clock.now()
    this.#rest(this.#updates.spend(1, now), 'updatesPerSecond')
    this.#rest(this.#bytes.spend(bytes, now), 'bytesPerSecond')
  }

  /** A long frame counts as many: one for each kibibyte. */
  spendAwareness(bytes: number): void {
    const wait = this.#awareness.spend(1 + bytes / 1024, this.#clock.now())
    this.#rest(wait, 'awarenessPerSecond')
  }

  #deliver(message: Uint8Array) {
    this.#meter.sent(message.length)
    this.#socket.send(message)
  }

  #rest(wait: number, limit: LimitName) {
    if (wait === 0) return
    this.#meter.limited(limit)
    this.pause()
    this.#clock.after(wait, () => this.resume())
  }

  pause(): void {
    this.#pauses++
    if (this.#pauses === 1 && !this.isClosed) this.#socket.pause()
  }

  resume(): void {
    this.#pauses--
    if (this.#pauses === 0 && !this.isClosed) this.#socket.resume()
  }
}
