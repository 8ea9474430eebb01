/**
 * A live document: where its snapshot lies, its tail, who is here. Content is never looked at; what
 * a session sends is committed first and only then sent on and receipted. Rules: SPEC.md.
 */
import { must, unreachable } from '../../shared/kit/assert.ts'
import type { Colour } from '../../shared/kit/colours.ts'
import type { Fact } from '../../shared/wire/fact.ts'
import type { RefusalReason } from '../../shared/wire/refusals.ts'
import { encodeUpdate } from '../../shared/wire/sync.ts'
import { decodeUp, type Up } from '../../shared/wire/up.ts'
import type { StoredDocument, StoredSnapshot } from '../platform/log-store.ts'
import { type Acquaintance, admit } from './admission.ts'
import type { Arrival } from './arrival.ts'
import { CatchUp, readVector, stepTwoFrame, updateFrame } from './catch-up.ts'
import { Feeds } from './feeds.ts'
import type { House } from './house.ts'
import { InTurn } from './in-turn.ts'
import { Intake, type IntakeOwner } from './intake.ts'
import { Presence } from './presence.ts'
import { PresenceBeat } from './presence-beat.ts'
import type { Session } from './session.ts'
import { mergeNeighbours, NOTHING, Tail } from './tail.ts'
import type { UpdateShape } from './update-shape.ts'
import { type Kept, Upkeep } from './upkeep.ts'

const ASK_AGAIN_MS = 5_000

export class Room implements IntakeOwner, Kept {
  readonly document: string
  readonly epoch: number
  #house: House
  #intake: Intake
  #sessions = new Set<Session>()
  #feeds: Feeds
  #answers = new InTurn((session: Session, vector: Uint8Array) => this.#answer(session, vector))
  #presence: Presence
  #beat: PresenceBeat
  #snapshot: StoredSnapshot | null
  #tail: Tail
  #catchUp: CatchUp
  #upkeep: Upkeep
  /** What was written since the document was read last; null: nothing. */
  #burst: { from: number; to: number; people: Set<string> } | null = null
  #lastAsk = Number.NEGATIVE_INFINITY
  /** ms UTC, as far as this room has seen it; null: nothing waits. */
  #lackingSince: number | null = null

  /** `shapes`: of the snapshot's deletes, if there is one, and of every row. */
  constructor(
    document: string,
    stored: StoredDocument,
    shapes: readonly UpdateShape[],
    house: House,
  ) {
    const { store, checker, clock, limits, compactor } = house
    const { epoch } = stored
    this.document = document
    this.epoch = epoch
    this.#house = house
    this.#snapshot = stored.snapshot
    this.#tail = new Tail(stored.rows)
    this.#intake = new Intake(document, stored, shapes, house, this)
    this.#feeds = new Feeds(document, house)
    this.#presence = new Presence(limits.awarenessEveryMs)
    this.#beat = new PresenceBeat(this.#presence, this.#sessions, clock)
    this.#catchUp = new CatchUp({ document, epoch, store, checker, clock }, stored)
    this.#upkeep = new Upkeep(this, compactor, clock)
  }

  get sessions(): ReadonlySet<Session> {
    return this.#sessions
  }

  get crowd(): number {
    return this.#sessions.size
  }

  get tailRows(): number {
    return this.#tail.length
  }

  get tailBytes(): number {
    return this.#tail.size
  }

  /** Step 2 is free of the rate: a tail can outgrow the limit long before it is folded. */
  get size(): number {
    return Math.max(this.snapshotBytes, (this.snapshotBytes + this.tailBytes) / 2)
  }

  /** Something on disk waits for words that nobody has brought yet. */
  get isLacking(): boolean {
    return this.#intake.gate.isLacking
  }

  /** How long something has been waiting for words. */
  get lackingMs(): number {
    return this.#lackingSince === null ? 0 : this.#house.clock.now() - this.#lackingSince
  }

  get snapshotBytes(): number {
    return this.#snapshot?.size ?? 0
  }

  /** Nobody is here, nothing is under way. */
  get isUnused(): boolean {
    return this.#sessions.size === 0 && !this.#intake.isBusy && this.#upkeep.isResting
  }

  join(session: Session, known: Acquaintance): void {
    if (!admit(session, known, this.epoch, this.#sessions, this.#house)) return
    this.#sessions.add(session)
    if (session.isOurs) session.send(this.#presence.roster())
    this.#intake.askFor(session)
    const everyone = this.#presence.everyone()
    if (everyone) session.send(everyone)
    this.#feeds.join(session, known)
  }

  /** A fact that is on disk. [LV19] */
  tell(fact: Fact): void {
    this.#feeds.tell(fact)
  }

  /** The socket is gone; what it sent before stays on its way to the disk. */
  leave(session: Session): void {
    session.ended()
    if (!this.#sessions.delete(session)) return
    this.#feeds.leave(session)
    this.#presence.leave(session)
    if (this.#sessions.size === 0) this.#upkeep.left()
    this.#beat.changed()
  }

  /** Somebody who is here has another name, or would rather have this colour. */
  appears(person: string, colour: Colour): void {
    this.#presence.appears(person, colour)
    this.#beat.changed()
  }

  /** The guest's client ids are the person's. */
  becomes(guest: string, person: string): void {
    this.#intake.gate.adopt(guest, person)
  }

  drain(): Promise<void> {
    return this.#intake.drain()
  }

  close(reason: RefusalReason): void {
    for (const session of this.#sessions) session.close(reason)
    this.#upkeep.close()
  }

  /** The one door: everything that a session says comes in here. */
  receive(session: Session, message: Uint8Array): void {
    if (session.isClosed) return
    if (session.backlog) {
      session.backlog.push(message)
      return
    }
    const frame = decodeUp(message)
    if (frame && (session.isOurs || frame.kind !== 'receipt')) {
      this.#hear(session, frame, message.length)
    } else this.#intake.refuse(session, 'malformed')
  }

  #hear(session: Session, frame: Up, size: number): void {
    switch (frame.kind) {
      case 'step-one':
        if (frame.vector.length > this.#house.limits.vector) {
          this.#intake.refuse(session, 'too-large', 'vector')
          return
        }
        session.spend(frame.vector.length)
        void this.#answers.ask(session, frame.vector)
        return
      case 'step-two':
      case 'update':
        this.#intake.take(session, frame.update, frame.kind === 'step-two', (message) =>
          this.receive(session, message),
        )
        return
      case 'awareness': {
        session.spendAwareness(size)
        const { person } = session.visitor
        const isForeign = (client: number) => this.#intake.gate.isForeign(client, person)
        const passedOver = this.#presence.hear(session, frame.entries, isForeign)
        if (passedOver > 0) this.#house.meter.passedOver(passedOver)
        if (session.client !== null) this.#intake.gate.seat(session.client, person)
        this.#beat.changed()
        return
      }
      case 'query-awareness': {
        session.spend(0)
        const everyone = this.#presence.everyone()
        if (everyone) session.send(everyone)
        return
      }
      case 'receipt':
        session.ask(frame.n)
        return
      default:
        unreachable(frame)
    }
  }

  /** Whoever has the step 2 that this ends with has everything that is on disk. [LV12] */
  async #answer(session: Session, encoded: Uint8Array) {
    const has = readVector(encoded)
    if (!has) {
      this.#intake.refuse(session, 'malformed')
      return
    }
    let part: Uint8Array | null = null
    for (let used: StoredSnapshot | null = null; this.#snapshot && used !== this.#snapshot; ) {
      // A compaction meanwhile drops rows from the tail that an older part does not contain.
      used = this.#snapshot
      part = await this.#catchUp.lackingPart(used, has)
      if (!part) {
        session.turnAway('unreadable')
        return
      }
    }
    const parts = part ? [part, ...this.#tail.pieces()] : this.#tail.pieces()
    const last = parts.pop() ?? NOTHING
    session.sendCatchUp([...parts.map(updateFrame), stepTwoFrame(last)])
  }

  onDisk(arrivals: readonly Arrival[], sequences: readonly number[]): void {
    const { origin } = this.#house.store
    arrivals.forEach(({ entry }, index) => {
      const sequence = must(sequences[index], 'every update of a batch has its sequence')
      this.#tail.push({ origin, sequence, bytes: entry.bytes })
    })
    this.#sendOn(arrivals)
    this.#noteBurst(arrivals)
    this.#upkeep.edited()
    if (this.isLacking) this.#askAgain()
    this.#lackingSince = this.isLacking ? (this.#lackingSince ?? this.#house.clock.now()) : null
  }

  #noteBurst(arrivals: readonly Arrival[]) {
    const to = this.#house.clock.now()
    const { from = to, people = new Set<string>() } = this.#burst ?? {}
    for (const { session } of arrivals) people.add(session.visitor.person)
    this.#burst = { from, to, people }
  }

  /** One frame, encoded once, to all; who wrote all of it has it already. [LV4] */
  #sendOn(arrivals: readonly Arrival[]) {
    const senders = new Set(arrivals.map(({ session }) => session))
    const only = senders.size === 1 ? arrivals[0]?.session : undefined
    for (const update of mergeNeighbours(arrivals.map(({ entry }) => entry.bytes))) {
      const frame = encodeUpdate(update)
      for (const session of this.#sessions) {
        if (session.isLive && session !== only) session.send(frame)
      }
    }
  }

  /** Something on disk waits for words that nobody has sent: who has them may bring them. [LV11] */
  #askAgain() {
    const now = this.#house.clock.now()
    if (now - this.#lastAsk < ASK_AGAIN_MS) return
    this.#lastAsk = now
    for (const session of this.#sessions) this.#intake.askFor(session)
  }

  adopt(snapshot: StoredSnapshot): void {
    this.#snapshot = snapshot
    this.#tail.dropCovered(snapshot.cover)
  }

  described(description: { title: string; text: string }): void {
    const burst = this.#burst && { ...this.#burst, people: [...this.#burst.people] }
    this.#burst = null
    this.#house.onDescribed(this.document, description, burst)
  }

  failed(why: string): void {
    this.#house.report('compaction-failed', { document: this.document, why })
  }
}
