import type * as Y from 'yjs'
import type { Clock } from '../../shared/kit/clock.ts'
import { HoldBack, type Touches } from './hold-back.ts'
import { type Arrival, Pace, type Painted } from './pace.ts'

export interface ArrivalsOptions {
  readonly doc: Y.Doc
  readonly clock: Clock
  readonly painted: Painted | null
  /** Of Yjs transactions that came over the wire. */
  readonly origin: () => unknown
}

/** All that others made enters here: at the page's pace, and not into what is being composed. */
export class Arrivals {
  readonly #options: ArrivalsOptions
  readonly #holdBack: HoldBack
  readonly #pace: Pace

  constructor(options: ArrivalsOptions) {
    const { doc, clock, painted } = options
    this.#options = options
    this.#holdBack = new HoldBack(clock)
    this.#pace = new Pace({ doc, clock, painted, bringIn: (all) => this.#bringIn(all) })
  }

  get holding(): boolean {
    return this.#holdBack.holding
  }

  holdBack(touches: Touches | null): void {
    this.#holdBack.set(touches)
  }

  /** An update over the wire. */
  words(update: Uint8Array, take: () => void): void {
    this.#pace.take({ isWords: true, comes: () => this.#holdBack.take(update, take) })
  }

  /**
   * Somebody waits for it, and for all that came before it. By itself: who is told then that the text
   * is there reads it, and must not be told of a change that was still going on.
   */
  atOnce(update: Uint8Array, take: () => void): void {
    this.#pace.flush()
    this.#holdBack.take(update, take)
  }

  /** Where others are: they stand on words that came before. */
  carets(take: () => void): void {
    this.#pace.take({ isWords: false, comes: take })
  }

  /** What another tab of this browser tells. */
  fromTab(update: Uint8Array, take: () => void): void {
    this.#holdBack.take(update, take)
  }

  flush(): void {
    this.#pace.flush()
  }

  /** What waits comes in. */
  close(): void {
    this.#pace.close()
    this.#holdBack.set(null)
  }

  /** [RP23] All words in one change of the doc; then the carets. */
  #bringIn(all: readonly Arrival[]): void {
    const words = all.filter(({ isWords }) => isWords)
    // What is asked about a composition is asked before the doc changes.
    if (words.length < 2 || this.holding) each(words)
    else this.#options.doc.transact(() => each(words), this.#options.origin())
    each(all.filter(({ isWords }) => !isWords))
  }
}

/** A bug in whoever listens to one of them must not lose the ones behind it. */
function each([first, ...rest]: readonly Arrival[]): void {
  if (!first) return
  try {
    first.comes()
  } finally {
    each(rest)
  }
}
