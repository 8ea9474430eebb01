import * as Y from 'yjs'
import { isRestoring } from '../../shared/document/restored.ts'

/** Tokens of one item, from `id` on. */
export interface StandIn {
  readonly item: Y.Item
  readonly id: Y.ID
  readonly length: number
}

/**
 * What stands for the tokens from `id` on, as far as they lie in one item and at most `length` of
 * them: themselves, or what was put back or moved of them last. Null when they are not here.
 */
export function standInOf(doc: Y.Doc, id: Y.ID, length: number): StandIn | null {
  let next = id
  let most = length
  while (next.clock < Y.getState(doc.store, next.client)) {
    const item: Y.Item | Y.GC = Y.getItem(doc.store, next)
    if (!(item instanceof Y.Item)) return null
    const offset = next.clock - item.id.clock
    most = Math.min(most, item.length - offset)
    if (item.redone === null) return { item, id: next, length: most }
    next = further(item.redone, offset)
  }
  return null
}

/** All that stood for them in turn, themselves first; as many tokens of each as the last one has. */
export function trailOf(doc: Y.Doc, id: Y.ID, length: number): StandIn[] {
  const last = standInOf(doc, id, length)
  const trail: StandIn[] = []
  for (let next = last && id; next !== null && last !== null; ) {
    const item: Y.Item | Y.GC = Y.getItem(doc.store, next)
    if (!(item instanceof Y.Item)) break
    trail.push({ item, id: next, length: last.length })
    next = item.redone && further(item.redone, next.clock - item.id.clock)
  }
  return trail
}

/** Makes these tokens an item of their own; all of them lie in one. */
export function cutOut(transaction: Y.Transaction, id: Y.ID, length: number): Y.Item {
  Y.getItemCleanStart(transaction, id)
  return Y.getItemCleanEnd(transaction, transaction.doc.store, further(id, length - 1))
}

/** Deletes these tokens, in however many items they lie by now. */
export function deleteRange(transaction: Y.Transaction, id: Y.ID, length: number): void {
  for (let done = 0; done < length; ) {
    const item = Y.getItemCleanStart(transaction, further(id, done))
    const most = Math.min(item.length, length - done)
    cutOut(transaction, item.id, most).delete(transaction)
    done += most
  }
}

export function further(id: Y.ID, by: number): Y.ID {
  return by === 0 ? id : Y.createID(id.client, id.clock + by)
}

/** The token that one was put back of; null for one that somebody wrote. */
export function tombstoneOf(doc: Y.Doc, id: Y.ID): Y.ID | null {
  if (!isRestoring(id.client)) return null
  const structs = doc.store.clients.get(id.client) ?? []
  let at = Y.findIndexSS(structs, id.clock)
  while (at > 0 && isCut(structs[at - 1], structs[at])) at -= 1
  const first = structs[at]
  if (!(first instanceof Y.Item) || first.rightOrigin === null) return null
  return further(first.rightOrigin, id.clock - first.id.clock)
}

/** What was put back stands where its tombstone does; what was moved has a place of its own. */
export function siteOf(doc: Y.Doc, id: Y.ID): Y.ID {
  let site = id
  for (let next = tombstoneOf(doc, id); next !== null; next = tombstoneOf(doc, next)) site = next
  return site
}

/** Two parts of what was one item once. */
export function isCut(left: Y.Item | Y.GC | undefined, right: Y.Item | Y.GC | undefined): boolean {
  if (!(left instanceof Y.Item && right instanceof Y.Item)) return false
  const { origin, rightOrigin } = right
  return Y.compareIDs(origin, left.lastId) && Y.compareIDs(rightOrigin, left.rightOrigin)
}
