import { Mark } from '@tiptap/core'
import { Code } from '@tiptap/extension-code'
import { Highlight } from '@tiptap/extension-highlight'
import { safeHref } from './safe-href.ts'

/** Code that other marks may cross: Yjs keeps both, so a mark that shuts others out would diverge. */
export const CodeMark = Code.extend({ excludes: '', exitable: false })

export const HighlightMark = Highlight.extend({ excludes: '' })

/**
 * Our own link and not Tiptap's: its `target`, `rel`, `class` and `title` would be attributes that
 * the wire does not know, and its autolink appends steps to other people's transactions.
 */
export const Link = Mark.create({
  name: 'link',
  inclusive: false,
  addAttributes: () => ({ href: { default: null, rendered: false } }),
  renderHTML: ({ mark }) => {
    const href = safeHref(mark.attrs.href)
    return href === null
      ? ['span', { 'data-refused-link': '' }, 0]
      : ['a', { href, rel: 'noopener noreferrer nofollow', target: '_blank' }, 0]
  },
})

/** Formats that only a newer version knows: `data` is an object of them, carried along unread. */
export const UnknownMark = Mark.create({
  name: 'unknownMark',
  inclusive: false,
  addAttributes: () => ({ data: { default: null, rendered: false } }),
  renderHTML: () => ['span', { 'data-unknown-mark': '' }, 0],
})
