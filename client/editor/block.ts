import { Node } from '@tiptap/core'
import type { Attrs } from '@tiptap/pm/model'
import { ATTRIBUTES } from '../../shared/document/grammar.ts'
import { blockMarkup } from './block-markup.ts'
import { BlockView } from './block-view.ts'

/**
 * What a marker may say, with the values that go without saying. The names are wire format: an
 * attribute that is not listed here must never reach a node (extensions may not add any).
 */
const DEFAULTS: Attrs = { ...ATTRIBUTES, extra: null }

/** Tiptap's form of the attributes; rendering is done as a whole by `blockMarkup`. */
export function markerAttributes() {
  const attribute = ([name, value]: [string, unknown]) => [
    name,
    { default: value, rendered: false, parseHTML: () => undefined },
  ]
  return Object.fromEntries(Object.entries(DEFAULTS).map(attribute))
}

/** A line of words: paragraph, heading, quote or code; a list is an attribute of it. */
export const Block = Node.create<{ tick: string }>({
  name: 'block',
  group: 'block',
  content: 'inline*',
  // With 'normal' a composition in code turns a line break into a space and doubles a letter.
  whitespace: 'pre',
  defining: true,
  priority: 1000,
  addAttributes: markerAttributes,
  parseHTML: () => [{ tag: 'p' }],
  addOptions: () => ({ tick: '' }),
  addNodeView() {
    return ({ node, view, getPos }) => new BlockView(node, view, getPos, this.options.tick)
  },
  renderHTML: ({ node }) => {
    const { tag, attributes } = blockMarkup(node.attrs)
    return [tag, attributes, 0]
  },
})
