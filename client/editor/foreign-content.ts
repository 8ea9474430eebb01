import { Extension } from '@tiptap/core'
import { Fragment, Node, Slice } from '@tiptap/pm/model'
import { TextSelection } from '@tiptap/pm/state'
import { stripFence } from '../../shared/document/grammar.ts'
import { clearKinds } from './commands/kinds.ts'
import { pasteInto } from './commands/paste.ts'
import { blocksOfHtml } from './html-reader.ts'
import { nodesOf } from './loose-blocks.ts'
import { schema } from './schema.ts'

/**
 * Tiptap's own content commands parse nested HTML into empty blocks, let fences in and drop what
 * only a newer version knows. These take their place under the same names.
 */
export const ForeignContent = Extension.create({
  name: 'foreignContent',
  // Of two commands of one name the extension that comes last, the one of lower priority, wins.
  priority: 1,
  addCommands() {
    return {
      setContent:
        (content) =>
        ({ tr }) => {
          const nodes = blocksOf(content)
          tr.replaceWith(0, tr.doc.content.size, nodes.size > 0 ? nodes : schema.node('block'))
          return true
        },
      insertContent:
        (content) =>
        ({ tr }) => {
          pasteInto(tr, new Slice(blocksOf(content), 0, 0))
          return true
        },
      insertContentAt:
        (position, content) =>
        ({ tr }) => {
          const range = typeof position === 'number' ? { from: position, to: position } : position
          tr.setSelection(TextSelection.create(tr.doc, range.from, range.to))
          pasteInto(tr, new Slice(blocksOf(content), 0, 0))
          return true
        },
      clearNodes:
        () =>
        ({ state, dispatch }) =>
          clearKinds(state, dispatch),
    }
  },
})

function blocksOf(content: unknown): Fragment {
  if (content instanceof Fragment) return content
  if (content instanceof Node)
    return content.type.name === 'doc' ? content.content : Fragment.from(content)
  if (typeof content === 'string') {
    return nodesOf(blocksOfHtml(new DOMParser().parseFromString(content, 'text/html').body))
  }
  return blocksOf(schema.nodeFromJSON(clean(content)))
}

/** JSON without fences in any of its words. */
function clean(json: unknown): unknown {
  return JSON.parse(stripFence(JSON.stringify(json).replaceAll('\\u001e', '')))
}
