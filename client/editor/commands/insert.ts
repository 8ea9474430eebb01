import { type Command, TextSelection } from '@tiptap/pm/state'
import { blockOfCaret } from './selected-blocks.ts'

/**
 * A divider below the block of the caret, or above it while it is empty; the caret goes on in a
 * block of words under it.
 */
export const insertDivider: Command = (state, dispatch) => {
  const { solid, block } = state.schema.nodes
  if (!solid || !block) return false
  if (!dispatch) return true
  const { tr } = state
  tr.deleteSelection()
  const { $from } = tr.selection
  const divider = solid.create({ kind: 'divider' })
  if ($from.depth === 1 && $from.parent.type === block && $from.parent.content.size === 0) {
    tr.insert($from.before(), divider)
    dispatch(tr.scrollIntoView())
    return true
  }
  const at = $from.depth === 1 ? $from.after() : $from.pos
  const below = tr.doc.resolve(at).nodeAfter
  tr.insert(at, below?.type === block ? divider : [divider, block.create()])
  tr.setSelection(TextSelection.create(tr.doc, at + divider.nodeSize + 1))
  dispatch(tr.scrollIntoView())
  return true
}

/** A person's name in the text. */
export function insertMention(person: { readonly id: string; readonly label: string }): Command {
  return (state, dispatch) => {
    const { mention } = state.schema.nodes
    if (!mention || !state.selection.$from.parent.isTextblock) return false
    const { id, label } = person
    dispatch?.(state.tr.replaceSelectionWith(mention.create({ id, label }), true).scrollIntoView())
    return true
  }
}

/** An `@` where a name may follow, for those who did not know that they can type it. */
export const askForMention: Command = (state, dispatch) => {
  const { $from } = state.selection
  if ($from.parent.type.name !== 'block' || $from.parent.attrs.kind === 'code') return false
  const before = $from.parent.textBetween(0, $from.parentOffset, '', '￼')
  dispatch?.(state.tr.insertText(/(^|\s)$/.test(before) ? '@' : ' @').scrollIntoView())
  return true
}

/** Two spaces in code, where Tab means them; elsewhere `false`. */
export const indentCode: Command = (state, dispatch) => {
  if (blockOfCaret(state)?.node.attrs.kind !== 'code') return false
  dispatch?.(state.tr.insertText('  ').scrollIntoView())
  return true
}

/** Takes up to two spaces from the start of the caret's line of code. */
export const outdentCode: Command = (state, dispatch) => {
  const found = blockOfCaret(state)
  if (found?.node.attrs.kind !== 'code') return false
  const { $from } = state.selection
  const before = found.node.textBetween(0, $from.parentOffset, '', '￼')
  const start = $from.start() + before.lastIndexOf('\n') + 1
  const line = found.node.textBetween(start - $from.start(), found.node.content.size, '', '￼')
  const spaces = /^ {0,2}/.exec(line)?.[0].length ?? 0
  if (spaces > 0) dispatch?.(state.tr.delete(start, start + spaces).scrollIntoView())
  return true
}
