import * as Y from 'yjs'
import { FENCE } from '../../shared/document/grammar.ts'
import { isMarkerItem } from '../../shared/document/pieces.ts'
import type { BlockEntry } from './block-entry.ts'

/**
 * Would this Yjs update change the block, or attach something to its inside? Asked before the update
 * reaches the document, while somebody composes a word there. In doubt: yes.
 */
export function touchesEntry(text: Y.Text, { marker }: BlockEntry, update: Uint8Array): boolean {
  if (marker?._item == null || text.doc === null) return true
  const { store } = text.doc
  const { inside, end } = extentOf(marker._item)
  const { structs, ds } = Y.decodeUpdate(update)
  const isInside = (id: Y.ID | null) => id !== null && inside.has(id.client, id.clock)
  const isOfLeaf = (id: Y.ID | null) => {
    if (id === null || id.clock >= Y.getState(store, id.client)) return false
    const known: Y.Item | Y.GC = Y.getItem(store, id)
    const parent = known instanceof Y.Item ? known.parent : null
    return parent instanceof Y.AbstractType && parent !== text && isInside(parent._item?.id ?? null)
  }
  for (const struct of structs) {
    if (!(struct instanceof Y.Item)) continue
    const { origin, rightOrigin, parent } = struct
    if (isInside(origin) || isOfLeaf(origin)) return true
    // What stands in front of the marker lies outside.
    if (isInside(rightOrigin) && !Y.compareIDs(rightOrigin, marker._item.id)) return true
    if (end !== null && rightOrigin !== null && Y.compareIDs(rightOrigin, end)) return true
    if (parent instanceof Y.ID && isInside(parent)) return true
  }
  for (const [client, ranges] of ds.clients) {
    for (const { clock, len } of ranges) {
      if (inside.meets(client, clock, len)) return true
      if (end !== null && end.client === client && end.clock >= clock && end.clock < clock + len) {
        return true
      }
    }
  }
  return false
}

/** Ids of the items from a marker to the token that ends its block, and the id of that token. */
function extentOf(marker: Y.Item): { inside: IdRanges; end: Y.ID | null } {
  const inside = new IdRanges()
  inside.add(marker.id, marker.length)
  for (let item = marker.right; item !== null; item = item.right) {
    const { content } = item
    const fence =
      content instanceof Y.ContentString && !item.deleted ? content.str.indexOf(FENCE) : -1
    if (fence >= 0) {
      inside.add(item.id, fence)
      return { inside, end: Y.createID(item.id.client, item.id.clock + fence) }
    }
    if (!item.deleted && isMarkerItem(item)) return { inside, end: item.id }
    inside.add(item.id, item.length)
  }
  return { inside, end: null }
}

class IdRanges {
  #ranges = new Map<number, [number, number][]>()

  add({ client, clock }: Y.ID, length: number): void {
    const ranges = this.#ranges.get(client) ?? []
    ranges.push([clock, clock + length])
    this.#ranges.set(client, ranges)
  }

  has(client: number, clock: number): boolean {
    return this.meets(client, clock, 1)
  }

  meets(client: number, clock: number, length: number): boolean {
    const ranges = this.#ranges.get(client) ?? []
    return ranges.some(([from, to]) => clock < to && from < clock + length)
  }
}
