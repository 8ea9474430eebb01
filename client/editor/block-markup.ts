import type { Attrs } from '@tiptap/pm/model'
import { indentOf, levelOf } from '../../shared/document/degrees.ts'
import type { TitleSpec } from './title.ts'

export interface BlockMarkup {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
}

/** The element that stands for a block, as a screen reader and the style sheet need it. */
export function blockMarkup(attrs: Attrs, title: TitleSpec | null = null): BlockMarkup {
  const attributes: Record<string, string> = { 'data-kind': String(attrs.kind) }
  if (attrs.level !== null) attributes['data-level'] = String(attrs.level)
  if (attrs.list !== null) {
    attributes['data-list'] = String(attrs.list)
    // A heading that stands in a list stays a heading for those who jump from heading to heading.
    if (attrs.kind !== 'heading') attributes.role = 'listitem'
    if (attrs.kind !== 'heading') attributes['aria-level'] = String(indentOf(attrs.indent) + 1)
  }
  const indent = indentOf(attrs.indent)
  if (indent > 0) attributes['data-indent'] = String(indent)
  if (attrs.checked !== null || attrs.list === 'task') {
    attributes['data-checked'] = String(attrs.checked === true)
  }
  if (attrs.language !== null) attributes['data-language'] = String(attrs.language)
  if (attrs.align !== null) attributes['data-align'] = String(attrs.align)
  if (title) Object.assign(attributes, titleAttributes(attrs, title))
  attributes.dir = directionOf(attrs)
  return { tag: blockTag(attrs), attributes }
}

/** Each block runs as its first letter says, and code as programs do. */
function directionOf({ dir, kind }: Attrs): string {
  if (dir === 'ltr' || dir === 'rtl') return dir
  return kind === 'code' ? 'ltr' : 'auto'
}

function titleAttributes({ kind, list }: Attrs, { placeholder }: TitleSpec) {
  const heading = kind === 'paragraph' && list === null
  return {
    'data-title': '',
    ...(heading ? { role: 'heading', 'aria-level': '1' } : {}),
    ...(placeholder === null ? {} : { 'data-placeholder': placeholder }),
  }
}

/** Only another tag makes a block's element anew; everything else is patched in place. */
export function blockTag(attrs: Attrs): string {
  if (attrs.kind === 'heading') return `h${levelOf(attrs.level)}`
  if (attrs.kind === 'code') return 'pre'
  return attrs.kind === 'quote' ? 'blockquote' : 'p'
}
