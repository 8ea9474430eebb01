import type { ReadonlySignal } from '@preact/signals'
import type { Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import type { Transaction } from '@tiptap/pm/state'
import type { Clock } from '../../shared/kit/clock.ts'
import type { Binding } from '../binding/binding.ts'
import { REMOTE } from '../binding/remote-transaction.ts'
import { say } from '../ui/say.ts'
import { listed } from '../words/moments.ts'
import { t } from '../words/words.ts'
import type { RemoteCaret } from './presence.ts'

/** A burst of writing is over when nothing came for so long; nobody wants to hear single keys. */
const PAUSE_MS = 2_500
/** Who moved a caret near me since a burst began, or shortly before, was it. */
const BEFORE_MS = 1_000

export interface NearOptions {
  editor: Editor
  binding: Binding
  carets: ReadonlySignal<readonly RemoteCaret[]>
  clock: Clock
}

/** Says politely who wrote in my block or next to it, once a burst; returns the undo. */
export function tellOfWritingNear({ editor, binding, carets, clock }: NearOptions): () => void {
  let cancel = () => {}
  let began: number | null = null
  const isBesideMe = ({ head }: RemoteCaret) => {
    const { doc, selection } = editor.state
    const at = binding.absolutePosition(head)
    return at !== null && Math.abs(blockAt(doc, at) - blockAt(doc, selection.head)) <= 1
  }
  const tell = () => {
    const since = (began ?? clock.now()) - BEFORE_MS
    began = null
    const writers = carets.peek().filter((each) => each.movedAt >= since && isBesideMe(each))
    const names = [...new Set(writers.map(({ name }) => name))]
    say(names.length > 0 ? t('people.wroteNear', { names: listed(names) }) : t('people.someNear'))
  }
  const follow = ({ transaction }: { transaction: Transaction }) => {
    if (!transaction.docChanged || !transaction.getMeta(REMOTE) || !editor.isFocused) return
    if (!isNear(transaction)) return
    began ??= clock.now()
    cancel()
    cancel = clock.after(PAUSE_MS, tell)
  }
  editor.on('transaction', follow)
  return () => {
    cancel()
    editor.off('transaction', follow)
  }
}

/** Whether it changed something in the block of the caret, or in one beside it. */
function isNear({ doc, selection, mapping }: Transaction): boolean {
  const mine = blockAt(doc, selection.head)
  return mapping.maps.some((map, at) => {
    let isIt = false
    map.forEach((_from, _to, from, to) => {
      const rest = mapping.slice(at + 1)
      const [start, end] = [blockAt(doc, rest.map(from, -1)), blockAt(doc, rest.map(to, 1))]
      isIt ||= start - 1 <= mine && mine <= end + 1
    })
    return isIt
  })
}

function blockAt(doc: Node, pos: number): number {
  return doc.resolve(Math.min(pos, doc.content.size)).index(0)
}
