import * as Y from 'yjs'
import { isMarkerItem } from '../../shared/document/pieces.ts'
import type { BlockEntry } from './block-entry.ts'
import type { BlockIndex } from './block-index.ts'

/** Where a Yjs transaction changed the text, as the blocks at which reading must start again. */
export interface Touched {
  readonly starts: ReadonlySet<BlockEntry>
  /** Something changed before the first block whose marker stayed. */
  readonly fromBeginning: boolean
  /** A map became a marker or a leaf: roles in the old text are unknown. */
  readonly rolesChanged: boolean
  /** Did this item stand in the text before the transaction? */
  wasThere(item: Y.Item): boolean
}

/** A live marker that opened a block before: reading may start and end there. */
export function stableEntry(item: Y.Item, index: BlockIndex): BlockEntry | undefined {
  if (item.deleted || !(item.content instanceof Y.ContentType)) return undefined
  const { type } = item.content
  return type instanceof Y.Map ? index.ofMarker(type as Y.Map<unknown>) : undefined
}

/**
 * Starts from the transaction's own structs and delete set. Never from `event.delta`, which deletes
 * formats it deems redundant, so that a viewer would write; never from all items of the document.
 */
export function touchedBlocks(
  transaction: Y.Transaction,
  text: Y.Text,
  index: BlockIndex,
): Touched {
  const starts = new Set<BlockEntry>()
  const deleted = new Set<Y.Item>()
  const seen = new Set<Y.Item>()
  let fromBeginning = false
  let rolesChanged = false

  const touch = (touched: Y.Item) => {
    let item = touched
    // Every item walked over leads to a start that is already known: the next walk ends there.
    while (!seen.has(item)) {
      seen.add(item)
      const { left } = item
      if (left === null) {
        fromBeginning = true
        return
      }
      const entry = stableEntry(left, index)
      if (entry) {
        starts.add(entry)
        return
      }
      item = left
    }
  }

  for (const item of deletedItems(transaction)) if (item.parent === text) deleted.add(item)
  for (const item of newItems(transaction)) {
    if (item.parent === text && item.parentSub === null && !item.deleted) touch(item)
  }
  const wasThere = (item: Y.Item) =>
    item.id.clock < (transaction.beforeState.get(item.id.client) ?? 0) &&
    (!item.deleted || deleted.has(item))
  for (const item of deleted) if (wasThere(item)) touch(item)

  for (const [type, keys] of transaction.changed) {
    const item = type._item
    if (!(type instanceof Y.Map) || item === null || item.deleted || item.parent !== text) continue
    if (keys.has('t')) rolesChanged = true
    const entry = index.ofMarker(type as unknown as Y.Map<unknown>)
    if (entry) starts.add(entry)
    else if (!isMarkerItem(item)) touch(item)
  }
  return { starts, fromBeginning, rolesChanged, wasThere }
}

function* newItems({ doc, beforeState, afterState }: Y.Transaction): Generator<Y.Item> {
  for (const [client, after] of afterState) {
    const before = beforeState.get(client) ?? 0
    if (after > before) yield* itemsOf(doc, client, before, after)
  }
}

function* deletedItems({ doc, deleteSet }: Y.Transaction): Generator<Y.Item> {
  for (const [client, ranges] of deleteSet.clients) {
    for (const { clock, len } of ranges) yield* itemsOf(doc, client, clock, clock + len)
  }
}

function* itemsOf(doc: Y.Doc, client: number, from: number, to: number): Generator<Y.Item> {
  const structs = doc.store.clients.get(client) ?? []
  for (let at = Y.findIndexSS(structs, from); at < structs.length; at += 1) {
    const struct = structs[at]
    if (struct === undefined || struct.id.clock >= to) return
    if (struct instanceof Y.Item) yield struct
  }
}
