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

/** From `anchor` to `head`, as near as words can be selected. */
export function selectionBetween(doc: Node, anchor: number, head: number): Selection {
  const [$anchor, $head] = [outOfSolid(doc.resolve(anchor)), outOfSolid(doc.resolve(head))]
  const typable = Selection.findFrom($head, -1, true) ?? Selection.findFrom($head, 1, true)
  // TextSelection.between throws where no block is left that holds words.
  return typable ? TextSelection.between($anchor, $head) : Selection.near($head)
}

/** A caret stays left of what others insert at its place; a range shrinks. */
function mappedSelection(selection: TextSelection, { doc, mapping }: Transaction): Selection {
  const { anchor, head, empty } = selection
  if (empty) {
    const $head = doc.resolve(mapping.map(head, -1))
    return $head.parent.isAtom ? Selection.near(outOfSolid($head)) : Selection.near($head, -1)
  }
  const inwards = anchor < head ? 1 : -1
  return selectionBetween(doc, mapping.map(anchor, inwards), mapping.map(head, -inwards))
}

/** The block under the caret may have become a solid one, which nobody types into. */
function outOfSolid($pos: ResolvedPos): ResolvedPos {
  return $pos.parent.isAtom ? $pos.doc.resolve($pos.after()) : $pos
}
