import { Mark } from '@tiptap/core'
import { safeHref } from './safe-href.ts'

// Bold, italic, underline and strike are the starter kit's. Code is not: there it shuts other marks
// out, and Yjs keeps both, so the editor would part from it. Nor is link: the kit's has attributes
// that the wire does not know, and finds links in other people's words.

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
