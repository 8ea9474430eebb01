import type { Place } from '../../shared/threads/anchor.ts'
import { type Drawn, spotOf } from './highlights.ts'

/** In the order of the document: the document's own first, what has no place last. */
export function placesInOrder(
  drawn: Drawn,
  unplaced: ReadonlyMap<string, Place>,
): Map<string, Place> {
  const placed = [...drawn.shown.find(), ...drawn.hidden.find()]
  placed.sort((a, b) => a.from - b.from || a.to - b.to)
  const places = new Map<string, Place>()
  for (const [id, place] of unplaced) if (place.kind === 'document') places.set(id, place)
  for (const decoration of placed) {
    const { from, to } = decoration
    const { thread, place, changed } = spotOf(decoration)
    places.set(
      thread,
      place === 'block' ? { kind: place, from, to } : { kind: place, from, to, changed },
    )
  }
  for (const [id, place] of unplaced) if (place.kind !== 'document') places.set(id, place)
  return places
}
