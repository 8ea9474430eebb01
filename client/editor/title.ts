import type { Node as DocumentNode } from '@tiptap/pm/model'
import { Plugin } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'

/** How a block says that it is the title. */
export interface TitleSpec {
  /** What stands there while it is empty; null: it is not. */
  readonly placeholder: string | null
}

/** A block's view; null: it is not the title (any more). */
export interface MayBeTitle {
  showTitle(title: TitleSpec | null): void
}

/** By their elements: ProseMirror gives out no views. */
const views = new WeakMap<Node, MayBeTitle>()

export function mayBeTitle(dom: HTMLElement, view: MayBeTitle): void {
  views.set(dom, view)
}

/**
 * The first block is the title whatever its kind: not stored, only shown. Its view is told, and
 * looked at only when the first block is another: it costs nothing while people write below it. Not
 * by a decoration: with one ProseMirror asks for each block's share at each key.
 */
export function titlePlugin(placeholder: string): Plugin {
  return new Plugin({
    view: (view) => {
      let block: DocumentNode | null = null
      let shown: MayBeTitle | null = null
      const show = (view: EditorView) => {
        const first = view.state.doc.firstChild
        const dom = first && view.nodeDOM(0)
        const title = (dom && views.get(dom)) ?? null
        if (first === block && title === shown) return
        if (title !== shown) shown?.showTitle(null)
        title?.showTitle({ placeholder: first?.content.size === 0 ? placeholder : null })
        block = first
        shown = title
      }
      show(view)
      return { update: show }
    },
  })
}
