import { Plugin } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'

/**
 * Chromium tells of a moved caret only with its next frame, which in a long document may be 50 ms
 * away. A key pressed sooner (arrow, Enter) would act where the caret was before: so each key first
 * has the editor look where the caret is.
 */
export function freshSelection(): Plugin {
  return new Plugin({
    props: {
      handleDOMEvents: {
        keydown: (view) => {
          if (!view.composing) observerOf(view).onSelectionChange()
          return false
        },
      },
    },
  })
}

/** ProseMirror's own listener of `selectionchange`; its types do not show it. */
function observerOf(view: EditorView): { onSelectionChange(): void } {
  return (view as unknown as { domObserver: { onSelectionChange(): void } }).domObserver
}
