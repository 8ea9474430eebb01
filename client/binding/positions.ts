import * as Y from 'yjs'
import type { BlockIndex } from './block-index.ts'
import { flatAt, posAt, startBefore } from './flat-position.ts'
import { standInOf } from './stand-in.ts'
import { stableEntry } from './touched.ts'

// Yjs's own functions for this count from the start of the text; these start at the block.

/** The relative position of a ProseMirror position; `assoc` < 0 holds on to the token before it. */
export function relativeAt(
  text: Y.Text,
  index: BlockIndex,
  pos: number,
  assoc: number,
): Y.RelativePosition {
  const flat = flatAt(index, pos)
  const item = flat === 0 && assoc < 0 ? null : tokenId(text, index, assoc < 0 ? flat - 1 : flat)
  return new Y.RelativePosition(null, item === null ? Y.findRootTypeKey(text) : null, item, assoc)
}

/** Null when this replica has not received the token the position holds on to, or forgot it. */
export function absoluteOf(
  text: Y.Text,
  index: BlockIndex,
  relative: Y.RelativePosition,
): number | null {
  const { assoc } = relative
  if (relative.item === null) return posAt(index, assoc < 0 ? 0 : index.flatSize, assoc)
  const found = text.doc && standInOf(text.doc, relative.item, 1)
  if (found === null || found.item.parent !== text) return null
  const { item, id } = found
  const offset = id.clock - item.id.clock
  const inside = item.deleted || !item.countable ? 0 : offset + (assoc < 0 ? 1 : 0)
  return posAt(index, flatStartOf(index, item) + inside, assoc)
}

function tokenId(text: Y.Text, index: BlockIndex, flat: number): Y.ID | null {
  const start = startBefore(index, flat)
  let item = start.item === null ? text._start : start.item.right
  let left = start.item === null ? flat : flat - start.index - 1
  for (; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue
    if (left < item.length) return Y.createID(item.id.client, item.id.clock + left)
    left -= item.length
  }
  return null
}

/** How many flat tokens stand before an item, which may be deleted. */
export function flatStartOf(index: BlockIndex, item: Y.Item): number {
  let count = 0
  for (let left: Y.Item | null = item; left !== null; left = left.left) {
    const entry = stableEntry(left, index)
    if (entry) return index.where(entry).flat + entry.skip + (left === item ? 0 : 1 + count)
    if (left !== item && !left.deleted && left.countable) count += left.length
  }
  return count
}
