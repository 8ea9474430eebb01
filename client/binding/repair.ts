import type { Node } from '@tiptap/pm/model'
import type { FlatWriter } from '../../shared/document/writing.ts'
import { must } from '../../shared/kit/assert.ts'
import { BlockEntry } from './block-entry.ts'
import type { BlockIndex, Where } from './block-index.ts'
import { startBefore } from './flat-position.ts'
import type { Gesture } from './gesture.ts'
import type { Vocabulary } from './vocabulary.ts'

/** What local edits are written with. */
export interface Desk {
  readonly writer: FlatWriter
  readonly index: BlockIndex
  readonly vocabulary: Vocabulary
  /** Notes what is taken out and what is brought; null while it is being loaded. */
  readonly gesture: Gesture | null
}

/**
 * Gives blocks `first` to `last` (numbers, clamped) their marker and fence and takes away the stray
 * tokens in front of them. Only for edits of the structure: repairs made while typing outlive another author's undo.
 */
export function repairBlocks(desk: Desk, doc: Node, first: number, last: number): void {
  const { index } = desk
  // From the end, so that the indices in front stay true.
  for (let number = Math.min(last, index.count - 1); number >= Math.max(0, first); number -= 1) {
    const where = must(index.at(number), 'a block to repair exists')
    if (!where.entry.regular) index.splice(number, 1, [repair(desk, doc.child(number), where)])
  }
}

function repair({ writer, index, vocabulary }: Desk, node: Node, where: Where): BlockEntry {
  const { entry, flat } = where
  let { marker } = entry
  if (!entry.fence) {
    const at = flat + entry.flatSize
    writer.insert(at, [{ kind: 'fence' }], startBefore(index, at))
  }
  if (marker === null) {
    const at = flat + entry.skip
    const attributes = vocabulary.marker(node)
    const { markers } = writer.insert(at, [{ kind: 'marker', attributes }], startBefore(index, at))
    marker = must(markers[0], 'a written marker is given back')
  }
  if (entry.skip > 0) writer.delete(flat, entry.skip, startBefore(index, flat))
  return new BlockEntry(marker, true, 0, entry.size)
}
