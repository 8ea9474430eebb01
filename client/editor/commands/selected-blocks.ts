import type { Attrs, Node } from '@tiptap/pm/model'
import type { Command, EditorState, Transaction } from '@tiptap/pm/state'
import { changeBlocks } from '../../binding/bulk-step.ts'

/** From this many blocks on one step changes them all: one step each would take seconds. */
export const BULK_FROM = 20

export interface PlacedBlock {
  readonly pos: number
  readonly node: Node
}

/**
 * The blocks a selection means, solids left out. A selection that ends before the first letter of
 * a block (as a triple click leaves it) does not mean that block.
 */
export function selectedBlocks(state: EditorState): PlacedBlock[] {
  const { from, to, empty } = state.selection
  const found: PlacedBlock[] = []
  state.doc.nodesBetween(from, to, (node, pos) => {
    const meant = empty || pos + 1 < to || (found.length === 0 && pos + 1 === to)
    if (meant && node.type.name === 'block') found.push({ pos, node })
    return false
  })
  return found
}

/** The block the caret stands in; null in a solid, in a gap and for a selection. */
export function blockOfCaret(state: EditorState): PlacedBlock | null {
  const { $from, empty } = state.selection
  if (!empty || $from.depth !== 1 || $from.parent.type.name !== 'block') return null
  return { pos: $from.before(), node: $from.parent }
}

/** Sets the attributes that differ, each by a step of its own; says whether any did. */
export function setAttributes(tr: Transaction, { pos, node }: PlacedBlock, attrs: Attrs): boolean {
  const changed = Object.entries(attrs).filter(([name, value]) => node.attrs[name] !== value)
  for (const [name, value] of changed) tr.setNodeAttribute(pos, name, value)
  return changed.length > 0
}

/** Changes attributes of the selected blocks; `false` when none of them is a block of words. */
export function changeSelected(change: (attrs: Attrs) => Attrs): Command {
  return (state, dispatch) => {
    const blocks = selectedBlocks(state)
    if (blocks.length === 0) return false
    if (!dispatch) return true
    const { tr } = state
    if (blocks.length < BULK_FROM) {
      for (const block of blocks) setAttributes(tr, block, change(block.node.attrs))
    } else {
      const meant = new Set(blocks.map(({ node }) => node))
      const renew = (node: Node) =>
        meant.has(node)
          ? node.type.create({ ...node.attrs, ...change(node.attrs) }, node.content, node.marks)
          : null
      changeBlocks(tr, state.selection.from, state.selection.to, renew)
    }
    // No caret moved, so there is nothing to scroll to (that alone is a layout of the whole page).
    if (tr.docChanged) dispatch(tr)
    return true
  }
}
