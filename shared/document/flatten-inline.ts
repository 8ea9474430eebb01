import type { Surroundings } from './flatten-lines.ts'
import { type Formats, withFormat } from './formats.ts'
import { stripFence } from './grammar.ts'
import { CARRIED, type HtmlElement } from './html.ts'

/** What is no text at all. */
const SKIPPED = new Set(
  (
    'audio base button canvas col colgroup datalist embed head iframe link map math meta ' +
    'noscript object script select style svg template textarea title video xml'
  ).split(' '),
)

const MARK_OF_TAG: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  cite: 'italic',
  dfn: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strike',
  del: 'strike',
  strike: 'strike',
  code: 'code',
  kbd: 'code',
  samp: 'code',
  tt: 'code',
  mark: 'highlight',
}

/** Backgrounds that nobody put there with a highlighter. */
const PLAIN_GROUND =
  /^(none|auto|transparent|inherit|initial|unset|white|#fff(fff)?(?![0-9a-f])|rgba?\(255, ?255, ?255)/

export function isSkipped({ tag, attrs }: HtmlElement): boolean {
  // Word writes a list's bullet as text and marks it so.
  return SKIPPED.has(tag) || /mso-list:\s*ignore/i.test(attrs.style ?? '')
}

/** The marks in force inside an element. Tags first, then style, which may also take a mark away. */
export function formatsOf(node: HtmlElement, { formats, heading, colours }: Surroundings): Formats {
  const { tag, attrs } = node
  let now = formats
  const named = MARK_OF_TAG[tag]
  if (named && Object.hasOwn(MARK_OF_TAG, tag)) now = withFormat(now, named, true)
  if (tag === 'a') now = withFormat(now, 'link', linkOf(attrs.href) ?? now.link)
  for (const [key, value] of Object.entries(carriedMarks(attrs[CARRIED.marks]))) {
    now = withFormat(now, key, value)
  }
  return attrs.style === undefined ? now : styled(now, styleOf(attrs.style), heading, colours)
}

/** A leaf that Interline wrote, or null. */
export function leafOfData({ attrs }: HtmlElement): object | null {
  const leaf = objectOf(attrs[CARRIED.leaf])
  return leaf && typeof leaf.t === 'string' ? leaf : null
}

/** The object written in a piece of JSON, without fences and keys that reach into JavaScript. */
export function objectOf(json: string | undefined): Record<string, unknown> | null {
  if (json === undefined) return null
  try {
    const value: unknown = JSON.parse(stripFence(json), (key, inner: unknown) =>
      key === '__proto__' ? undefined : typeof inner === 'string' ? stripFence(inner) : inner,
    )
    const plain = typeof value === 'object' && value !== null && !Array.isArray(value)
    return plain ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

export function styleOf(style: string): Map<string, string> {
  const pairs = style.split(';').map((pair): [string, string] => {
    const colon = pair.indexOf(':')
    return [
      pair.slice(0, colon).trim().toLowerCase(),
      pair
        .slice(colon + 1)
        .trim()
        .toLowerCase(),
    ]
  })
  return new Map(pairs)
}

function styled(
  formats: Formats,
  style: ReadonlyMap<string, string>,
  heading: boolean,
  colours: boolean,
): Formats {
  let now = formats
  const weight = style.get('font-weight') ?? ''
  if (/^(bold|bolder|[6-9]\d\d)$/.test(weight) && !heading) now = withFormat(now, 'bold', true)
  if (/^(normal|lighter|[1-5]\d\d)$/.test(weight)) now = withFormat(now, 'bold', null)
  const slant = style.get('font-style') ?? ''
  if (/^(italic|oblique)/.test(slant)) now = withFormat(now, 'italic', true)
  if (slant === 'normal') now = withFormat(now, 'italic', null)
  const line = `${style.get('text-decoration') ?? ''} ${style.get('text-decoration-line') ?? ''}`
  // A link is underlined by being one.
  if (line.includes('underline') && !('link' in now)) now = withFormat(now, 'underline', true)
  if (line.includes('line-through')) now = withFormat(now, 'strike', true)
  const marker = style.get('mso-highlight') ?? (colours ? style.get('background-color') : undefined)
  if (marker && !PLAIN_GROUND.test(marker)) now = withFormat(now, 'highlight', true)
  return now
}

function linkOf(href: string | undefined): { href: string } | null {
  const address = stripFence(href ?? '').trim()
  if (!/^(https?|mailto):/i.test(address) || !URL.canParse(address)) return null
  return { href: address }
}

/** Formats that no tag says. A link with more to say than its address is still judged by that. */
function carriedMarks(json: string | undefined): Record<string, unknown> {
  const marks = Object.entries(objectOf(json) ?? {}).filter(
    ([name, value]) => value !== null && (name !== 'link' || leadsSomewhere(value)),
  )
  return Object.fromEntries(marks)
}

function leadsSomewhere(link: unknown): boolean {
  const { href } = (link ?? {}) as { href?: unknown }
  return typeof href === 'string' && linkOf(href) !== null
}
