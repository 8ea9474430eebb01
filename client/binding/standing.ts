import * as Y from 'yjs'
import type { BlockIndex } from './block-index.ts'
import { posAt } from './flat-position.ts'
import { flatStartOf } from './positions.ts'

// What anchors ask. Unlike a caret's place this follows nothing that only this replica knows (what
// its own undo made of a token), so that everybody who has the same text gets the same answer.

/** Where a token stands, or, when it is alive no more, where it stood. */
export interface Standing {
  readonly pos: number
  readonly alive: boolean
}

/** `not-yet`: this replica has not received the token. Null: it is no token of this text. */
export type Received<T> = T | 'not-yet' | null

export function standingOf(
  text: Y.Text,
  index: BlockIndex,
  { item: id, assoc }: Y.RelativePosition,
): Received<Standing> {
  if (id === null) return null
  const found = itemOf(text, id)
  if (found === null || found === 'not-yet') return found
  const alive = !found.deleted && found.countable
  const inside = alive ? id.clock - found.id.clock + (assoc < 0 ? 1 : 0) : 0
  return { pos: posAt(index, flatStartOf(index, found) + inside, assoc), alive }
}

/** Where the block of this id (`client:clock`) stands; null: it was deleted, or is no block. */
export function blockRangeOf(
  text: Y.Text,
  index: BlockIndex,
  id: string,
): Received<{ from: number; to: number }> {
  const [client = -1, clock = -1] = id.split(':').map(Number)
  const found = itemOf(text, Y.createID(client, clock))
  if (found === null || found === 'not-yet') return found
  const { content, deleted } = found
  const marker = !deleted && content instanceof Y.ContentType ? content.type : null
  const entry = marker instanceof Y.Map ? index.ofMarker(marker) : undefined
  if (entry === undefined) return null
  const { pos } = index.where(entry)
  return { from: pos, to: pos + entry.nodeSize }
}

function itemOf(text: Y.Text, id: Y.ID): Received<Y.Item> {
  const { doc } = text
  if (doc === null) return null
  if (id.clock >= Y.getState(doc.store, id.client)) return 'not-yet'
  const struct: Y.Item | Y.GC = Y.getItem(doc.store, id)
  return struct instanceof Y.Item && struct.parent === text ? struct : null
}
