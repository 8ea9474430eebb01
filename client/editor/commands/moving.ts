import { Fragment } from '@tiptap/pm/model'
import { type Command, type EditorState, NodeSelection, TextSelection } from '@tiptap/pm/state'

/**
 * Moves the selected blocks, solids too, past the one above or below them. The selection goes along.
 * What is written is a cut and a paste, which the binding knows for what it is.
 */
export function moveBlocks(by: -1 | 1): Command {
  return (state, dispatch) => {
    const meant = meantBlocks(state)
    if (meant === null) return false
    const { from, to } = meant
    const beside = by < 0 ? state.doc.resolve(from).nodeBefore : state.doc.resolve(to).nodeAfter
    if (beside === null) return false
    if (!dispatch) return true
    const { tr, selection } = state
    const blocks = state.doc.slice(from, to).content
    const shift = by * beside.nodeSize
    tr.delete(from, to).insert(from + shift, Fragment.from(blocks))
    tr.setSelection(
      selection instanceof NodeSelection
        ? NodeSelection.create(tr.doc, selection.from + shift)
        : TextSelection.create(tr.doc, selection.anchor + shift, selection.head + shift),
    )
    dispatch(tr.scrollIntoView())
    return true
  }
}

/** As with every command, a selection that ends before the first letter of a block leaves it out. */
function meantBlocks({ selection }: EditorState): { from: number; to: number } | null {
  if (selection instanceof NodeSelection && selection.node.isBlock) return selection
  if (!(selection instanceof TextSelection)) return null
  const { $from, $to, empty } = selection
  const goesOn = empty || $to.parentOffset > 0 || $from.sameParent($to)
  return { from: $from.before(1), to: goesOn ? $to.after(1) : $to.before(1) }
}
