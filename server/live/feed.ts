import type { Clock } from '../../shared/kit/clock.ts'
import { encodeFactText, type Fact } from '../../shared/wire/fact.ts'
import type { StoredFact } from './house.ts'
import type { Session } from './session.ts'

/** A fact has at most 70 KiB, mostly a few hundred bytes: a part is far below a socket's queue. */
const PART = 40
const BREATH_MS = 50
/** Beyond that they are read again: a slow reader must not make us keep a day's talk in memory. */
const HELD_AT_MOST = 100

/**
 * The facts of a document to one session, each once and in the order of their sequences: first those
 * that lie there, then the live ones, which are held meanwhile. [LV19]
 */
export class Feed {
  #session: Session
  #clock: Clock
  #last: number
  /** What happened during the catch-up; null: it is over. */
  #held: { fact: Fact; frame: Uint8Array }[] | null = []
  /** Since the last question some were held no longer. */
  #hasDropped = false

  /** `after`: the last one it has. */
  constructor(session: Session, after: number, clock: Clock) {
    this.#session = session
    this.#last = after
    this.#clock = clock
  }

  tell(fact: Fact, frame: Uint8Array): void {
    if (this.#held) {
      if (this.#held.length === HELD_AT_MOST) {
        this.#held = []
        this.#hasDropped = true
      }
      this.#held.push({ fact, frame })
      return
    }
    if (fact.sequence <= this.#last) return
    this.#last = fact.sequence
    this.#session.send(frame)
  }

  /** Whoever reads slowly is read out to slowly: a long record must not count as their slowness. */
  async catchUp(stored: (part: { after: number; count: number }) => Promise<StoredFact[]>) {
    for (let more = true; more && !this.#session.isClosed; ) {
      this.#hasDropped = false
      const facts = await stored({ after: this.#last, count: PART })
      for (const { json } of facts) this.#session.send(encodeFactText(json))
      this.#last = facts.at(-1)?.sequence ?? this.#last
      while (this.#session.isBehind && !this.#session.isClosed) await this.#breath()
      more = facts.length === PART || this.#hasDropped
    }
    const held = this.#held ?? []
    this.#held = null
    for (const { fact, frame } of held) this.tell(fact, frame)
  }

  #breath(): Promise<void> {
    return new Promise((wake) => this.#clock.after(BREATH_MS, () => wake()))
  }
}
