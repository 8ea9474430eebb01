import { type Command, type EditorState, Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { safeHref } from './safe-href.ts'

const linkAsked = new PluginKey<boolean>('linkAsked')

/**
 * Remembers that the person wants to give an address, shows for which words while the address has
 * the focus, and follows a link on Mod-click.
 */
export function linkAskedPlugin(): Plugin<boolean> {
  return new Plugin({
    key: linkAsked,
    state: {
      init: () => false,
      apply: (tr, asked) => tr.getMeta(linkAsked) ?? asked,
    },
    props: {
      decorations: (state) => {
        const { from, to, empty } = state.selection
        if (!isLinkAsked(state) || empty) return null
        return DecorationSet.create(state.doc, [
          Decoration.inline(from, to, { 'data-link-asked': '' }),
        ])
      },
      handleClick: (view, _pos, event) => {
        const link = event.target instanceof Element ? event.target.closest('a') : null
        const follows = event.metaKey || event.ctrlKey || !view.editable
        const href = safeHref(link?.getAttribute('href'))
        if (href === null || !follows) return false
        open(href, '_blank', 'noopener')
        return true
      },
    },
  })
}

export const askForLink: Command = (state, dispatch) => {
  const { parent } = state.selection.$from
  if (!parent.isTextblock || parent.attrs.kind === 'code') return false
  dispatch?.(state.tr.setMeta(linkAsked, true))
  return true
}

export const endAskingForLink: Command = (state, dispatch) => {
  dispatch?.(state.tr.setMeta(linkAsked, false))
  return true
}

export function isLinkAsked(state: EditorState): boolean {
  return linkAsked.getState(state) === true
}
