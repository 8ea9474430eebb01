import type { Item } from './log.ts'
import type { Session } from './session.ts'
import type { UpdateShape } from './update-shape.ts'

/** An update between its arrival and the disk. */
export interface Arrival extends Item {
  session: Session
  shape: UpdateShape
}
