import type { Attrs } from '@tiptap/pm/model'
import type { Command } from '@tiptap/pm/state'
import { selectedBlocks, setAttributes } from './selected-blocks.ts'

/** Changes attributes of the selected blocks; `false` when none of them is a block of words. */
export function changeBlocks(change: (attrs: Attrs) => Attrs): Command {
  return (state, dispatch) => {
    const blocks = selectedBlocks(state)
    if (blocks.length === 0) return false
    if (!dispatch) return true
    const { tr } = state
    for (const block of blocks) setAttributes(tr, block, change(block.node.attrs))
    if (tr.docChanged) dispatch(tr.scrollIntoView())
    return true
  }
}
