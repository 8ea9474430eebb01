import type * as Y from 'yjs'
import type { Clock } from '../../shared/kit/clock.ts'

/** A frame that takes less (ms) is none that anybody waits for: nothing rests after it. */
const LIGHT_MS = 4
/** What others write may take so much of the time: a frame, then this many times as long a rest. */
const REST = 4
/** Nobody sees another's words later than this after they came. */
export const REST_MAX_MS = 200
/** Who wrote so recently goes on writing: their next frame brings the others' words along. */
const WRITING_MS = 500
/** Where no frame comes, as in a tab that nobody sees, its end is not waited for longer. */
const FRAME_MAX_MS = 100

/** Calls back when the next frame is painted, with the ms that its style, layout and paint took. */
export type Painted = (tell: (ms: number) => void) => () => void

export interface PaceOptions {
  readonly doc: Y.Doc
  readonly clock: Clock
  /** Null where nothing is painted: then nothing waits. */
  readonly painted: Painted | null
  /** Brings in what waited, in this order. */
  readonly bringIn: (arrivals: readonly Arrival[]) => void
}

/** Words for the doc, or where somebody's caret stands. */
export interface Arrival {
  readonly isWords: boolean
  comes(): void
}

/**
 * [RP23] How often others' words come in. Each time the browser lays out and paints again, which in a
 * long document takes as long as a key of one's own: so what arrives while a frame is not painted yet,
 * or in the rest that a heavy frame is followed by, comes in together, at once after the frame that
 * shows a key of this person.
 */
export class Pace {
  readonly #options: PaceOptions
  readonly #undo: () => void
  #waiting: Arrival[] = []
  /** Ends what is waited for: a frame or a rest; null: nothing is. */
  #stop: (() => void) | null = null
  #wroteAt = Number.NEGATIVE_INFINITY
  #closed = false

  constructor(options: PaceOptions) {
    this.#options = options
    const { doc } = options
    const note = (_update: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
      if (local) this.#wrote()
    }
    doc.on('update', note)
    this.#undo = () => doc.off('update', note)
  }

  take(arrival: Arrival): void {
    // A caret that stands on words which are here lays out nothing.
    if (!arrival.isWords && this.#waiting.length === 0) {
      this.#options.bringIn([arrival])
      return
    }
    this.#waiting.push(arrival)
    if (this.#stop === null) this.flush()
  }

  /** Brings in all that waits. */
  flush(): void {
    this.#stop?.()
    this.#stop = null
    if (this.#waiting.length === 0) return
    const { clock, bringIn } = this.#options
    const start = clock.now()
    let spent = 0
    // Begun before they come in: what hears of them may bring in more.
    this.#watch((ms) => this.#rest(spent + ms))
    bringIn(this.#waiting.splice(0))
    spent = clock.now() - start
  }

  /** Idempotent. What waits comes in. */
  close(): void {
    this.#closed = true
    this.#undo()
    this.flush()
  }

  /** A key of one's own comes first: what others wrote waits until it is painted. */
  #wrote(): void {
    this.#wroteAt = this.#options.clock.now()
    this.#stop?.()
    this.#watch(() => this.flush())
  }

  #rest(ms: number): void {
    this.#stop?.()
    this.#stop = null
    const { clock } = this.#options
    const writes = clock.now() - this.#wroteAt < WRITING_MS
    if (ms < LIGHT_MS) this.flush()
    else {
      const rest = writes ? REST_MAX_MS : Math.min(REST_MAX_MS, REST * ms)
      this.#stop = clock.after(rest, () => this.flush())
    }
  }

  #watch(tell: (ms: number) => void): void {
    const { painted, clock } = this.#options
    if (!painted || this.#closed) return
    this.#stop = whenPainted(painted, clock, tell)
  }
}

/** Once: with the ms of the next frame, or with none where no frame comes; returns the undo. */
export function whenPainted(
  painted: Painted,
  clock: Clock,
  tell: (ms: number) => void,
): () => void {
  const done = (ms: number) => {
    stop()
    tell(ms)
  }
  const stopFrame = painted(done)
  const stopAlarm = clock.after(FRAME_MAX_MS, () => done(0))
  const stop = () => {
    stopFrame()
    stopAlarm()
  }
  return stop
}
