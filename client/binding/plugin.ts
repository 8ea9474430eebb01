import { type EditorState, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { ReplaceAroundStep, ReplaceStep } from '@tiptap/pm/transform'
import type { EditorView } from '@tiptap/pm/view'
import { FENCE } from '../../shared/document/grammar.ts'
import { REMOTE } from './remote-transaction.ts'

/** Local transactions that change the document, newest first, until they are written to Yjs. */
interface Queued {
  readonly transaction: Transaction
  previous: Queued | null
  written: boolean
}

export interface Hooked {
  attach(view: EditorView): void
  /** The editor has a new state; `previous` was the one before. */
  flush(previous: EditorState): void
}

const key = new PluginKey<Queued | null>('interline$binding')

/**
 * The state only queues, because `apply` is pure and may be tried out; the view writes, so that
 * appended transactions come along and Yjs is up to date before anybody hears of the change.
 * There is no `destroy`: registering any plugin recreates all plugin views.
 */
export function bindingPlugin(binding: Hooked): Plugin<Queued | null> {
  return new Plugin<Queued | null>({
    key,
    state: {
      init: () => null,
      apply: (transaction, queued) =>
        transaction.docChanged && !transaction.getMeta(REMOTE)
          ? { transaction, previous: queued, written: false }
          : queued,
    },
    filterTransaction: (transaction) =>
      transaction.getMeta(REMOTE) === true || !insertsFence(transaction),
    view: (view) => {
      binding.attach(view)
      return { update: (_view, previous) => binding.flush(previous) }
    },
  })
}

/** The transactions not yet written, oldest first; from now on they count as written. */
export function takeQueued(state: EditorState): Transaction[] {
  const taken: Transaction[] = []
  let queued = key.getState(state) ?? null
  while (queued !== null && !queued.written) {
    taken.unshift(queued.transaction)
    queued.written = true
    const previous: Queued | null = queued.previous
    queued.previous = null
    queued = previous
  }
  return taken
}

function insertsFence({ steps }: Transaction): boolean {
  return steps.some((step) => {
    if (!(step instanceof ReplaceStep || step instanceof ReplaceAroundStep)) return false
    let found = false
    step.slice.content.descendants((node) => {
      found ||= node.text?.includes(FENCE) === true
      return !found
    })
    return found
  })
}
