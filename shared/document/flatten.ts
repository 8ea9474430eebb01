import { must } from '../kit/assert.ts'
import {
  blockOfData,
  codeOf,
  headingLevel,
  isQuote,
  isSimpleRow,
  isTicked,
  listOf,
  quoted,
  wordItem,
} from './flatten-blocks.ts'
import { formatsOf, isSkipped, leafOfData } from './flatten-inline.ts'
import { LineWriter, type Surroundings } from './flatten-lines.ts'
import { NO_FORMATS } from './formats.ts'
import { type HtmlElement, type HtmlNode, isElement, type LooseBlock } from './html.ts'

const NOWHERE: Surroundings = {
  marker: {},
  formats: NO_FORMATS,
  lists: [],
  verbatim: false,
  heading: false,
  cell: false,
  colours: false,
}

/**
 * Nested HTML of any origin → flat blocks. Total: every tree gives some blocks, no word that a
 * page would show is lost, and nothing in it can do more than be words with marks.
 */
export function flatten(nodes: readonly HtmlNode[]): LooseBlock[] {
  const lines = new LineWriter()
  walkAll(nodes, NOWHERE, lines)
  return lines.end()
}

function walkAll(nodes: readonly HtmlNode[], at: Surroundings, lines: LineWriter): void {
  for (const node of nodes) walk(node, at, lines)
}

function walk(node: HtmlNode, at: Surroundings, lines: LineWriter): void {
  if (!isElement(node)) lines.text(node, at)
  else if (!isSkipped(node)) walkElement(node, at, lines)
}

function walkElement(node: HtmlElement, at: Surroundings, lines: LineWriter): void {
  const carried = blockOfData(node)
  const leaf = leafOfData(node)
  if (carried) carry(node, carried, at, lines)
  else if (leaf) lines.leaf(leaf, at)
  else if (BLOCKS.has(node.tag)) walkBlock(node, at, lines)
  else if (node.tag === 'br') lines.lineBreak(at)
  else if (node.tag === 'img') lines.text(pictograph(node), at)
  else if (node.tag !== 'input') walkInline(node, at, lines)
}

/** What Interline wrote says itself what it is. */
function carry(
  node: HtmlElement,
  marker: Readonly<Record<string, unknown>>,
  at: Surroundings,
  lines: LineWriter,
): void {
  const [only] = node.children
  const wrapped = node.tag === 'pre' && only !== undefined && isElement(only) && only.tag === 'code'
  const children = wrapped ? only.children : node.children
  const nested = children.filter((child) => isElement(child) && BLOCKS.has(child.tag))
  const words = children.filter((child) => !nested.includes(child))
  lines.open({ ...at, marker, verbatim: true })
  walkAll(words, { ...NOWHERE, marker, verbatim: true }, lines)
  lines.close()
  walkAll(nested, { ...at, marker: {} }, lines)
}

function walkInline(node: HtmlElement, at: Surroundings, lines: LineWriter): void {
  const colours = at.colours || node.attrs.id?.startsWith('docs-internal-guid') === true
  walkAll(node.children, { ...at, colours, formats: formatsOf(node, at) }, lines)
}

function walkBlock(node: HtmlElement, at: Surroundings, lines: LineWriter): void {
  const { tag } = node
  if (at.cell && (tag === 'td' || tag === 'th')) lines.cell(at)
  if (at.cell && CELL_PARTS.has(tag)) walkAll(node.children, at, lines)
  else {
    lines.close()
    walkLine(node, at, lines)
    lines.close()
  }
}

function walkLine(node: HtmlElement, at: Surroundings, lines: LineWriter): void {
  const { tag } = node
  const level = headingLevel(node)
  if (tag === 'hr') lines.solid({ kind: 'divider' })
  else if (codeOf(node)) writeCode(node, at, lines)
  else if (tag === 'ul' || tag === 'ol' || tag === 'menu') walkList(node, at, lines)
  else if (tag === 'li') walkItem(node, at, lines)
  else if (level !== null) walkHeading(node, level, at, lines)
  else if (isQuote(node)) walkAll(node.children, quoted(at), lines)
  else if (tag === 'tr') walkAll(node.children, { ...at, cell: isSimpleRow(node) }, lines)
  else if (tag === 'dd') walkAll(node.children, indented(at), lines)
  else walkAll(node.children, { ...at, marker: wordItem(node) ?? at.marker }, lines)
}

function walkHeading(node: HtmlElement, level: number, at: Surroundings, lines: LineWriter): void {
  const marker = { kind: 'heading', level: Math.min(3, level) }
  walkAll(node.children, { ...at, marker, heading: true }, lines)
}

function walkList(node: HtmlElement, at: Surroundings, lines: LineWriter): void {
  walkAll(node.children, { ...at, lists: [...at.lists, listOf(node)] }, lines)
}

/**
 * The first words of an item are its own; what follows them in blocks of their own stands one step
 * further in, as no item.
 */
function walkItem(node: HtmlElement, at: Surroundings, lines: LineWriter): void {
  const depth = Number(node.attrs['aria-level'] ?? node.attrs['data-aria-level'] ?? 0)
  const indent = Math.min(8, Math.max(at.lists.length, Number.isInteger(depth) ? depth : 0, 1) - 1)
  const ticked = isTicked(node)
  const inQuote = at.marker.kind === 'quote' ? { kind: 'quote' } : {}
  const list = ticked === null ? (at.lists.at(-1) ?? 'bullet') : 'task'
  const item = {
    ...inQuote,
    list,
    ...(indent ? { indent } : {}),
    ...(list === 'task' ? { checked: ticked === true } : {}),
  }
  lines.expect({ ...at, marker: item })
  const inside = { ...inQuote, indent: Math.min(8, indent + 1) }
  walkAll(node.children, { ...at, marker: inside }, lines)
  lines.settle(at.lists.length > 0 && !node.children.some(isList))
}

function writeCode(node: HtmlElement, at: Surroundings, lines: LineWriter): void {
  const { language, text } = must(codeOf(node), 'only code is written as code')
  const { indent } = at.marker
  const marker = { kind: 'code', ...(language ? { language } : {}), ...(indent ? { indent } : {}) }
  lines.open({ ...at, marker, verbatim: true })
  lines.text(text, { ...NOWHERE, marker, verbatim: true })
  lines.close()
}

function indented(at: Surroundings): Surroundings {
  const indent = Math.min(8, Number(at.marker.indent ?? 0) + 1)
  return { ...at, marker: { ...at.marker, indent } }
}

/** Emoji come as pictures from many a page; other pictures have no place in the text yet. */
function pictograph({ attrs }: HtmlElement): string {
  return /\p{Extended_Pictographic}/u.test(attrs.alt ?? '') ? (attrs.alt ?? '') : ''
}

function isList(node: HtmlNode): boolean {
  return isElement(node) && (node.tag === 'ul' || node.tag === 'ol')
}

/** In a row of plain cells these make no line of their own. */
const CELL_PARTS = new Set(['td', 'th', 'p', 'div'])

const BLOCKS = new Set(
  (
    'address article aside blockquote body center dd details dialog div dl dt fieldset figcaption ' +
    'figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre ' +
    'search section summary table tbody td tfoot th thead tr ul'
  ).split(' '),
)
