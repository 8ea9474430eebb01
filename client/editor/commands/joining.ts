import { undoInputRule } from '@tiptap/pm/inputrules'
import type { Node, ResolvedPos } from '@tiptap/pm/model'
import {
  type Command,
  type EditorState,
  NodeSelection,
  Selection,
  TextSelection,
} from '@tiptap/pm/state'
import { indentOf } from '../../../shared/document/degrees.ts'
import { blockOfCaret, setAttributes } from './selected-blocks.ts'

/**
 * Backspace at the start of a block: takes back what a Markdown shortcut just did, else moves the
 * block one step out (indent, list, kind), else joins it to the one above. Handled also when there
 * is nothing to do, because the browser's own answer would edit the page behind our back.
 */
export const backspaceAtStart: Command = (state, dispatch, view) => {
  if (undoInputRule(state, dispatch)) return true
  const block = blockOfCaret(state)
  if (!block || state.selection.$from.parentOffset > 0) return false
  const { list, kind } = block.node.attrs
  const indent = indentOf(block.node.attrs.indent)
  if (indent === 0 && list === null && kind === 'paragraph') {
    return joinBackward(state, dispatch, view)
  }
  if (!dispatch) return true
  const { tr } = state
  if (indent > 0) setAttributes(tr, block, { indent: indent - 1 })
  else if (list !== null) setAttributes(tr, block, { list: null, checked: null })
  else setAttributes(tr, block, { kind: 'paragraph', level: null, language: null })
  dispatch(tr.scrollIntoView())
  return true
}

/** Joins the block of the caret to the one above; `false` when the caret is not at its start. */
export const joinBackward: Command = (state, dispatch) => {
  const block = blockOfCaret(state)
  if (!block || state.selection.$from.parentOffset > 0) return false
  const $cut = state.doc.resolve(block.pos)
  const above = $cut.nodeBefore
  if (!above || !dispatch) return true
  if (above.type.name === 'solid') return meetSolid(state, dispatch, $cut, above, -1)
  join(state, dispatch, $cut, above, block.node)
  return true
}

/** Delete at the end of a block: the one below joins it. */
export const joinForward: Command = (state, dispatch) => {
  const block = blockOfCaret(state)
  if (!block || state.selection.$from.parentOffset < block.node.content.size) return false
  const $cut = state.doc.resolve(block.pos + block.node.nodeSize)
  const below = $cut.nodeAfter
  if (!below || !dispatch) return true
  if (below.type.name === 'solid') return meetSolid(state, dispatch, $cut, below, 1)
  join(state, dispatch, $cut, block.node, below)
  return true
}

/** Of two blocks of which the upper has no words, the lower keeps its own identity and kind. */
function join(
  state: EditorState,
  dispatch: NonNullable<Parameters<Command>[1]>,
  $cut: ResolvedPos,
  above: Node,
  below: Node,
): void {
  const { tr } = state
  if (above.content.size === 0 && below.content.size > 0) {
    const start = $cut.pos - above.nodeSize
    tr.delete(start, $cut.pos)
    tr.setSelection(TextSelection.create(tr.doc, start + 1))
  } else if (below.content.size === 0) {
    tr.delete($cut.pos, $cut.pos + below.nodeSize)
    tr.setSelection(TextSelection.create(tr.doc, $cut.pos - 1))
  } else tr.join($cut.pos)
  dispatch(tr.scrollIntoView())
}

/** A solid is first selected, so that nobody deletes unseen what they cannot type into. */
function meetSolid(
  state: EditorState,
  dispatch: NonNullable<Parameters<Command>[1]>,
  $cut: ResolvedPos,
  solid: Node,
  side: 1 | -1,
): boolean {
  const { tr } = state
  const { $from } = state.selection
  const lone = $from.parent.content.size === 0
  if (lone) tr.delete($from.before(), $from.after())
  const pos = tr.mapping.map(side < 0 ? $cut.pos - solid.nodeSize : $cut.pos)
  const meet = NodeSelection.isSelectable(solid)
    ? NodeSelection.create(tr.doc, pos)
    : Selection.near(tr.doc.resolve(pos), side)
  dispatch(tr.setSelection(meet).scrollIntoView())
  return true
}
