import { objectOf, styleOf } from './flatten-inline.ts'
import type { Surroundings } from './flatten-lines.ts'
import { ATTRIBUTES } from './grammar.ts'
import { CARRIED, type HtmlElement, type HtmlNode, isElement, textOf } from './html.ts'

/** What a block that Interline wrote says of itself, or null. */
export function blockOfData({ attrs }: HtmlElement): Record<string, unknown> | null {
  const said = objectOf(attrs[CARRIED.block])
  if (!said) return null
  const kept = Object.entries(said).filter(([key, value]) => isSayable(key, value))
  return Object.fromEntries(kept)
}

/** Keys that begin with `$` are records about the block they stand on, not attributes. */
function isSayable(key: string, value: unknown): boolean {
  if (key.startsWith('$') || value === null) return false
  if (key === 'indent') return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 8
  if (key === 'kind') return typeof value === 'string'
  return !Object.hasOwn(ATTRIBUTES, key) || typeof value !== 'object'
}

export function quoted(at: Surroundings): Surroundings {
  return { ...at, marker: { ...at.marker, kind: 'quote' } }
}

/** Which list an element makes of its items. */
export function listOf({ tag, attrs }: HtmlElement): string {
  const task = /\b(to-do-list|contains-task-list|task-list)\b/.test(attrs.class ?? '')
  if (task || attrs['data-type'] === 'taskList') return 'task'
  return tag === 'ol' ? 'ordered' : 'bullet'
}

/** Is an item ticked, not ticked, or (null) no task? As GitHub, Google, Notion and others write it. */
export function isTicked(item: HtmlElement): boolean | null {
  if (item.attrs['data-checked'] !== undefined) return item.attrs['data-checked'] === 'true'
  if (item.attrs.role === 'checkbox') return item.attrs['aria-checked'] === 'true'
  const box = own(item).find(
    ({ tag, attrs }) =>
      (tag === 'input' && attrs.type === 'checkbox') || /\bcheckbox\b/.test(attrs.class ?? ''),
  )
  if (!box) return null
  return box.attrs.checked !== undefined || /\bcheckbox-on\b/.test(box.attrs.class ?? '')
}

/** Elements of an item that do not belong to an item inside it. */
function own(item: HtmlElement): HtmlElement[] {
  return item.children.filter(isElement).flatMap((child) => {
    const nested = child.tag === 'ul' || child.tag === 'ol' || child.tag === 'li'
    return nested ? [] : [child, ...own(child)]
  })
}

/** Word writes titles and quotes as paragraphs of a class. */
export function headingLevel({ tag, attrs }: HtmlElement): number | null {
  if (/^h[1-6]$/.test(tag)) return Math.min(3, Number(tag[1]))
  return /\bMsoTitle\b/.test(attrs.class ?? '') ? 1 : null
}

export function isQuote({ tag, attrs }: HtmlElement): boolean {
  return tag === 'blockquote' || /\bMso(Intense)?Quote\b/.test(attrs.class ?? '')
}

/** Word writes list items as paragraphs with a level and a bullet of their own. */
export function wordItem(node: HtmlElement): Record<string, unknown> | null {
  const level = /mso-list:[^;]*\blevel(\d)/i.exec(node.attrs.style ?? '')
  if (!level) return null
  const bullet = find(node, ({ attrs }) => /mso-list:\s*ignore/i.test(attrs.style ?? ''))
  const sign = bullet ? textOf(bullet).trim() : ''
  const list = /^\(?([0-9]+|[a-z]|[ivxlc]+)[.)]/i.test(sign) ? 'ordered' : 'bullet'
  const indent = Math.min(8, Number(level[1]) - 1)
  return { list, ...(indent > 0 ? { indent } : {}) }
}

/** Code and its language; code editors and GitHub make its lines elements. Null for anything else. */
export function codeOf(node: HtmlElement): { language: string | null; text: string } | null {
  const { tag, attrs } = node
  const pre = tag === 'div' && /\bhighlight-source-/.test(attrs.class ?? '') && find(node, isPre)
  if (tag === 'pre' || pre) {
    const text = textOf(pre || node)
    return { language: languageOf(node), text: text.replace(/^\n/, '').replace(/\n$/, '') }
  }
  if (tag === 'div' && isEditorCode(node)) {
    const rows = node.children.filter((child) => isElement(child) || child.trim() !== '')
    return { language: null, text: rows.map((row) => textOf(row).replace(/\n$/, '')).join('\n') }
  }
  if (tag !== 'table' || !/\b(highlight|blob)\b/.test(attrs.class ?? '')) return null
  const cells = all(node, (cell) => cell.tag === 'td' && /blob-code/.test(cell.attrs.class ?? ''))
  return cells.length > 0 ? { language: null, text: cells.map(lineOfCell).join('\n') } : null
}

/** A row of plain cells is one line; a row that lays a page out is not. */
export function isSimpleRow(row: HtmlElement): boolean {
  const cells = row.children.filter(isElement)
  return cells.length > 1 && cells.every((cell) => all(cell, isBlockInCell).length <= 1)
}

function isBlockInCell({ tag }: HtmlElement): boolean {
  return /^(p|div|ul|ol|li|pre|blockquote|h[1-6]|table)$/.test(tag)
}

function isPre({ tag }: HtmlElement): boolean {
  return tag === 'pre'
}

function lineOfCell(cell: HtmlElement): string {
  return textOf(cell).replace(/^\n|\n$/g, '')
}

/** Code editors copy one element a line, in an element with a fixed-width font. */
function isEditorCode({ attrs }: HtmlElement): boolean {
  const style = styleOf(attrs.style ?? '')
  const font = style.get('font-family') ?? ''
  return /^pre(-wrap)?$/.test(style.get('white-space') ?? '') && /mono|consolas|menlo/.test(font)
}

function languageOf(node: HtmlElement): string | null {
  const said = node.attrs['data-language'] ?? node.attrs.lang
  if (said && /^[\w+#-]{1,30}$/.test(said) && node.tag === 'pre') return said
  const named = /\b(?:language|lang|highlight-source|brush:)-?([\w+#]{1,30})/
  const within = find(node, ({ attrs }) => named.test(attrs.class ?? ''))
  return named.exec(within?.attrs.class ?? '')?.[1] ?? null
}

function find(node: HtmlElement, wanted: (node: HtmlElement) => boolean): HtmlElement | null {
  return all(node, wanted)[0] ?? null
}

function all(node: HtmlNode, wanted: (node: HtmlElement) => boolean): HtmlElement[] {
  if (!isElement(node)) return []
  const inside = node.children.flatMap((child) => all(child, wanted))
  return wanted(node) ? [node, ...inside] : inside
}
