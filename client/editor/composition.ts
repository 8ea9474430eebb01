import { Plugin } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import type { Binding } from '../binding/binding.ts'

/** How long after its end a composition may still write: what browsers send late arrives by then. */
export const COMPOSITION_TAIL_MS = 60

export type Touches = (update: Uint8Array) => boolean

/**
 * Tells who feeds the document which updates would disturb the words being composed, and `null`
 * when nothing is being composed. A remote change inside the composing block would break the
 * composition and double its letters.
 */
export function compositionPlugin(
  binding: Pick<Binding, 'touchesBlock'>,
  onComposition: (touches: Touches | null) => void,
): Plugin {
  let tail: ReturnType<typeof setTimeout> | undefined
  const end = () => {
    clearTimeout(tail)
    tail = undefined
    onComposition(null)
  }
  return new Plugin({
    view: () => ({ destroy: end }),
    props: {
      handleDOMEvents: {
        compositionstart: (view) => {
          clearTimeout(tail)
          onComposition((update) => binding.touchesBlock(update, composingPos(view)))
          return false
        },
        compositionend: () => {
          clearTimeout(tail)
          tail = setTimeout(end, COMPOSITION_TAIL_MS)
          return false
        },
      },
    },
  })
}

function composingPos(view: EditorView): number {
  const { $from } = view.state.selection
  return $from.depth === 0 ? $from.pos : $from.before()
}
