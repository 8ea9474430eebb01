import type { Editor } from '@tiptap/core'
import { keepPlaced } from './keep-placed.ts'

const GAP_PX = 8

/**
 * Puts a box below the selection, or above it where there is more room, and keeps it there while the
 * page scrolls or changes. Returns the undo.
 */
export function placeBeside(editor: Editor, box: HTMLElement | null): (() => void) | undefined {
  if (!box) return
  const put = () => {
    if (editor.isDestroyed) return
    const { from, to } = editor.state.selection
    const start = editor.view.coordsAtPos(from)
    const end = editor.view.coordsAtPos(to)
    const room = document.documentElement.clientWidth - box.offsetWidth - GAP_PX
    const below = end.bottom + GAP_PX
    const fits = below + box.offsetHeight < innerHeight
    box.style.left = `${Math.max(GAP_PX, Math.min(start.left, room))}px`
    box.style.top = `${fits ? below : Math.max(GAP_PX, start.top - box.offsetHeight - GAP_PX)}px`
  }
  return keepPlaced(editor, put)
}
