import type * as Y from 'yjs'
import { type Clock, realClock } from '../../shared/kit/clock.ts'
import type { Moves } from './moves.ts'
import { Undoing } from './undoing.ts'

/** Edits closer together than this are undone together. */
const BURST_MS = 500

/** A selection that survives what others do. */
export interface Caret {
  readonly anchor: Y.RelativePosition
  readonly head: Y.RelativePosition
}

interface Hands {
  /** The id under which undo puts back ([DM53]). */
  readonly restoringAs: number
  readonly moves: Moves
  caret(): Caret | null
  restore(caret: Caret): void
}

/** Undo of one's own edits only, in bursts, with the selection before and after each. */
export class UndoStack {
  readonly manager: Y.UndoManager
  readonly #clock: Clock
  readonly #hands: Hands
  #before: Caret | null = null
  #lastEdit = Number.NEGATIVE_INFINITY

  constructor(text: Y.Text, origin: object, hands: Hands, clock: Clock = realClock) {
    this.#clock = clock
    this.#hands = hands
    // Bursts are cut by our own clock and by what the edits are, never by Yjs's.
    this.manager = new Undoing(text, hands, {
      trackedOrigins: new Set([origin]),
      captureTimeout: Number.POSITIVE_INFINITY,
    })
    this.manager.on('stack-item-added', ({ stackItem }) => this.#remember(stackItem))
    this.manager.on('stack-item-updated', ({ stackItem }) => {
      stackItem.meta.set('after', this.#hands.caret())
    })
    this.manager.on('stack-item-popped', ({ stackItem, type }) => {
      const caret = stackItem.meta.get(type === 'undo' ? 'before' : 'after') as Caret | null
      if (caret) this.#hands.restore(caret)
    })
  }

  /** To be called before the steps are written: `caret` still means the text as it was. */
  begin(caret: Caret | null, alone: boolean): void {
    const now = this.#clock.now()
    if (alone || now - this.#lastEdit > BURST_MS) this.cut()
    this.#before = caret
    this.#lastEdit = now
  }

  /** An edit of the structure is undone by itself: what is typed after it begins a new burst. */
  end(alone: boolean): void {
    if (alone) this.cut()
  }

  cut(): void {
    this.manager.stopCapturing()
  }

  undo(): boolean {
    return this.manager.undo() !== null
  }

  redo(): boolean {
    return this.manager.redo() !== null
  }

  close(): void {
    this.manager.destroy()
  }

  /** What undo leaves on the other stack keeps both selections of what it undid. */
  #remember(item: Y.UndoManager['undoStack'][number]): void {
    const { currStackItem, undoing, redoing } = this.manager
    if ((undoing || redoing) && currStackItem) {
      item.meta.set('before', currStackItem.meta.get('before') ?? null)
      item.meta.set('after', currStackItem.meta.get('after') ?? null)
    } else {
      item.meta.set('before', this.#before)
      item.meta.set('after', this.#hands.caret())
    }
  }
}
