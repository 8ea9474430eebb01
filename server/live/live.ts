/**
 * The live server without its network: clock, log, access and sockets are handed in, so that all of
 * it runs in a simulated world as well.
 */
import type { Clock } from '../../shared/kit/clock.ts'
import type { Fact } from '../../shared/wire/fact.ts'
import type { RefusalReason } from '../../shared/wire/refusals.ts'
import type { Role } from '../../shared/wire/role.ts'
import { type StartThread, startWorker } from '../platform/guarded-worker.ts'
import type { LogStore } from '../platform/log-store.ts'
import type { Acquaintance } from './admission.ts'
import type { Arrival } from './arrival.ts'
import { Arrivals } from './arrivals.ts'
import { Checker } from './checker.ts'
import { Compactor } from './compactor.ts'
import type { House, OnDescribed, Report, StoredFacts } from './house.ts'
import type { Limits } from './limits.ts'
import { Log } from './log.ts'
import { type Figures, type Meter, SILENT } from './meter.ts'
import type { Room } from './room.ts'
import { Rooms } from './rooms.ts'
import { Session, type Socket, type Visitor } from './session.ts'

export interface LiveOptions {
  clock: Clock
  store: LogStore
  limits: Limits
  /** What somebody may do with a document; null: for them there is none. */
  access: (visitor: Visitor, document: string) => Promise<Role | 'trashed' | null>
  /** Somebody who may has opened a document. */
  entered?: (visitor: Visitor, document: string) => void
  report: Report
  /** Counts; nothing is counted unless said. */
  meter?: Meter
  onDescribed: OnDescribed
  storedFacts: StoredFacts
  /** The disk said no and nobody knows what is on it: the process has to end. */
  onBroken: (error: unknown) => void
  /** How the threads start that read long or foreign bytes; real ones unless said. */
  startThread?: StartThread
}

/** What a socket asks for when it opens. */
export interface Wish {
  document: string
  visitor: Visitor
  /** `v=1`: frames from 100 on. */
  isOurs: boolean
  known: Acquaintance
  /** The {@link Live.moment} at which it was asked who they are. */
  askedAt?: number
}

/** The server's end of one socket. */
export interface Connection {
  receive(message: Uint8Array): void
  ended(): void
}

export class Live {
  #options: LiveOptions
  #log: Log<Arrival>
  #checker: Checker
  #compactor: Compactor
  #rooms: Rooms
  #arrivals = new Arrivals()
  #isDraining = false

  constructor(options: LiveOptions) {
    const { clock, store, limits, report, onDescribed, storedFacts, onBroken } = options
    const { startThread = startWorker, meter = SILENT } = options
    this.#options = options
    this.#log = new Log(store, clock, onBroken, meter)
    this.#checker = new Checker(clock, startThread, limits)
    this.#compactor = new Compactor(store, clock, startThread, meter)
    const house: House = {
      ...{ store, clock, limits, report, meter, onDescribed, storedFacts },
      ...{ log: this.#log, checker: this.#checker, compactor: this.#compactor },
    }
    this.#rooms = new Rooms(house)
  }

  /** Answers at once; the socket is read from when the room is open. */
  connect(socket: Socket, wish: Wish): Connection {
    const early: Uint8Array[] = []
    let isOver = false
    let joined: { room: Room; session: Session } | null = null
    socket.pause()
    const join = async () => {
      const { document, visitor } = wish
      const arriving = this.#arrivals.begin(document, visitor.person, wish.askedAt)
      const entry = await this.#enter(socket, wish)
      this.#arrivals.end(arriving)
      // What they may was asked before somebody changed it.
      if (arriving.isDoubtful) entry?.session.turnAway('access-changed')
      socket.resume()
      if (!entry || isOver || entry.session.isClosed) return
      entry.room.join(entry.session, wish.known)
      joined = entry
      for (const message of early) entry.room.receive(entry.session, message)
    }
    void join()
    return {
      receive(message) {
        if (joined) joined.room.receive(joined.session, message)
        else early.push(message)
      },
      ended: () => {
        isOver = true
        if (!joined) return
        joined.room.leave(joined.session)
        this.#rooms.lingers(joined.room)
      },
    }
  }

  /** Counts the times at which somebody's way in ended. */
  get moment(): number {
    return this.#arrivals.moment
  }

  /** Who is in a document, each person once. */
  here(document: string): Visitor[] {
    const sessions = [...(this.#rooms.get(document)?.sessions ?? [])]
    return [...new Map(sessions.map(({ visitor }) => [visitor.person, visitor])).values()]
  }

  /** Somebody has another name or colour from now on, also where they are already. [LV9] */
  appears(person: string, { name, colour }: Pick<Visitor, 'name' | 'colour'>): void {
    for (const room of this.#rooms.all) {
      const own = [...room.sessions].filter(({ visitor }) => visitor.person === person)
      for (const { visitor } of own) Object.assign(visitor, { name, colour })
      if (own.length > 0) room.appears(person, colour)
    }
  }

  /** Somebody has to say anew who they are: a session or a token of theirs has ended. [LV21] */
  comeBack(person: string): void {
    this.#arrivals.ended(person)
    const theirs = [...this.#rooms.all].flatMap((room) =>
      [...room.sessions].filter(({ visitor }) => visitor.person === person),
    )
    for (const session of theirs) session.close('access-changed')
  }

  /**
   * A guest has become this person: what they wrote is the person's, here and in the log. Their
   * sockets are closed, so that they come back as who they are. [LV26]
   */
  async adopt(guest: string, person: string): Promise<'adopted' | 'full'> {
    this.comeBack(guest)
    // Words of theirs that are on the way carry their old name: they go first.
    await this.#log.idle()
    const outcome = await this.#options.store.adopt(guest, person)
    for (const room of await this.#rooms.opened()) room.becomes(guest, person)
    return outcome
  }

  /** A fact that is on disk, to all who are there and may know of it. [LV19] */
  tell(document: string, fact: Fact): void {
    this.#rooms.get(document)?.tell(fact)
  }

  /**
   * Access has changed: who may something else from now on, or is just coming in, is closed 4503.
   * Where nobody can say what somebody may, they have to come back and ask. [LV21]
   */
  async judgeAnew(document: string, onlyPerson: string | null = null): Promise<void> {
    const isMeant = (person: string) => onlyPerson === null || person === onlyPerson
    this.#arrivals.doubt((one) => one.document === document && isMeant(one.person))
    const { access, clock, meter } = this.#options
    const since = clock.now()
    const there = [...(this.#rooms.get(document)?.sessions ?? [])]
    const judge = async (session: Session) => {
      const role = await access(session.visitor, document).catch(() => null)
      if (role !== session.role) session.close('access-changed')
      return session.isClosed
    }
    const meant = there.filter(({ visitor }) => isMeant(visitor.person))
    const closed = await Promise.all(meant.map(judge))
    if (closed.includes(true)) meter?.judgedAnew(clock.now() - since)
  }

  /** Nobody but this person may stay in a document; who is just coming is judged anew. */
  dismiss(document: string, reason: RefusalReason, exceptPerson: string | null = null): void {
    this.#arrivals.doubt((one) => one.document === document && one.person !== exceptPerson)
    const since = this.#options.clock.now()
    const there = [...(this.#rooms.get(document)?.sessions ?? [])]
    const meant = there.filter(({ visitor }) => visitor.person !== exceptPerson)
    for (const session of meant) session.close(reason)
    if (meant.length > 0) this.#options.meter?.judgedAnew(this.#options.clock.now() - since)
  }

  /** Nothing of it is left in the log; the room that it had has ended. */
  async forget(document: string): Promise<'forgotten' | 'full'> {
    await this.#rooms.end(document, 'deleted')
    await this.#compactor.settled()
    return this.#options.store.forget(document)
  }

  /** Reads documents in which nobody is now, one after the other: [LV17] for those it came late to. */
  async describe(documents: Iterable<string>): Promise<void> {
    const { onDescribed, report } = this.#options
    for (const document of documents) {
      if (this.#isDraining) return
      if (this.#rooms.get(document)) continue
      const outcome = await this.#compactor.read(document)
      if (outcome.kind === 'read') onDescribed(document, outcome.description, null)
      else report('unread', { document, why: outcome.why })
    }
  }

  figures(): Figures {
    const rooms = [...this.#rooms.all]
    const sessions = rooms.flatMap((room) => [...room.sessions])
    const sum = (of: (room: Room) => number) => rooms.reduce((all, room) => all + of(room), 0)
    const roles: Record<string, number> = {}
    for (const { role } of sessions) roles[role] = (roles[role] ?? 0) + 1
    const { updates, bytes, oldestMs } = this.#log.queue
    return {
      ...{ roles, rooms: rooms.length, queued: updates, queuedBytes: bytes, oldestMs },
      tailRows: sum((room) => room.tailRows),
      tailBytes: sum((room) => room.tailBytes),
      lacking: sum((room) => Number(room.isLacking)),
      lackingMs: rooms.reduce((most, { lackingMs }) => Math.max(most, lackingMs), 0),
      buffered: sessions.reduce((most, { buffered }) => Math.max(most, buffered), 0),
    }
  }

  /** Documents whose last words may never have been read: the server ended too soon. */
  unfolded(): Promise<string[]> {
    return this.#options.store.unfolded()
  }

  /** Reads nothing more, commits and receipts what it has, says goodbye. [LV18] */
  async drain(): Promise<void> {
    this.#isDraining = true
    for (const room of this.#rooms.all) for (const session of room.sessions) session.pause()
    for (const room of this.#rooms.all) await room.drain()
    for (const room of this.#rooms.all) room.close('restarting')
    await Promise.all([this.#compactor.close(), this.#checker.close()])
  }

  async #enter(socket: Socket, wish: Wish): Promise<{ room: Room; session: Session } | null> {
    const { clock, limits, access, entered, report, meter = SILENT } = this.#options
    const { document, visitor, isOurs } = wish
    const role = await access(visitor, document).catch((error) => {
      report('access-failed', { document, error: String(error) })
      return 'unavailable' as const
    })
    const isKnown = role !== null && role !== 'unavailable' && role !== 'trashed'
    const session = new Session({
      ...{ socket, visitor, isOurs, limits, clock, meter },
      role: isKnown ? role : 'read',
    })
    if (visitor.isStranger) session.turnAway('unauthenticated')
    // Where nobody can say what somebody may, the answer is "not now", never "yes" or "never".
    else if (role === 'unavailable') session.turnAway('unreadable')
    else if (role === 'trashed') session.turnAway('deleted')
    else if (!role) session.turnAway('unknown-document')
    else if (this.#isDraining) session.turnAway('restarting')
    if (session.isClosed) return null
    entered?.(visitor, document)
    const room = await this.#rooms.open(document)
    if (!room) session.turnAway('unreadable')
    else if (this.#isDraining) session.turnAway('restarting')
    return room && !session.isClosed ? { room, session } : null
  }
}
