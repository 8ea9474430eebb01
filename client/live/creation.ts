import type { ReadonlySignal } from '@preact/signals'
import type { RefusalReason } from '../../shared/wire/refusals.ts'

/** A document that was begun in this browser, as long as the server may not know it yet. */
export interface Creation {
  /** A reason: the server does not make it. */
  readonly state: ReadonlySignal<'waiting' | 'made' | RefusalReason>
  /** A person does not want to wait. */
  hurry(): void
  /** The server does not know what it once made here: it was set back to a backup. */
  lost(): void
}
