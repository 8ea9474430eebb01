import type { Clock } from '../../shared/kit/clock.ts'
import type { Asker } from '../../shared/sharing/asker.ts'
import { can } from '../../shared/sharing/can.ts'
import type { RefusalReason } from '../../shared/wire/refusals.ts'
import type { Facts } from '../facts/facts.ts'
import type { Database } from '../platform/database.ts'
import type { Access } from './access.ts'
import { documentState } from './access-store.ts'
import type { Letter } from './letters.ts'

/** What every part of sharing works with. */
export interface SharingHouse {
  db: Database
  facts: Pick<Facts, 'commit' | 'append'>
  clock: Clock
  access: Access
  /** Sent later, and again if that fails. */
  post: (letter: Letter) => Promise<void>
  /** Their verified address; null: there is none. */
  addressOf: (person: string) => Promise<string | null>
  /** How a path is called from outside. */
  urlOf: (path: string) => string
  /** Something that nobody waited for did not work. */
  failed: (error: unknown) => void
}

export interface Refused {
  reason: RefusalReason
  sentence?: string
  /** In seconds. */
  retryAfter?: number
}

/** null: they own it. A document that is none of theirs answers like one that is not there. [SH3] */
export async function notOwner(
  { access }: SharingHouse,
  who: Asker,
  document: string,
): Promise<Refused | null> {
  const role = await access.roleOf(who, document)
  if (role === null) return { reason: 'unknown-document' }
  if (role === 'trashed') return { reason: 'deleted' }
  return can(role, 'share') ? null : NOT_YOURS
}

const NOT_YOURS: Refused = {
  reason: 'forbidden',
  sentence: 'Only who owns a document may say who may do what with it.',
}

/** There is none, or it lies in the trash. */
export async function notLiving(db: Database, document: string): Promise<boolean> {
  return (await documentState(db, document))?.trashedAt !== null
}
