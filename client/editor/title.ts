import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'

interface Title {
  readonly block: Node | null
  readonly decorations: DecorationSet
}

const titleKey = new PluginKey<Title>('title')

/**
 * The first block is the title whatever its kind: not stored, only shown. Made anew only when the
 * first block itself changed, so it costs nothing while people write below it.
 */
export function titlePlugin(placeholder: string): Plugin<Title> {
  return new Plugin({
    key: titleKey,
    state: {
      init: (_config, state) => titleOf(state.doc, placeholder),
      apply: (tr, title) =>
        tr.doc.firstChild === title.block ? title : titleOf(tr.doc, placeholder),
    },
    props: { decorations: (state) => titleKey.getState(state)?.decorations },
  })
}

/** What a block's view is told by its decorations. */
export interface TitleSpec {
  readonly title: true
  readonly placeholder: string | null
}

export function titleSpecOf(decorations: readonly Decoration[]): TitleSpec | null {
  return decorations.find(({ spec }) => spec.title === true)?.spec ?? null
}

function titleOf(doc: Node, placeholder: string): Title {
  const block = doc.firstChild
  if (!block) return { block, decorations: DecorationSet.empty }
  const spec = { title: true, placeholder: block.content.size === 0 ? placeholder : null }
  const decoration = Decoration.node(0, block.nodeSize, {}, spec)
  return { block, decorations: DecorationSet.create(doc, [decoration]) }
}
