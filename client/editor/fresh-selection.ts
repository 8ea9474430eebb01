import { type EditorState, Plugin, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { REMOTE, selectionBetween } from '../binding/remote-transaction.ts'

// Chromium tells of a moved caret only with its next frame, which in a long document may be 50 ms
// away. Until then the editor's state, and what is made of it, speaks of where the caret was.

/** Each key first has the editor look where the caret is: "arrow, Enter" may come in one frame. */
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

/**
 * Has what came from Yjs take along the caret that a person just moved: drawn from the state alone
 * it would jump back, the more often the more people write. To be called before it is dispatched.
 */
export function keepMovedCaret(view: EditorView, transaction: Transaction): void {
  if (transaction.getMeta(REMOTE) !== true || !transaction.docChanged) return
  const moved = view.composing || !view.hasFocus() ? null : movedCaret(view, view.state)
  if (moved === null) return
  const [anchor, head] = [moved.anchor, moved.head].map((pos) => transaction.mapping.map(pos, -1))
  if (anchor === undefined || head === undefined) return
  transaction.setSelection(selectionBetween(transaction.doc, anchor, head))
}

/** Where the caret stands on the page, unless the editor knows already. */
function movedCaret(view: EditorView, { doc }: EditorState) {
  const { currentSelection } = observerOf(view)
  const seen = view.dom.ownerDocument.getSelection()
  if (!seen?.anchorNode || !seen.focusNode || currentSelection.eq(seen)) return null
  if (!view.dom.contains(seen.anchorNode) || !view.dom.contains(seen.focusNode)) return null
  const anchor = view.posAtDOM(seen.anchorNode, seen.anchorOffset)
  const head = view.posAtDOM(seen.focusNode, seen.focusOffset)
  return Math.max(anchor, head) > doc.content.size ? null : { anchor, head }
}

interface Observer {
  /** ProseMirror's own listener of `selectionchange`. */
  onSelectionChange(): void
  /** The selection on the page that ProseMirror last saw or made. */
  readonly currentSelection: { eq(selection: Selection): boolean }
}

/** ProseMirror's types do not show it. */
function observerOf(view: EditorView): Observer {
  return (view as unknown as { domObserver: Observer }).domObserver
}
