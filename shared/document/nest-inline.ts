import { formatValue, sameValue } from './formats.ts'
import { MARKS } from './grammar.ts'
import { CARRIED, element, type HtmlElement, type HtmlNode, leafText } from './html.ts'
import type { Inline } from './reading.ts'

/** From the outside in. Formats this list does not know go innermost, as data. */
const ORDER = ['link', 'bold', 'italic', 'underline', 'strike', 'highlight', 'code', '?'] as const

const TAG_OF_MARK: Readonly<Record<string, string>> = {
  bold: 'strong',
  italic: 'em',
  underline: 'u',
  strike: 's',
  highlight: 'mark',
  code: 'code',
}

/** Words with marks → elements, each as long as its mark runs. */
export function nestInline(inline: readonly Inline[], depth = 0): HtmlNode[] {
  const mark = ORDER[depth]
  if (mark === undefined) return inline.map(bare)
  const nodes: HtmlNode[] = []
  for (let from = 0; from < inline.length; ) {
    const value = markValue(inline[from], mark)
    let to = from + 1
    while (to < inline.length && sameValue(markValue(inline[to], mark), value)) to += 1
    const inside = nestInline(inline.slice(from, to), depth + 1)
    if (value === null) nodes.push(...inside)
    else nodes.push(wrap(mark, value, inside))
    from = to
  }
  return nodes
}

/** The value of a mark, or of all that is no plain mark of ours. */
function markValue(one: Inline | undefined, mark: string): unknown {
  if (!one) return undefined
  if (mark !== '?') return isOurs(mark, formatValue(one.formats, mark)) ? one.formats[mark] : null
  const rest = Object.entries(one.formats).filter(([name, value]) => !isOurs(name, value))
  return rest.length > 0 ? Object.fromEntries(rest) : null
}

/** A known mark with more, or other, to say than we know is carried like an unknown one. */
function isOurs(name: string, value: unknown): boolean {
  if (name !== 'link') return value === true && Object.hasOwn(MARKS, name)
  const href = hrefOf(value)
  return (
    href !== null && /^(https?|mailto):/i.test(href) && Object.keys(value as object).length === 1
  )
}

function wrap(mark: string, value: unknown, inside: readonly HtmlNode[]): HtmlElement {
  if (mark === '?') return element('span', { [CARRIED.marks]: JSON.stringify(value) }, inside)
  if (mark === 'link') return element('a', { href: hrefOf(value) ?? '' }, inside)
  return element(TAG_OF_MARK[mark] ?? 'span', {}, inside)
}

function bare(one: Inline): HtmlNode {
  if ('text' in one) return one.text
  if (JSON.stringify(one.leaf) === '{"t":"break"}') return element('br')
  return element('span', { [CARRIED.leaf]: JSON.stringify(one.leaf) }, [leafText(one.leaf)])
}

function hrefOf(value: unknown): string | null {
  const { href } = (typeof value === 'object' && value !== null ? value : {}) as { href?: unknown }
  return typeof href === 'string' ? href : null
}
