/** What sharing has of somebody, when they become somebody else. [SH17] */
import type { Transaction } from 'kysely'
import type { Tables } from '../platform/database.ts'
import { strongest } from './access.ts'
import { documentsEntered, grantsToPerson, updateComers, updateGiver } from './adopt-store.ts'
import { deleteGrant, grantOf, upsertGrant } from './store.ts'

/**
 * All that the guest was given, and gave, is the person's; of two grants the stronger stays. Gives the
 * documents in which the person may be somebody else by that.
 */
export async function adoptSharing(
  trx: Transaction<Tables>,
  guest: string,
  person: string,
): Promise<string[]> {
  const entered = await documentsEntered(trx, guest)
  const given = await grantsToPerson(trx, guest)
  for (const grant of given) {
    const { document } = grant
    const theirs = { grantee_kind: 'person', grantee: person } as const
    const role = strongest([grant.role, (await grantOf(trx, document, theirs))?.role])
    await deleteGrant(trx, document, grant)
    await upsertGrant(trx, { ...grant, ...theirs, role })
  }
  await updateGiver(trx, guest, person)
  await updateComers(trx, guest, person)
  return [...new Set([...given.map(({ document }) => document), ...entered])]
}
