import type { Attrs, Node } from '@tiptap/pm/model'
import {
  type Command,
  type EditorState,
  NodeSelection,
  TextSelection,
  type Transaction,
} from '@tiptap/pm/state'
import { indentOf } from '../../../shared/document/degrees.ts'
import { blockOfCaret, setAttributes } from './selected-blocks.ts'

/** Enter. What it leaves behind and what it opens is told rule by rule in SPEC.md. */
export const splitBlock: Command = (state, dispatch, view) => {
  const { $from } = state.selection
  if ($from.parent.type.name !== 'block') return openParagraph(state, dispatch, view)
  if ($from.parent.attrs.kind === 'code') return breakCode(state, dispatch, view)
  if (leaveEmptyBlock(state, dispatch, view)) return true
  if (!dispatch) return true
  const { tr } = state
  tr.deleteSelection()
  splitAtCaret(tr)
  tr.ensureMarks(carriedMarks(state))
  dispatch(tr.scrollIntoView())
  return true
}

/** Leaves code by a paragraph below it. */
export const exitCode: Command = (state, dispatch) => {
  const { $head } = state.selection
  if ($head.parent.type.name !== 'block' || $head.parent.attrs.kind !== 'code') return false
  if (dispatch) dispatch(paragraphAt(state.tr, $head.after()).scrollIntoView())
  return true
}

/** A line break inside the block. */
export const insertBreak: Command = (state, dispatch) => {
  const { $from } = state.selection
  if (!$from.parent.isTextblock) return false
  const { break: lineBreak } = state.schema.nodes
  if (!dispatch || !lineBreak) return lineBreak !== undefined
  const { tr } = state
  if ($from.parent.attrs.kind === 'code') tr.insertText('\n')
  else tr.replaceSelectionWith(lineBreak.create(), true)
  dispatch(tr.scrollIntoView())
  return true
}

/** Next to a solid or in a gap Enter opens a paragraph; a block in view is never replaced by it. */
const openParagraph: Command = (state, dispatch) => {
  const { selection, tr } = state
  const { $from, $to } = selection
  const at =
    selection instanceof NodeSelection ? selection.to : $from.depth ? $from.after() : $to.pos
  if (!selection.empty && !(selection instanceof NodeSelection)) {
    if (dispatch) dispatch(tr.deleteSelection().scrollIntoView())
    return true
  }
  if (dispatch) dispatch(paragraphAt(tr, at).scrollIntoView())
  return true
}

/** In code Enter is a line break; on an empty last line it leaves the code and takes that line along. */
const breakCode: Command = (state, dispatch, view) => {
  const block = blockOfCaret(state)
  const { $from } = state.selection
  const atEnd = $from.parentOffset === $from.parent.content.size
  if (block && atEnd && $from.nodeBefore?.text?.endsWith('\n')) {
    if (!dispatch) return true
    const tr = state.tr.delete($from.pos - 1, $from.pos)
    dispatch(paragraphAt(tr, tr.mapping.map($from.after())).scrollIntoView())
    return true
  }
  return insertBreak(state, dispatch, view)
}

/** Enter on an empty item takes it one step out of what it is in. */
const leaveEmptyBlock: Command = (state, dispatch) => {
  const block = blockOfCaret(state)
  if (!block || block.node.content.size > 0) return false
  const { indent, list, kind } = block.node.attrs
  const out = outwards(indent, list, kind)
  if (!out) return false
  if (!dispatch) return true
  const { tr } = state
  setAttributes(tr, block, out)
  dispatch(tr.scrollIntoView())
  return true
}

function outwards(indent: unknown, list: string | null, kind: string): Attrs | null {
  if (indentOf(indent) > 0) return { indent: indentOf(indent) - 1 }
  if (list !== null) return { list: null, checked: null }
  return kind === 'quote' ? { kind: 'paragraph' } : null
}

/**
 * The marker of a block follows its words (its id is what comments and carets hold on to): at an
 * end of the block the new one is put beside it, and only in the middle is a block really split.
 */
function splitAtCaret(tr: Transaction): void {
  const { $from } = tr.selection
  const block = $from.parent
  const atEnd = $from.parentOffset === block.content.size
  if (block.content.size > 0 && $from.parentOffset === 0) {
    tr.insert($from.before(), block.type.create(nextAttrs(block, true)))
  } else if (atEnd) {
    const after = $from.after()
    tr.insert(after, block.type.create(nextAttrs(block, true)))
    tr.setSelection(TextSelection.create(tr.doc, after + 1))
  } else {
    tr.split($from.pos, 1, [{ type: block.type, attrs: nextAttrs(block, false) }])
  }
}

/** A new block goes on as its neighbour is, but is not done, and no heading when nobody asked. */
export function nextAttrs({ attrs }: Node, empty: boolean): Attrs {
  return {
    ...attrs,
    ...(empty && attrs.kind === 'heading' ? { kind: 'paragraph', level: null } : {}),
    checked: attrs.list === 'task' ? false : null,
    extra: null,
  }
}

function carriedMarks(state: EditorState) {
  const marks = state.storedMarks ?? state.selection.$from.marks()
  return marks.filter(({ type }) => type.spec.inclusive !== false && type.name !== 'code')
}

function paragraphAt(tr: Transaction, pos: number): Transaction {
  const paragraph = tr.doc.type.schema.nodes.block?.create()
  if (!paragraph) return tr
  tr.insert(pos, paragraph)
  return tr.setSelection(TextSelection.create(tr.doc, pos + 1))
}
