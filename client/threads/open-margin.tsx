import { computed, effect, type ReadonlySignal } from '@preact/signals'
import type { Editor } from '@tiptap/core'
import type { Clock } from '../../shared/kit/clock.ts'
import type { Rng } from '../../shared/kit/rng.ts'
import { can } from '../../shared/sharing/can.ts'
import type { Binding } from '../binding/binding.ts'
import type { Named } from '../editor/mention-asked.ts'
import type { Replica } from '../live/replica.ts'
import type { Outbox } from '../outbox/outbox.ts'
import { addWords, t } from '../words/words.ts'
import { Anchors } from './anchors.ts'
import { Drafts } from './drafts.ts'
import type { KeptThreads } from './kept-threads.ts'
import { COMMENT_KEYS, listenForKeys } from './keys.ts'
import { threadLabels } from './labels.en.ts'
import { MarginView, ThreadsButton } from './MarginView.tsx'
import { Margin } from './margin.ts'
import { mayOnlyComment, readingCaret } from './reading-caret.ts'
import { type Me, Threads } from './threads.ts'
import './highlights.css'

export interface OpenText {
  document: string
  /** Whose threads and drafts this browser keeps. */
  home: string
  me: ReadonlySignal<Me>
  replica: Replica
  editor: Editor
  binding: Binding
  people: () => readonly Named[]
  /** Covers the top of the window so far down (px). */
  head: () => number
  outbox: Outbox
  kept: KeptThreads | null
  keep: Pick<Storage, 'getItem' | 'setItem'>
  clock: Clock
  rng: Rng
}

/** Threads beside an open text. All of this is loaded after the text can be typed in. */
export async function openMargin(text: OpenText) {
  const { document, home, me, replica, editor, binding, outbox, kept, clock, rng } = text
  const threads = new Threads({ document, me, outbox, kept, clock, rng })
  await Promise.all([threads.load(), addWords({ threads: threadLabels })])
  const { role } = replica
  const anchors = new Anchors({
    ...{ binding, view: editor.view, doc: replica.doc, clock },
    mayHeal: () => can(role.peek() ?? 'read', 'move-threads'),
    move: (thread, revision, anchor) => threads.move(thread, revision, anchor),
    frame: (act) => requestAnimationFrame(act),
  })
  editor.registerPlugin(anchors.plugin())
  editor.registerPlugin(readingCaret(computed(() => mayOnlyComment(role.value))))
  const drafts = new Drafts(text.keep, home, document)
  const margin = new Margin({
    ...{ threads, anchors, editor, role, drafts, people: text.people, head: text.head, clock },
  })
  const undo = [
    effect(() => {
      if (replica.log.value !== null) threads.belong(replica.log.value)
    }),
    replica.onFact((fact, log) => {
      threads.belong(log)
      threads.apply(fact)
    }),
    listenForKeys(margin),
    () => margin.close(),
    () => anchors.close(),
    () => void threads.close(),
  ]
  return {
    margin,
    Beside: () => <MarginView margin={margin} />,
    InBar: () => <ThreadsButton margin={margin} />,
    /** The page keeps a place for it, also while it is empty: the first comment moves nothing. */
    isWide: computed(() => !margin.isHidden.value),
    tools: [
      {
        ...{ name: t('threads.comment'), icon: 'comment' as const, keys: COMMENT_KEYS },
        run: () => margin.comment(),
      },
    ],
    close() {
      for (const one of undo.splice(0)) one()
    },
  }
}
