import { Fragment, type Node, type Slice } from '@tiptap/pm/model'
import {
  type EditorState,
  NodeSelection,
  Selection,
  TextSelection,
  type Transaction,
} from '@tiptap/pm/state'
import { nextAttrs } from './enter.ts'

/**
 * Puts pasted blocks where the selection is. The words that stand there keep their block and its
 * kind; only an empty block takes the kind of what is pasted into it.
 */
export function pasteBlocks(state: EditorState, slice: Slice): Transaction {
  return pasteInto(state.tr, slice)
}

/** The same within a transaction that is being made. */
export function pasteInto(tr: Transaction, slice: Slice): Transaction {
  const blocks = blocksOf(slice)
  // A clipboard without words (a picture, say) must not cost the selected ones.
  if (blocks.length === 0) return tr
  if (tr.selection instanceof NodeSelection && tr.selection.node.isBlock) {
    const { from, to } = tr.selection
    return caretBehind(tr.replaceWith(from, to, blocks), from, blocks)
  }
  tr.deleteSelection()
  const { $from } = tr.selection
  if ($from.parent.type.name !== 'block')
    return insertAt(tr, $from.depth ? $from.after() : $from.pos, blocks)
  if ($from.parent.attrs.kind === 'code') return tr.insertText(plainText(blocks))
  if ($from.parent.content.size === 0) return intoEmpty(tr, blocks)
  return intoWords(tr, blocks)
}

/** Pasted text as code wants it: lines, without blocks and marks. */
export function plainText(blocks: readonly Node[]): string {
  return blocks
    .map((block) => block.textBetween(0, block.content.size, '\n', (leaf) => leafWords(leaf)))
    .join('\n')
}

function intoEmpty(tr: Transaction, blocks: readonly Node[]): Transaction {
  const { $from } = tr.selection
  const [first, ...rest] = blocks
  const block = $from.parent
  if (!first || first.type !== block.type) {
    // A solid goes above an empty block, which then waits for words below it.
    tr.insert($from.before(), Fragment.fromArray([...blocks]))
    return tr
  }
  const adopts = !isPlain(first)
  if (adopts) {
    for (const [name, value] of Object.entries(first.attrs)) {
      if (block.attrs[name] !== value) tr.setNodeAttribute($from.before(), name, value)
    }
  }
  tr.insert($from.pos, first.content)
  const end = $from.pos + first.content.size
  if (rest.length === 0) return tr.setSelection(TextSelection.create(tr.doc, end))
  return insertAt(tr, end + 1, rest)
}

function intoWords(tr: Transaction, blocks: readonly Node[]): Transaction {
  const { $from } = tr.selection
  const block = $from.parent
  const [first, ...others] = blocks
  if (!first) return tr
  const alone = others.length === 0
  if (!alone || first.type !== block.type) {
    if ($from.parentOffset === 0) return insertAt(tr, $from.before(), blocks)
  }
  const joins = first.type === block.type && (alone || isPlain(first) || isAlike(first, block))
  if (joins) tr.insert($from.pos, first.content)
  const pos = $from.pos + (joins ? first.content.size : 0)
  const rest = joins ? others : blocks
  if (rest.length === 0) return tr.setSelection(TextSelection.create(tr.doc, pos))
  if ($from.parentOffset === block.content.size) return insertAt(tr, pos + 1, rest)
  return between(tr, pos, block, rest)
}

/** Splits the words at `pos` and puts the blocks between; the last one takes up the words behind. */
function between(tr: Transaction, pos: number, block: Node, blocks: readonly Node[]): Transaction {
  tr.split(pos, 1, [{ type: block.type, attrs: nextAttrs(block, false) }])
  const last = blocks.at(-1)
  if (!last || last.type !== block.type || !(isPlain(last) || isAlike(last, block))) {
    return insertAt(tr, pos + 1, blocks)
  }
  const whole = blocks.slice(0, -1)
  tr.insert(pos + 2, last.content)
  tr.insert(pos + 1, Fragment.fromArray(whole))
  const end = pos + 2 + sizeOf(whole) + last.content.size
  return tr.setSelection(TextSelection.create(tr.doc, end))
}

/** Whole blocks between two blocks. */
function insertAt(tr: Transaction, pos: number, blocks: readonly Node[]): Transaction {
  return caretBehind(tr.insert(pos, Fragment.fromArray([...blocks])), pos, blocks)
}

/** The caret goes behind the last word of blocks that stand at `pos`, or beside a solid. */
function caretBehind(tr: Transaction, pos: number, blocks: readonly Node[]): Transaction {
  const end = pos + sizeOf(blocks)
  const inWords = blocks.at(-1)?.type.name === 'block'
  return tr.setSelection(
    inWords ? TextSelection.create(tr.doc, end - 1) : Selection.near(tr.doc.resolve(end), 1),
  )
}

function blocksOf(slice: Slice): Node[] {
  const blocks: Node[] = []
  const bare: Node[] = []
  for (const node of slice.content.content) {
    if (node.isInline) bare.push(node)
    else blocks.push(node)
  }
  const type = slice.content.firstChild?.type.schema.nodes.block
  return bare.length > 0 && type ? [type.create(null, bare)] : blocks
}

function isPlain({ attrs }: Node): boolean {
  return attrs.kind === 'paragraph' && attrs.list === null && attrs.extra === null
}

function isAlike(one: Node, other: Node): boolean {
  return ['kind', 'level', 'list', 'indent'].every((name) => one.attrs[name] === other.attrs[name])
}

function sizeOf(blocks: readonly Node[]): number {
  return blocks.reduce((size, block) => size + block.nodeSize, 0)
}

function leafWords(leaf: Node): string {
  if (leaf.type.name === 'break') return '\n'
  return leaf.type.name === 'mention' ? `@${leaf.attrs.label ?? ''}` : ''
}
