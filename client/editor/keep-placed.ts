import type { Editor } from '@tiptap/core'

/** Puts a box now, and again whenever the page scrolls or changes. Returns the undo. */
export function keepPlaced(editor: Editor, put: () => void): () => void {
  put()
  addEventListener('scroll', put, { passive: true, capture: true })
  addEventListener('resize', put)
  editor.on('transaction', put)
  return () => {
    removeEventListener('scroll', put, { capture: true })
    removeEventListener('resize', put)
    editor.off('transaction', put)
  }
}
