import { indentOf, levelOf } from './degrees.ts'
import { isSolidKind } from './grammar.ts'
import { CARRIED, element, type HtmlElement, type HtmlNode, type LooseBlock } from './html.ts'
import { nestInline } from './nest-inline.ts'

/**
 * Flat blocks → the nested HTML that other programs understand. Every block carries its marker as
 * JSON, so that `flatten` gives back exactly what went in, also what only a newer version knows.
 */
export function nest(blocks: readonly LooseBlock[]): HtmlNode[] {
  const nodes: HtmlNode[] = []
  for (const run of runsOf(blocks)) {
    const inside = nestRun(run)
    const quote = run[0]?.marker.kind === 'quote'
    if (quote) nodes.push(element('blockquote', {}, inside))
    else nodes.push(...inside)
  }
  return nodes
}

/** Neighbours that stand in one quotation, or in none. */
function runsOf(blocks: readonly LooseBlock[]): LooseBlock[][] {
  const runs: LooseBlock[][] = []
  let quote: boolean | null = null
  for (const block of blocks) {
    const here = block.marker.kind === 'quote'
    if (here === quote) runs.at(-1)?.push(block)
    else runs.push([block])
    quote = here
  }
  return runs
}

interface OpenList {
  readonly indent: number
  readonly tag: string
  readonly items: Growing[]
}

/** An element while its children are still coming. */
interface Growing {
  readonly tag: string
  readonly attrs: Readonly<Record<string, string>>
  readonly children: (HtmlNode | Growing)[]
}

function nestRun(blocks: readonly LooseBlock[]): HtmlNode[] {
  const top: (HtmlNode | Growing)[] = []
  const open: OpenList[] = []
  for (const block of blocks) {
    const indent = indentOf(block.marker.indent)
    if (!isItem(block)) {
      // What stands further in than an item belongs to that item.
      while (open.length > 0 && (open.at(-1)?.indent ?? 0) >= indent) open.pop()
      placeIn(open, top).push(elementOf(block))
      continue
    }
    const tag = block.marker.list === 'ordered' ? 'ol' : 'ul'
    while (open.length > 0 && (open.at(-1)?.indent ?? 0) > indent) open.pop()
    const same = open.at(-1)
    if (same?.indent === indent && same.tag !== tag) open.pop()
    if (open.at(-1)?.indent !== indent) open.push(begin(block, tag, indent, placeIn(open, top)))
    open.at(-1)?.items.push(elementOf(block))
  }
  return top
}

function begin(block: LooseBlock, tag: string, indent: number, place: unknown[]): OpenList {
  const items: Growing[] = []
  const attrs: Record<string, string> =
    block.marker.list === 'task' ? { class: 'contains-task-list' } : {}
  place.push({ tag, attrs, children: items })
  return { indent, tag, items }
}

function placeIn(open: readonly OpenList[], top: (HtmlNode | Growing)[]) {
  return open.at(-1)?.items.at(-1)?.children ?? top
}

function elementOf(block: LooseBlock): Growing {
  const { kind = 'paragraph', level, language } = block.marker
  const attrs = { [CARRIED.block]: JSON.stringify(block.marker) }
  const words = nestInline(block.inline)
  if (kind === 'divider') return { tag: 'hr', attrs, children: [] }
  if (isSolidKind(kind)) return { tag: 'div', attrs, children: [...words] }
  if (kind === 'code') {
    const named = typeof language === 'string' ? { class: `language-${language}` } : {}
    return { tag: 'pre', attrs, children: [element('code', named, words)] }
  }
  if (isItem(block)) return { tag: 'li', attrs, children: [...tickBox(block), ...words] }
  const tag = kind === 'heading' ? `h${levelOf(level)}` : 'p'
  return { tag, attrs, children: [...words] }
}

/** Headings, code and solids may say that they are in a list; HTML has no such items. */
function isItem({ marker }: LooseBlock): boolean {
  const { kind = 'paragraph', list } = marker
  return list !== undefined && (kind === 'paragraph' || kind === 'quote')
}

function tickBox({ marker }: LooseBlock): HtmlElement[] {
  if (marker.list !== 'task') return []
  const checked = marker.checked === true ? { checked: '' } : {}
  return [element('input', { type: 'checkbox', disabled: '', ...checked })]
}
