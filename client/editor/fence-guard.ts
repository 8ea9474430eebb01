import type { Fragment } from '@tiptap/pm/model'
import { Plugin } from '@tiptap/pm/state'
import { FENCE, stripFence } from '../../shared/document/grammar.ts'
import { REMOTE } from '../binding/binding.ts'

/**
 * The fence ends a block in Yjs, so one that got into the words would cut a block in two for
 * everybody. Typing loses it here, pasting in `paste.ts`; what still brings one is refused.
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
    filterTransaction: (tr) =>
      tr.getMeta(REMOTE) !== undefined ||
      !tr.steps.some((step) => 'slice' in step && hasFence(step.slice)),
  })
}

function hasFence(slice: unknown): boolean {
  const { content } = slice as { content: Fragment }
  let found = false
  content.descendants((node) => {
    found ||= node.text?.includes(FENCE) === true
    return !found
  })
  return found
}
