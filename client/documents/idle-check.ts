import type { Editor } from '@tiptap/core'
import type { Clock } from '../../shared/kit/clock.ts'
import type { Binding } from '../binding/binding.ts'

/** So long nobody wrote before the whole document is read again to compare. */
const QUIET_MS = 5_000

/** Has the binding compare editor and text in each pause of writing; returns the undo. */
export function checkWhenIdle(editor: Editor, binding: Binding, clock: Clock): () => void {
  let cancel = () => {}
  const wait = ({ transaction }: { transaction: { docChanged: boolean } }) => {
    if (!transaction.docChanged) return
    cancel()
    cancel = clock.after(QUIET_MS, () => whenIdle(check))
  }
  const check = () => {
    if (editor.isDestroyed) return
    // Rendering again would end a composition.
    if (editor.view.composing) cancel = clock.after(QUIET_MS, check)
    else binding.check()
  }
  editor.on('transaction', wait)
  return () => {
    cancel()
    editor.off('transaction', wait)
  }
}

/** Between two keys, where the browser can tell; a long document takes some milliseconds. */
function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(work)
  else work()
}
