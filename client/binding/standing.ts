import * as Y from 'yjs'
import type { BlockIndex } from './block-index.ts'
import { posAt } from './flat-position.ts'
import type { Double } from './lineage.ts'
import { flatStartOf } from './positions.ts'
import { further, type StandIn, siteOf, standInOf } from './stand-in.ts'

// What anchors ask: everybody who has the same text must get the same answer.

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
  doubles: readonly Double[],
  { item: id, assoc }: Y.RelativePosition,
): Received<Standing> {
  if (id === null) return null
  const found = tokenOf(text, doubles, id)
  if (found === null || found === 'not-yet') return found
  const { item, id: token } = found
  const alive = !item.deleted && item.countable
  // Which of several dead copies is the last one depends on who came first: not so the first token.
  const dead = alive || text.doc === null ? null : Y.getItem(text.doc.store, id)
  const place = dead instanceof Y.Item && dead.parent === text ? dead : item
  const inside = alive ? token.clock - item.id.clock + (assoc < 0 ? 1 : 0) : 0
  return { pos: posAt(index, flatStartOf(index, place) + inside, assoc), alive }
}

/** Where the block of this id (`client:clock`) stands; null: it was deleted, or is no block. */
export function blockRangeOf(
  text: Y.Text,
  index: BlockIndex,
  doubles: readonly Double[],
  id: string,
): Received<{ from: number; to: number }> {
  const [client = -1, clock = -1] = id.split(':').map(Number)
  const found = tokenOf(text, doubles, Y.createID(client, clock))
  if (found === null || found === 'not-yet') return found
  const { content, deleted } = found.item
  const marker = !deleted && content instanceof Y.ContentType ? content.type : null
  const entry = marker instanceof Y.Map ? index.ofMarker(marker) : undefined
  if (entry === undefined) return null
  const { pos } = index.where(entry)
  return { from: pos, to: pos + entry.nodeSize }
}

/** Does something stand elsewhere for this token? Then a place that holds on to it needs the record. */
export function wasMoved(text: Y.Text, doubles: readonly Double[], id: Y.ID): boolean {
  const found = tokenOf(text, doubles, id)
  if (found === null || found === 'not-yet' || text.doc === null) return false
  return !Y.compareIDs(siteOf(text.doc, found.id), siteOf(text.doc, id))
}

/** The token itself, or what was put back of it; of two copies the one that will stay. */
function tokenOf(text: Y.Text, doubles: readonly Double[], id: Y.ID): Received<StandIn> {
  const { doc } = text
  if (doc === null) return null
  if (id.clock >= Y.getState(doc.store, id.client)) return 'not-yet'
  const found = standInOf(doc, id, 1)
  const token = found && keptOf(doc, doubles, found)
  return token?.item.parent === text ? token : null
}

/** Of two copies the one that will stay. */
export function keptOf(doc: Y.Doc, doubles: readonly Double[], found: StandIn): StandIn {
  const { client, clock } = found.id
  for (const { kept, spare, length } of doubles) {
    const offset = clock - spare.clock
    if (spare.client !== client || offset < 0 || offset >= length) continue
    return standInOf(doc, further(kept, offset), 1) ?? found
  }
  return found
}
