import type { Clock } from '../../shared/kit/clock.ts'
import { Allowance } from './allowance.ts'
import type { LimitName, Limits } from './limits.ts'

const MINUTE_S = 60
/** Whoever has rested so long has saved up all of it again, and is forgotten. */
const FORGOTTEN_MS = 60_000
/** Where only somebody's leaving makes room, nobody knows when. */
const FULL_MS = 5_000

export interface TurnedAway {
  limit: LimitName
  retryAfterMs: number
}

interface Comer {
  joins: Allowance
  inside: number
  at: number
}

/**
 * How often somebody may come in, and how many sockets they may have: by the address before anything
 * about them is read, then by the person. A minute's worth is saved up; whoever is turned away spends
 * nothing. [LV22]
 */
export class Door {
  #limits: Limits
  #clock: Clock
  #comers = new Map<string, Comer>()
  #sweptAt: number

  constructor(limits: Limits, clock: Clock) {
    this.#limits = limits
    this.#clock = clock
    this.#sweptAt = clock.now()
  }

  /** null: come in. */
  knock(by: 'Address' | 'Person', who: string): TurnedAway | null {
    const comer = this.#comer(by, who)
    const sockets = `sockets${`Per${by}` as const}` as const
    if (comer.inside >= this.#limits[sockets]) return { limit: sockets, retryAfterMs: FULL_MS }
    const wait = comer.joins.take(1, this.#clock.now())
    return wait === 0 ? null : { limit: `joinsPer${by}`, retryAfterMs: wait }
  }

  /** Returns the undo. */
  enter(by: 'Address' | 'Person', who: string): () => void {
    const comer = this.#comer(by, who)
    comer.inside++
    return () => {
      comer.inside--
    }
  }

  #comer(by: 'Address' | 'Person', who: string): Comer {
    const now = this.#clock.now()
    this.#sweep(now)
    const key = `${by} ${who}`
    const most = this.#limits[`joinsPer${by}`]
    const comer = this.#comers.get(key) ?? {
      ...{ joins: new Allowance(most / MINUTE_S, most, now), inside: 0, at: now },
    }
    comer.at = now
    this.#comers.set(key, comer)
    return comer
  }

  /** Not at each knock: a crowd of addresses must not cost more than its sockets do. */
  #sweep(now: number) {
    if (now - this.#sweptAt < FORGOTTEN_MS) return
    this.#sweptAt = now
    for (const [key, { inside, at }] of this.#comers) {
      if (inside === 0 && now - at >= FORGOTTEN_MS) this.#comers.delete(key)
    }
  }
}
