import { FROM_BEGINNING, type Start } from '../../shared/document/writing.ts'
import type { BlockIndex } from './block-index.ts'

/** The index in the flat text of a ProseMirror position; between blocks: in front of stray tokens. */
export function flatAt(index: BlockIndex, pos: number): number {
  const where = index.atPos(pos)
  if (where === null) return index.flatSize - index.tail
  const offset = pos - where.pos
  return offset === 0 ? where.flat : where.flat + where.entry.flatLead + offset - 1
}

/** The nearest ProseMirror position inside a block. `assoc` < 0: between blocks rather the end of one. */
export function posAt(index: BlockIndex, flat: number, assoc: number): number {
  let where = index.atFlat(flat) ?? index.at(index.count - 1)
  if (where && assoc < 0 && flat === where.flat && where.number > 0) {
    where = index.at(where.number - 1)
  }
  if (where === null) return 1
  const { entry, pos } = where
  const offset = flat - where.flat - entry.flatLead
  return pos + 1 + Math.min(entry.size, Math.max(0, offset))
}

/** The last marker in front of a flat index: formats are known there, so that a walk may begin. */
export function startBefore(index: BlockIndex, flat: number): Start {
  if (flat <= 0) return FROM_BEGINNING
  let where = index.atFlat(flat - 1) ?? index.at(index.count - 1)
  while (where !== null) {
    const { marker, skip } = where.entry
    if (marker?._item && where.flat + skip < flat) {
      return { item: marker._item, index: where.flat + skip }
    }
    where = index.at(where.number - 1)
  }
  return FROM_BEGINNING
}
