// The kit's input rules ask ProseMirror's history for this one function. The document has an undo of
// its own (client/binding/undo.ts), and comments bring that history when they are loaded: in the
// browser's bundle (vite.config.ts) this file stands in for it, 3 kB of script before the first key.
import type { Transaction } from '@tiptap/pm/state'

/** What the history looks for, if there is one: a new step of undo begins here. */
export function closeHistory(tr: Transaction): Transaction {
  return tr.setMeta('closeHistory$', true)
}
