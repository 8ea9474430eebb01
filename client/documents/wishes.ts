import type { Clock } from '../../shared/kit/clock.ts'
import { uuidv7 } from '../../shared/kit/ids.ts'
import type { Entry, Intent } from '../outbox/intent.ts'
import type { Outbox } from '../outbox/outbox.ts'

export type Wishes = Pick<Outbox, 'entries' | 'add' | 'drop'>

/** What a person does with a whole document; each has its opposite. */
const WISHES = {
  'document.trash': { method: 'PUT', part: 'trash' },
  'document.restore': { method: 'DELETE', part: 'trash' },
  'document.leave': { method: 'DELETE', part: 'visit' },
  'document.keep': { method: 'PUT', part: 'visit' },
} as const satisfies Record<string, { method: Intent['method']; part: string }>

export type WishKind = keyof typeof WISHES

/** Done at once here, sent as soon as it can be: also of a document that was begun offline. */
export function wish(outbox: Wishes, clock: Clock, kind: WishKind, document: string): void {
  const { method, part } = WISHES[kind]
  const at = clock.now()
  const path = `/api/documents/${document}/${part}`
  void outbox.add({ id: uuidv7(at), lane: document, kind, method, path, body: null, at })
}

/**
 * The last wish for each document that an answer asked for at `since` may not know of yet. Refused
 * ones do not count: the thing is as it was.
 */
export function openWishes(entries: readonly Entry[], since: number): Map<string, WishKind> {
  const open = new Map<string, WishKind>()
  for (const entry of entries) {
    const { kind, lane } = entry.intent
    if (!isWish(kind) || entry.state === 'refused') continue
    if (entry.state === 'confirmed' && entry.at < since) open.delete(lane)
    else open.set(lane, kind)
  }
  return open
}

/** Wishes that the server does not grant. */
export function refusedWishes(entries: readonly Entry[]) {
  return entries.flatMap((entry) => {
    const { id, kind, lane } = entry.intent
    if (entry.state !== 'refused' || !isWish(kind)) return []
    return [{ id, kind, document: lane, refusal: entry.refusal, sentence: entry.sentence }]
  })
}

/** How many wishes the server has granted: more of them, and what it says has changed. */
export function grantedWishes(entries: readonly Entry[]): number {
  return entries.filter(
    ({ intent: { kind }, state }) =>
      state === 'confirmed' && (isWish(kind) || kind === 'document.create'),
  ).length
}

function isWish(kind: string): kind is WishKind {
  return kind in WISHES
}
