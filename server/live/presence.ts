import type { Colour } from '../../shared/kit/colours.ts'
import { type AwarenessEntry, encodeAwareness } from '../../shared/wire/awareness.ts'
import { encodeRoster } from '../../shared/wire/roster.ts'
import { Hues } from './hues.ts'
import type { Session } from './session.ts'

interface Seat {
  session: Session
  clock: number
  state: string
  /** When it was last sent on, ms UTC. */
  sentAt: number
}

const GONE = 'null'

/**
 * Who is here, in memory only. A session owns the client id of its first awareness frame; entries
 * for other ids are dropped silently, because y-websocket sends on all that it hears. [LV8] [LV9]
 */
export class Presence {
  #seats = new Map<number, Seat>()
  #batch = new Map<number, AwarenessEntry>()
  #hues = new Hues()
  #isRosterNew = false
  #everyMs: number

  constructor(everyMs: number) {
    this.#everyMs = everyMs
  }

  /** How many were passed over. `isForeign`: the id marks words of somebody else in this document. */
  hear(
    session: Session,
    entries: readonly AwarenessEntry[],
    isForeign: (client: number) => boolean,
  ): number {
    const first = entries[0]
    if (session.client === null && first && !isForeign(first.client)) {
      this.#claim(session, first.client)
    }
    let taken = 0
    for (const entry of entries) if (this.#take(session, entry)) taken++
    return entries.length - taken
  }

  /** Its state goes at its last clock, which is what y-protocols takes as a removal. */
  leave(session: Session): void {
    const seat = session.client === null ? undefined : this.#seats.get(session.client)
    if (session.client === null || seat?.session !== session) return
    if (seat.state !== GONE) {
      this.#batch.set(session.client, { client: session.client, clock: seat.clock, state: GONE })
      this.#isRosterNew = true
    }
    this.#seats.delete(session.client)
  }

  appears(person: string, colour: Colour): void {
    this.#hues.prefer(person, colour)
    this.#isRosterNew = true
  }

  get hasNews(): boolean {
    return this.#batch.size > 0 || this.#isRosterNew
  }

  /** The last state of everyone who moved; who moved too recently waits for the next batch. */
  takeBatch(now: number): Uint8Array | null {
    const ready = [...this.#batch.values()].filter(({ client, state }) => {
      const seat = this.#seats.get(client)
      return state === GONE || !seat || now - seat.sentAt >= this.#everyMs
    })
    for (const { client } of ready) {
      this.#batch.delete(client)
      const seat = this.#seats.get(client)
      if (seat) seat.sentAt = now
    }
    return ready.length === 0 ? null : encodeAwareness(ready)
  }

  takeRoster(): Uint8Array | null {
    if (!this.#isRosterNew) return null
    this.#isRosterNew = false
    return this.roster()
  }

  roster(): Uint8Array {
    const present = [...this.#seats].filter(([, seat]) => seat.state !== GONE)
    const hues = this.#hues.give(present.map(([, { session }]) => session.visitor))
    return encodeRoster(
      present.map(([client, { session }]) => {
        const { person, name, colour, device } = session.visitor
        return { client, person, name, colour: hues.get(person) ?? colour, device }
      }),
    )
  }

  /** Everybody's state, for someone who comes; null if nobody is here. */
  everyone(): Uint8Array | null {
    const entries = [...this.#seats]
      .filter(([, seat]) => seat.state !== GONE)
      .map(([client, { clock, state }]) => ({ client, clock, state }))
    return entries.length === 0 ? null : encodeAwareness(entries)
  }

  /** A newer session of the same person takes its id over; another person's is left alone. */
  #claim(session: Session, client: number) {
    const seat = this.#seats.get(client)
    if (seat && seat.session.visitor.person !== session.visitor.person) return
    session.client = client
    const sentAt = seat?.sentAt ?? Number.NEGATIVE_INFINITY
    this.#seats.set(client, { session, clock: -1, state: seat?.state ?? GONE, sentAt })
  }

  #take(session: Session, entry: AwarenessEntry): boolean {
    const seat = this.#seats.get(entry.client)
    if (seat?.session !== session || entry.clock < seat.clock) return false
    if ((seat.state === GONE) !== (entry.state === GONE)) this.#isRosterNew = true
    seat.clock = entry.clock
    seat.state = entry.state
    this.#batch.set(entry.client, entry)
    return true
  }
}
