import type { Clock } from '../../shared/kit/clock.ts'

/** Says whether a Yjs update touches the block in which somebody is composing. */
export type Touches = (update: Uint8Array) => boolean

/** No composition may keep a person from what others write for longer than this. */
const HOLD_MS = 2_000

interface Held {
  update: Uint8Array
  apply: () => void
}

/**
 * [RP10] While somebody composes (IME), what comes from others and touches that block waits before
 * it reaches the Y.Doc, and all that comes after it too, in order: an index in the text would mean
 * something else already.
 */
export class HoldBack {
  readonly #clock: Clock
  readonly #held: Held[] = []
  #touches: Touches | null = null
  #stopWaiting: (() => void) | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get holding(): boolean {
    return this.#touches !== null
  }

  /** null: the composition is over, all that waited is applied and no alarm is left. */
  set(touches: Touches | null): void {
    this.#touches = touches
    this.#release((held) => touches?.(held.update) ?? false)
  }

  take(update: Uint8Array, apply: () => void): void {
    if (this.#held.length === 0 && !this.#touches?.(update)) {
      apply()
      return
    }
    this.#held.push({ update, apply })
    this.#stopWaiting ??= this.#clock.after(HOLD_MS, () => this.#release(() => false))
  }

  /** Lets go of what waits up to the first that must stay. */
  #release(stays: (held: Held) => boolean): void {
    const next = this.#held[0]
    if (!next) {
      this.#stopWaiting?.()
      this.#stopWaiting = null
    } else if (!stays(next)) {
      this.#held.shift()
      try {
        next.apply()
      } finally {
        // A bug in whoever listens to one update must not lose the ones behind it.
        this.#release(stays)
      }
    }
  }
}
