import { Fragment, type Node, Slice } from '@tiptap/pm/model'
import { isSolidKind, stripFence } from '../../shared/document/grammar.ts'
import type { LooseBlock } from '../../shared/document/html.ts'
import type { Inline } from '../../shared/document/reading.ts'
import { Vocabulary } from '../binding/vocabulary.ts'
import { safeHref } from './safe-href.ts'
import { schema } from './schema.ts'

const words = new Vocabulary(schema)

/** Copied nodes as the clipboard's blocks. */
export function looseBlocks(content: Fragment): LooseBlock[] {
  const blocks: LooseBlock[] = []
  const bare: Node[] = []
  content.forEach((node) => {
    if (node.isInline) bare.push(node)
    else blocks.push({ marker: words.marker(node), inline: inlineOf(node.content) })
  })
  // A leaf that was selected alone comes without its block.
  return bare.length > 0 ? [{ marker: {}, inline: inlineOf(Fragment.from(bare)) }] : blocks
}

/** The clipboard's blocks as nodes; what this version does not know goes along as it is. */
export function nodesOf(blocks: readonly LooseBlock[]): Fragment {
  return Fragment.fromArray(blocks.map(nodeOf))
}

export function sliceOf(blocks: readonly LooseBlock[]): Slice {
  return Slice.maxOpen(nodesOf(blocks))
}

/** Lines of plain text as blocks; an address alone is a link. */
export function looseLines(text: string, marker: LooseBlock['marker'] = {}): LooseBlock[] {
  const lines = stripFence(text)
    .split(/\r\n?|\n/)
    .filter((line) => line.trim() !== '')
  const [only] = lines
  if (lines.length === 1 && only !== undefined && /^https?:\/\/\S+$/.test(only.trim())) {
    const href = safeHref(only)
    if (href !== null) return [{ marker, inline: [{ text: href, formats: { link: { href } } }] }]
  }
  return lines.map((line) => ({ marker, inline: [{ text: line, formats: {} }] }))
}

function inlineOf(content: Fragment): Inline[] {
  const inline: Inline[] = []
  content.forEach((node) => {
    const formats = words.formats(node.marks)
    if (node.isText) inline.push({ text: node.text ?? '', formats })
    else inline.push({ leaf: words.leafData(node), formats })
  })
  return inline
}

function nodeOf({ marker, inline }: LooseBlock): Node {
  const names = Object.keys(schema.nodes.block?.spec.attrs ?? {})
  const known = Object.entries(marker).filter(([name]) => names.includes(name) && name !== 'extra')
  const extra = Object.entries(marker).filter(([name]) => !names.includes(name))
  const type = schema.node(isSolidKind(marker.kind ?? 'paragraph') ? 'solid' : 'block').type
  const attrs = {
    ...Object.fromEntries(known),
    extra: extra.length ? Object.fromEntries(extra) : null,
  }
  return type.create(attrs, words.inlineNodes(inline))
}
