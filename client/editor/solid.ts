import { Node } from '@tiptap/core'
import { markerAttributes } from './block.ts'
import { blockMarkup } from './block-markup.ts'
import { SolidView } from './solid-view.ts'

/**
 * A block nobody types into: a divider, or a kind that only a newer version knows. Its words stay
 * in the document and are carried along.
 */
export const Solid = Node.create<{ sentence: string }>({
  name: 'solid',
  group: 'block',
  content: 'inline*',
  whitespace: 'pre',
  atom: true,
  selectable: true,
  draggable: true,
  addAttributes: markerAttributes,
  addOptions: () => ({ sentence: '' }),
  addNodeView() {
    return ({ node }) => new SolidView(node, this.options.sentence)
  },
  renderHTML: ({ node }) => ['div', { ...blockMarkup(node.attrs).attributes, 'data-solid': '' }, 0],
})
