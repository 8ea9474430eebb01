import * as Y from 'yjs'

/** Tokens of one item, from `id` on. */
export interface StandIn {
  readonly item: Y.Item
  readonly id: Y.ID
  readonly length: number
}

/**
 * What stands for the tokens from `id` on, as far as they lie in one item and at most `length` of
 * them: themselves, or what was put back of them last. Null when they are not here.
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

/** Makes these tokens an item of their own; all of them lie in one. */
export function cutOut(transaction: Y.Transaction, id: Y.ID, length: number): Y.Item {
  Y.getItemCleanStart(transaction, id)
  return Y.getItemCleanEnd(transaction, transaction.doc.store, further(id, length - 1))
}

export function further(id: Y.ID, by: number): Y.ID {
  return by === 0 ? id : Y.createID(id.client, id.clock + by)
}
