import type { By } from '../../shared/threads/facts.ts'
import { factOf } from '../../shared/threads/intents.ts'
import { applyFact, type Thread, type Threads } from '../../shared/threads/record.ts'
import type { Entry } from '../outbox/intent.ts'

/** A wish of mine that the server has not taken: it waits, or was refused and why. */
export type Pending = {
  /** The intent's. */
  id: string
  kind: string
  thread: string
  /** null: it concerns the thread. */
  comment: string | null
  /** The words of it, as a body; null: it has none. */
  body: unknown
} & ({ state: 'waiting' } | { state: 'refused'; refusal: string; sentence: string })

/** What a person sees: a thread as it will be, and what of it has not arrived yet. */
export interface ThreadView {
  thread: Thread
  pending: readonly Pending[]
}

export interface Seen {
  views: ReadonlyMap<string, ThreadView>
  /** Words of mine for threads that nobody knows (any more). */
  stranded: readonly Pending[]
}

/** Words that were refused still show in their place; other refused wishes changed nothing. */
const SHOWN_REFUSED = new Set(['thread.open', 'thread.reply'])

/** [TC2] Facts, and over them what waits, laid by the same fold: each thing shows once. */
export function overlay(
  facts: Threads,
  entries: readonly Entry[],
  document: string,
  me: { person: string; by: By },
): Seen {
  let threads = facts
  const pending: Pending[] = []
  for (const entry of entries) {
    const { intent, state } = entry
    if (intent.lane !== document) continue
    const fact = factOf(intent, me, intent.at)
    if (!fact) continue
    if (state !== 'refused' || SHOWN_REFUSED.has(intent.kind))
      threads = applyFact(threads, fact, document)
    if (state === 'confirmed') continue
    const { thread } = fact.body
    const comment = 'comment' in fact.body ? fact.body.comment : null
    const body = 'body' in fact.body ? fact.body.body : null
    const what = { id: intent.id, kind: intent.kind, thread, comment, body }
    if (state === 'waiting') pending.push({ ...what, state })
    else pending.push({ ...what, state, refusal: entry.refusal, sentence: entry.sentence })
  }
  const of = Map.groupBy(pending, ({ thread }) => thread)
  const views = [...threads.values()].map(
    (thread) => [thread.id, { thread, pending: of.get(thread.id) ?? NONE }] as const,
  )
  const stranded = pending.filter(({ thread, body }) => body !== null && !threads.has(thread))
  return { views: new Map(views), stranded }
}

/** Of these, what the server took and the facts do not know yet. */
export function unheard(
  facts: Threads,
  entries: readonly Entry[],
  document: string,
  me: { person: string; by: By },
): readonly Entry[] {
  let threads = facts
  return entries.filter(({ intent, state }) => {
    if (state !== 'confirmed' || intent.lane !== document) return false
    const fact = factOf(intent, me, intent.at)
    const before = threads
    if (fact) threads = applyFact(before, fact, document)
    return threads !== before
  })
}

const NONE: readonly Pending[] = []
