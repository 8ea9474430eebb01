import { Mark } from '@tiptap/core'
import { safeHref } from './safe-href.ts'

// Our own and not the starter kit's: of that we would need four lines a mark, and it brings lists,
// history and link finding along. No mark shuts others out: Yjs keeps both, so the editor would part
// from it.

export const Bold = plainMark('bold', 'strong')
export const Italic = plainMark('italic', 'em')
export const Underline = plainMark('underline', 'u')
export const Strike = plainMark('strike', 's')
export const Highlight = plainMark('highlight', 'mark')
export const Code = plainMark('code', 'code').extend({ code: true })

/** Its only attribute is the wire's. An address that nobody should follow is shown as mere words. */
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

function plainMark(name: string, tag: string) {
  return Mark.create({ name, parseHTML: () => [{ tag }], renderHTML: () => [tag, 0] })
}
