import { Node } from '@tiptap/core'

/** A line break inside a block. */
export const Break = Node.create({
  name: 'break',
  inline: true,
  group: 'inline',
  selectable: false,
  parseHTML: () => [{ tag: 'br' }],
  renderHTML: () => ['br'],
  renderText: () => '\n',
})

/** A person named in the text. */
export const Mention = Node.create({
  name: 'mention',
  inline: true,
  group: 'inline',
  atom: true,
  addAttributes: () => ({
    id: { default: null, rendered: false },
    label: { default: null, rendered: false },
  }),
  renderHTML: ({ node }) => [
    'span',
    { 'data-leaf': 'mention', 'data-id': String(node.attrs.id) },
    `@${node.attrs.label ?? ''}`,
  ],
  renderText: ({ node }) => `@${node.attrs.label ?? ''}`,
})

/** A leaf that only a newer version knows: `data` is all of it, carried along unread. */
export const UnknownLeaf = Node.create({
  name: 'unknown',
  inline: true,
  group: 'inline',
  atom: true,
  addAttributes: () => ({ data: { default: null, rendered: false } }),
  renderHTML: () => ['span', { 'data-leaf': 'unknown' }, '▯'],
  renderText: () => '',
})
