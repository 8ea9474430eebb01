import type { Item } from './log.ts'
import type { Session } from './session.ts'
import type { UpdateShape } from './update-shape.ts'

/** What a session sent, between its arrival and the disk: one row of the log. */
export interface Arrival extends Item {
  session: Session
  updates: readonly Piece[]
}

/** One update as it came, without its content. */
export interface Piece {
  shape: UpdateShape
  /** In bytes. */
  size: number
}
