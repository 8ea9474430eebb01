/**
 * The way of an update from a session to the disk: role and size before it is looked at, its shape,
 * the gate, the commit queue. What is refused leaves no trace but the refusal. [LV10] [LV13]
 */
import { can } from '../../shared/sharing/can.ts'
import type { RefusalReason } from '../../shared/wire/refusals.ts'
import { encodeStepOne } from '../../shared/wire/sync.ts'
import type { StoredDocument } from '../platform/log-store.ts'
import type { Arrival } from './arrival.ts'
import { Gate, type Verdict } from './gate.ts'
import type { House } from './house.ts'
import type { LimitName } from './limits.ts'
import type { Writer } from './log.ts'
import { parcels } from './parcels.ts'
import type { Session } from './session.ts'
import type { UnreadLimit } from './unread.ts'
import type { ShapeBounds } from './update-reader.ts'
import { type ReadShape, readShape, type UpdateShape } from './update-shape.ts'

/** From so many sessions on, edits are gathered for a display frame before they are committed. */
const CROWD = 8
const FRAME_MS = 16
const RETRY_MS = 5_000

type Foreign = ReadShape | 'quarantined' | UnreadLimit
type Unsettled = Extract<Verdict, { kind: 'under-way' | 'partly-known' }>

export interface IntakeOwner {
  readonly crowd: number
  /** Of the document in bytes; a tail counts half, since folding it may shrink it. */
  readonly size: number
  /** They are on disk, in the order in which they came. */
  onDisk(arrivals: readonly Arrival[], sequences: readonly number[]): void
}

export class Intake implements Writer<Arrival> {
  readonly gate: Gate
  #document: string
  #epoch: number
  #house: House
  #owner: IntakeOwner
  #gathered: Arrival[] = []
  #lastHandover = Number.NEGATIVE_INFINITY
  #isGathering = false
  #checking = 0
  #queued = 0
  /** Until the next commit: those whose words are among what is on its way to the disk. */
  #waiting: (() => void)[] = []

  constructor(
    document: string,
    stored: StoredDocument,
    shapes: readonly UpdateShape[],
    house: House,
    owner: IntakeOwner,
  ) {
    this.#document = document
    this.#epoch = stored.epoch
    this.#house = house
    this.#owner = owner
    this.gate = new Gate(stored, shapes, house.limits, house.store.relayUntil)
  }

  get isBusy(): boolean {
    return this.#checking > 0 || this.#queued > 0
  }

  /** `next` takes what the session sent meanwhile, if this cannot be settled at once. */
  take(
    session: Session,
    update: Uint8Array,
    isStepTwo: boolean,
    next: (message: Uint8Array) => void,
  ): void {
    const { limits } = this.#house
    if (!can(session.role, 'write')) {
      this.refuse(session, 'forbidden')
      return
    }
    if (update.length > (isStepTwo ? limits.stepTwo : limits.update)) {
      this.refuse(session, 'too-large', isStepTwo ? 'stepTwo' : 'update')
      return
    }
    if (isStepTwo) session.spendStepTwo(update.length)
    else session.spend(update.length)
    // The message may be a window into a larger buffer; what is kept must not keep that, too.
    const bytes = update.slice()
    const isShort = bytes.length <= limits.checkedInWorker
    const verdict =
      isShort && this.#judge(session, bytes, readShape(bytes, this.#bounds), isStepTwo)
    if (verdict !== 'settled') void this.#takeSlowly(session, bytes, isStepTwo, next)
  }

  /** Everything that is here goes to the log now; resolves when it is on disk. */
  async drain(): Promise<void> {
    while (this.isBusy) {
      this.#handOver()
      await this.#house.log.idle()
      if (this.isBusy) await new Promise<void>((wake) => this.#house.clock.after(1, wake))
    }
  }

  committed(arrivals: readonly Arrival[], sequences: readonly number[]): void {
    for (const { session, updates, entry } of arrivals) {
      this.#queued -= updates.length
      for (const { shape, size } of updates) {
        this.gate.absorb(shape, entry.person, size)
        session.receipts.committed()
      }
      this.gate.keep(entry.claims)
    }
    this.#owner.onDisk(arrivals, sequences)
    for (const session of new Set(arrivals.map((one) => one.session))) session.giveDueReceipt()
    this.#wakeWaiting()
  }

  /** Our next step 1 makes the client send all of it again. [LV6] */
  refused(arrivals: readonly Arrival[]): void {
    const updates = arrivals.flatMap((one) => one.updates)
    this.#queued -= updates.length
    for (const { shape } of updates) this.gate.giveUp(shape)
    this.#house.report('storage-full', { document: this.#document, updates: updates.length })
    for (const [session, own] of Map.groupBy(arrivals, (one) => one.session)) {
      const lost = own.flatMap((one) => one.updates)
      const voided = lost.map(() => session.receipts.refusedFromQueue())
      const upTo = voided.reduce((most, n) => (n === null ? most : Math.max(most ?? 0, n)), null)
      session.sayNo('storage-full', upTo, RETRY_MS)
      this.#house.clock.after(RETRY_MS, () => this.askFor(session))
    }
    this.#wakeWaiting()
  }

  /** What the log lacks, from this session. */
  askFor(session: Session): void {
    if (can(session.role, 'write')) session.askForStepTwo(encodeStepOne(this.gate.vector))
  }

  refuse(session: Session, reason: RefusalReason, limit?: LimitName): void {
    this.#house.report('refused', {
      ...{ document: this.#document, person: session.visitor.person, reason },
      ...(limit && { limit }),
    })
    // Asked for again at once it would come again at once.
    if (limit === 'unread' || limit === 'unreadPerPerson') session.turnAway(reason, limit)
    else if (session.refuseFrame(reason, limit)) this.askFor(session)
  }

  /** This session waits, nobody else does. */
  async #takeSlowly(
    session: Session,
    bytes: Uint8Array,
    isStepTwo: boolean,
    next: (message: Uint8Array) => void,
  ) {
    const backlog: Uint8Array[] = []
    session.backlog = backlog
    session.pause()
    this.#checking++
    await this.#settle(session, bytes, isStepTwo)
    this.#checking--
    session.backlog = null
    session.resume()
    for (const message of backlog) next(message)
  }

  async #settle(session: Session, bytes: Uint8Array, isStepTwo: boolean) {
    const { checker } = this.#house
    const { sender } = session
    for (let update = bytes; ; ) {
      const verdict = this.#judge(
        session,
        update,
        await checker.foreignShape(update, this.#bounds, sender),
        isStepTwo,
      )
      if (verdict === 'settled') return
      if (verdict.kind === 'under-way') {
        await new Promise<void>((wake) => this.#waiting.push(wake))
        continue
      }
      const rest = await checker.withoutKnown(update, verdict.known, sender)
      if (!rest) {
        this.refuse(session, 'quarantined')
        return
      }
      update = rest
    }
  }

  /** A step 2 brings all deletes of the document again, however little is new in it. */
  get #bounds(): ShapeBounds {
    const { structs } = this.#house.limits
    return { structs, deletes: structs + this.gate.deletes }
  }

  #judge(
    session: Session,
    bytes: Uint8Array,
    shape: Foreign,
    isStepTwo: boolean,
  ): 'settled' | Unsettled {
    if (typeof shape === 'string') {
      if (shape === 'too-large') this.refuse(session, shape, 'structs')
      else if (shape === 'unread' || shape === 'unreadPerPerson')
        this.refuse(session, 'too-many', shape)
      else this.refuse(session, shape)
      return 'settled'
    }
    const { person } = session.visitor
    const now = this.#house.clock.now()
    const verdict = this.gate.judge(shape, person, this.#owner.size, now)
    if (verdict.kind === 'refused') {
      this.refuse(session, verdict.reason, verdict.limit)
      return 'settled'
    }
    if (verdict.kind === 'known') {
      this.#house.meter.known()
      session.receipts.holdsAlready(isStepTwo)
      session.giveDueReceipt()
      return 'settled'
    }
    if (verdict.kind !== 'new') return verdict
    const { claims, relayed } = verdict
    const document = this.#document
    if (relayed.length > 0) this.#house.report('relayed', { document, person, clients: relayed })
    this.gate.take(shape, claims, person)
    session.receipts.handOver(isStepTwo)
    const [first] = shape.structs
    const client = first?.client ?? null
    const entry = { document, epoch: this.#epoch, client, person, bytes, claims }
    this.#gather({ session, updates: [{ shape, size: bytes.length }], entry })
    return 'settled'
  }

  #wakeWaiting() {
    for (const wake of this.#waiting.splice(0)) wake()
  }

  /** [LV3] */
  #gather(arrival: Arrival) {
    this.#queued++
    this.#gathered.push(arrival)
    if (this.#isGathering) return
    const { clock } = this.#house
    const wait = this.#lastHandover + FRAME_MS - clock.now()
    if (this.#owner.crowd < CROWD || wait <= 0) {
      this.#handOver()
      return
    }
    this.#isGathering = true
    clock.after(wait, () => this.#handOver())
  }

  #handOver() {
    this.#isGathering = false
    this.#lastHandover = this.#house.clock.now()
    this.#house.log.append(this, parcels(this.#gathered.splice(0)))
  }
}
