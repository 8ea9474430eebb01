import type { Editor } from '@tiptap/core'
import type { Clock } from '../../shared/kit/clock.ts'

/** A click has put the caret in its place by then (ms). */
const SETTLED_MS = 60

/** Calls back when the caret of whoever is in the text is elsewhere. Returns the undo. */
export function followCaret(editor: Editor, clock: Clock, moved: () => void): () => void {
  const look = () => {
    if (editor.view.hasFocus()) moved()
  }
  // The focus comes before the click has put the caret where it belongs, and drawing anything in
  // the text just then would put the caret back.
  let stop = () => {}
  const soon = () => {
    stop()
    stop = clock.after(SETTLED_MS, look)
  }
  editor.on('selectionUpdate', look)
  editor.on('focus', soon)
  return () => {
    stop()
    editor.off('selectionUpdate', look)
    editor.off('focus', soon)
  }
}
