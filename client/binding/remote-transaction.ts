import type { Node, ResolvedPos } from '@tiptap/pm/model'
import { type EditorState, Selection, TextSelection, type Transaction } from '@tiptap/pm/state'
import { BulkStep } from './bulk-step.ts'

/** Transaction meta key, set on every transaction that comes from Yjs. */
export const REMOTE = 'interline$remote'

/** Marks a transaction as one to which no extension may add anything: a viewer must not write. */
export function fromYjs(transaction: Transaction): Transaction {
  return transaction
    .setMeta(REMOTE, true)
    .setMeta('addToHistory', false)
    .setMeta('preventClearDocument', true)
    .setMeta('preventAutolink', true)
}

/** Only text selections are moved by hand; all others map themselves. */
export function remoteTransaction(state: EditorState, step: BulkStep): Transaction {
  const { selection, storedMarks } = state
  const transaction = state.tr.step(step)
  if (selection instanceof TextSelection) {
    const wanted = mappedSelection(selection, transaction)
    if (!transaction.selection.eq(wanted)) transaction.setSelection(wanted)
  }
  if (storedMarks) transaction.setStoredMarks(storedMarks)
  return fromYjs(transaction)
}

/** From what the editor shows to what Yjs says, as one change from the first to the last difference. */
export function wholeDifference(old: Node, now: Node): BulkStep | null {
  const start = old.content.findDiffStart(now.content)
  const end = old.content.findDiffEnd(now.content)
  if (start === null || end === null) return null
  const shift = Math.max(0, start - Math.min(end.a, end.b))
  let from = 0
  while (from < Math.min(old.childCount, now.childCount) && old.child(from).eq(now.child(from))) {
    from += 1
  }
  let [oldEnd, nowEnd] = [old.childCount, now.childCount]
  while (oldEnd > from && nowEnd > from && old.child(oldEnd - 1).eq(now.child(nowEnd - 1))) {
    oldEnd -= 1
    nowEnd -= 1
  }
  const nodes = now.content.content.slice(from, nowEnd)
  const range = [start, end.a + shift - start, end.b + shift - start]
  return new BulkStep([{ from, to: oldEnd, nodes }], range)
}

/** A caret stays left of what others insert at its place; a range shrinks. */
function mappedSelection(selection: TextSelection, { doc, mapping }: Transaction): Selection {
  const { anchor, head, empty } = selection
  const at = (pos: number, assoc: number) => doc.resolve(mapping.map(pos, assoc))
  if (empty) return caretNear(at(head, -1))
  const forward = anchor < head
  return TextSelection.between(at(anchor, forward ? 1 : -1), at(head, forward ? -1 : 1))
}

/** The block under the caret may have become a solid one, which nobody types into. */
function caretNear($pos: ResolvedPos): Selection {
  if (!$pos.parent.isAtom) return Selection.near($pos, -1)
  return Selection.near($pos.doc.resolve($pos.after()))
}
