import { Plugin } from '@tiptap/pm/state'
import { FENCE, stripFence } from '../../shared/document/grammar.ts'

/**
 * The fence ends a block in Yjs, so one among the words would cut a block in two for everybody. It
 * is taken out of what is typed here and of what is pasted in `loose-blocks.ts` and `flatten.ts`;
 * the binding refuses a transaction that still brings one.
 */
export function fenceGuard(): Plugin {
  return new Plugin({
    props: {
      handleTextInput: (view, from, to, text) => {
        if (!text.includes(FENCE)) return false
        view.dispatch(view.state.tr.insertText(stripFence(text), from, to).scrollIntoView())
        return true
      },
    },
  })
}
