import { computed } from '@preact/signals'
import type { Clock } from '../../shared/kit/clock.ts'
import { uuidv7 } from '../../shared/kit/ids.ts'
import type { Rng } from '../../shared/kit/rng.ts'
import type { RefusalReason } from '../../shared/wire/refusals.ts'
import type { Creation } from '../live/creation.ts'
import type { Entry } from '../outbox/intent.ts'
import type { Outbox } from '../outbox/outbox.ts'

const CREATE = 'document.create'

/** Begins a document: it opens at once, and is made when the server can be asked. Gives its id. */
export function beginDocument(outbox: Pick<Outbox, 'add'>, clock: Clock, rng: Rng): string {
  const at = clock.now()
  const id = uuidv7(at, rng)
  const path = '/api/documents'
  void outbox.add({ ...{ id, lane: id, kind: CREATE, method: 'POST', path, at }, body: { id } })
  return id
}

/** How far that has come; ask when the outbox is loaded. One that others made is made. */
export function creationOf(outbox: Outbox, document: string): Creation {
  return {
    state: computed(() => {
      const entry = outbox.entries.value.find(
        ({ intent }) => intent.lane === document && intent.kind === CREATE,
      )
      if (entry?.state === 'waiting') return 'waiting'
      return entry?.state === 'refused' ? entry.refusal : 'made'
    }),
    hurry() {
      outbox.retry(document)
      outbox.flush()
    },
    lost: () => void outbox.sendAgain(document, CREATE),
  }
}

/** Documents begun here that the server will not make. */
export function refusedDocuments(
  entries: readonly Entry[],
): { document: string; why: RefusalReason }[] {
  return entries.flatMap((entry) =>
    entry.state === 'refused' && entry.intent.kind === CREATE
      ? [{ document: entry.intent.lane, why: entry.refusal }]
      : [],
  )
}
