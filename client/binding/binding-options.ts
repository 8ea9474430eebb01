import type { Schema } from '@tiptap/pm/model'
import type { EditorState, Transaction } from '@tiptap/pm/state'
import type * as Y from 'yjs'
import type { Clock } from '../../shared/kit/clock.ts'
import type { Moving } from './moving.ts'

export interface BindingOptions {
  readonly text: Y.Text
  readonly schema: Schema
  /** Told of what should never happen; without it such a thing is thrown. */
  readonly report?: (trouble: BindingTrouble) => void
  readonly clock?: Clock
  /** Kinds this client knows, if not all of the grammar: others are solid blocks. */
  readonly kinds?: readonly string[]
  /** The client id under which undo puts back; for plays, which must know it. */
  readonly restoringAs?: number
  /** Also for plays, which do not wait for it; else it is loaded. */
  readonly moving?: Moving
}

/** `step`, `remote`: a change could not be carried over; `mismatch`: editor and text had parted. */
export interface BindingTrouble {
  readonly kind: 'step' | 'remote' | 'mismatch'
  readonly error: unknown
}

/** An EditorView, or what stands for one where there is no page. */
export interface EditorSide {
  readonly state: EditorState
  readonly isDestroyed?: boolean
  readonly editable?: boolean
  readonly composing?: boolean
  dispatch(transaction: Transaction): void
}
