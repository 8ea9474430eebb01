import type { EditorView } from '@tiptap/pm/view'
import type { Place } from '../../shared/threads/anchor.ts'

/** Scrolls so far that the words show between `ceiling` and `floor` (px), and not if they do. */
export function scrollToPlace(
  view: EditorView,
  place: Place | undefined,
  { ceiling, floor }: { ceiling: number; floor: number },
): void {
  if (place?.kind !== 'text' && place?.kind !== 'block') return
  const { top, bottom } = view.coordsAtPos(Math.min(place.from, view.state.doc.content.size))
  if (top < ceiling || bottom > floor)
    scrollBy({ top: top - ceiling - (floor - ceiling) / 4, behavior: 'instant' })
}
