// Of the kit's own helpers (see left-out.ts) only the two that schema.ts uses: in the browser's bundle
// this file stands in for their package.
import type { Extension } from '@tiptap/core'

export { Dropcursor } from '@tiptap/extensions/drop-cursor'
export { Gapcursor } from '@tiptap/extensions/gap-cursor'

const never: Extension | null = null

export { never as TrailingNode, never as UndoRedo }
