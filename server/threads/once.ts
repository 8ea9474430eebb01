import type { Transaction } from 'kysely'
import type { ThreadFactKind } from '../../shared/threads/facts.ts'
import type { RefusalReason } from '../../shared/wire/refusals.ts'
import type { Facts } from '../facts/facts.ts'
import type { Tables } from '../platform/database.ts'
import type { Stamp } from './store.ts'

export interface Refused {
  kind: 'refused'
  reason: RefusalReason
  sentence?: string
}

/** `known`: the same wish of the same person was taken before. */
export type Outcome = { kind: 'taken' | 'known'; sequence: number } | Refused

export interface Wish {
  kind: ThreadFactKind
  /** Names the wish: the same again is not taken again. */
  intent: string
  person: string
  document: string
  /** ms UTC */
  at: number
  body: Record<string, unknown>
  /** What the same name from somebody else, or for something else, is answered. */
  otherwise?: RefusalReason
}

/**
 * The rows of a wish. It refuses before it asks for the stamp, which is the moment at which the wish
 * has become a fact.
 */
export type Write = (
  trx: Transaction<Tables>,
  stamp: () => Promise<Stamp>,
) => Promise<Refused | null>

/** Once, however often it is wished. [TH4] */
export function once(facts: Facts, wish: Wish, write: Write): Promise<Outcome> {
  const { kind, intent, person, document, at, body, otherwise = 'unknown-thread' } = wish
  return facts.commit(async (trx): Promise<Outcome> => {
    const known = await facts.byIntent(trx, intent)
    if (known) {
      const isHere = known.document === document && known.kind === kind
      return isHere && known.person === person && isSameWish(known.body, body)
        ? { kind: 'known', sequence: known.sequence }
        : { kind: 'refused', reason: otherwise }
    }
    let stamped: Stamp | null = null
    const stamp = async () => {
      const fact = { document, kind, person, at, body, intent }
      stamped ??= { person, at, sequence: await facts.append(trx, fact) }
      return stamped
    }
    const no = await write(trx, stamp)
    return no ?? { kind: 'taken', sequence: (await stamp()).sequence }
  })
}

/** About the same thread, comment and anchor; words said differently the second time change nothing. */
function isSameWish(known: Record<string, unknown>, wish: Record<string, unknown>): boolean {
  const same = (name: string) => JSON.stringify(known[name]) === JSON.stringify(wish[name])
  return same('thread') && same('comment') && (known.revision === undefined || same('anchor'))
}
