import type { Clock } from '../../shared/kit/clock.ts'
import type { Rng } from '../../shared/kit/rng.ts'
import { REFUSAL_REASONS, REFUSALS, type RefusalReason } from '../../shared/wire/refusals.ts'

export const RETRY_FLOOR_MS = 100
export const RETRY_CEILING_MS = 30_000
/** The widest wait after the first lost connection; it doubles with each that follows. */
const RETRY_BASE_MS = 1_000
/** A server that restarts or sheds load sees its people again over at least four seconds. */
const CROWD_STEPS = 2
/** A connection that lasted so long was a good one: the next wait is short again. */
const STEADY_MS = 10_000
const JUDGE_AGAIN = 4503
const CROWD: readonly number[] = [1012, 1013]

export type AfterClose =
  | { kind: 'retry'; waitMs: number }
  /** The server decided; only a person (or whoever calls `retry`) may ask again. */
  | { kind: 'stop'; reason: RefusalReason }

/** [RP11] [RP12] What to do when a connection ends: come back, and when; or stay away, and why. */
export class Reconnects {
  readonly #clock: Clock
  readonly #rng: Rng
  /** Short-lived connections in a row. */
  #failures = 0
  #upAt: number | null = null
  #said: RefusalReason | null = null
  #relogged = false
  #triedLarge = false

  constructor(clock: Clock, rng: Rng) {
    this.#clock = clock
    this.#rng = rng
  }

  up(): void {
    this.#upAt = this.#clock.now()
    this.#said = null
    this.#relogged = false
  }

  /** A refusal on this connection; the close code that follows may be less exact. */
  refused(reason: RefusalReason): void {
    this.#said = reason
  }

  /** The hello told another log of the same epoch: a backup was restored, and we push all. */
  relogged(): void {
    this.#relogged = true
  }

  receipted(): void {
    this.#triedLarge = false
  }

  /** Call when a connection or an attempt at one ended; `code` is null where none was given. */
  down(code: number | null): AfterClose {
    const now = this.#clock.now()
    if (this.#upAt !== null && now - this.#upAt >= STEADY_MS) this.#failures = 0
    this.#upAt = null
    const next = this.#judge(code)
    this.#failures += 1
    return next
  }

  /** How long to wait before looking again for what the server did not have. */
  look(): number {
    return this.#wait(0)
  }

  #judge(code: number | null): AfterClose {
    const first = this.#failures === 0
    if (code === null || code < 4400 || code >= 4500) {
      return first && code === JUDGE_AGAIN ? { kind: 'retry', waitMs: 0 } : this.#later(code)
    }
    const said = this.#said
    const reason = said && REFUSALS[said].close === code ? said : reasonOf(code)
    if (reason === 'must-not-merge' && this.#relogged) {
      return first ? { kind: 'retry', waitMs: 0 } : this.#later(code)
    }
    if (reason === 'too-large' && !this.#triedLarge) {
      // What was too large for an update may fit the step 2 of a new connection.
      this.#triedLarge = true
      return this.#later(code)
    }
    return { kind: 'stop', reason }
  }

  #later(code: number | null): AfterClose {
    return {
      kind: 'retry',
      waitMs: this.#wait(code !== null && CROWD.includes(code) ? CROWD_STEPS : 0),
    }
  }

  /**
   * Full jitter: everything between the floor and the widest wait is equally likely, so that a
   * thousand people do not come back at one moment.
   */
  #wait(more: number): number {
    const steps = Math.min(this.#failures + more, 10)
    const widest = Math.min(RETRY_CEILING_MS, RETRY_BASE_MS * 2 ** steps)
    return RETRY_FLOOR_MS + Math.floor(this.#rng() * (widest - RETRY_FLOOR_MS))
  }
}

/** The first reason in the closed list with this close code; most codes have one only. */
function reasonOf(code: number): RefusalReason {
  return REFUSAL_REASONS.find((reason) => REFUSALS[reason].close === code) ?? 'forbidden'
}
