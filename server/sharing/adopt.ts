/** What sharing has of somebody, when they become somebody else or leave for good. [SH17] */
import { sql, type Transaction } from 'kysely'
import type { Database, Tables } from '../platform/database.ts'
import { strongest } from './access.ts'
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
  const given = await trx
    .selectFrom('grant')
    .selectAll()
    .where((where) => where.and({ grantee_kind: 'person', grantee: guest }))
    .execute()
  for (const grant of given) {
    const { document } = grant
    const theirs = { grantee_kind: 'person', grantee: person } as const
    const role = strongest([grant.role, (await grantOf(trx, document, theirs))?.role])
    await deleteGrant(trx, document, grant)
    await upsertGrant(trx, { ...grant, ...theirs, role })
  }
  await trx.updateTable('grant').set({ by: person }).where('by', '=', guest).execute()
  await trx.updateTable('link').set({ by: person }).where('by', '=', guest).execute()
  for (const table of ['entrance', 'access_request']) {
    const name = sql.table(table)
    await sql`update or ignore ${name} set person = ${person} where person = ${guest}`.execute(trx)
    await sql`delete from ${name} where person = ${guest}`.execute(trx)
  }
  return [...new Set([...given.map(({ document }) => document), ...entered])]
}

async function documentsEntered(db: Database, person: string): Promise<string[]> {
  const rows = await db
    .selectFrom('entrance')
    .innerJoin('link', 'link.id', 'entrance.link')
    .select('link.document')
    .where('entrance.person', '=', person)
    .execute()
  return rows.map(({ document }) => document)
}

/** Documents that nobody else owns: without this person they would be nobody's. */
export async function ownedOnlyBy(db: Database, person: string): Promise<string[]> {
  const { rows } = await sql<{ document: string }>`
    select document from "grant" where grantee_kind = 'person' and role = 'own'
    group by document having count(*) = 1 and max(grantee) = ${person}
  `.execute(db)
  return rows.map(({ document }) => document)
}

/** Nothing was ever given to them. What they alone own has to go, or to somebody else, before. */
export async function forgetSharing(trx: Transaction<Tables>, person: string): Promise<void> {
  await trx
    .deleteFrom('grant')
    .where((where) => where.and({ grantee_kind: 'person', grantee: person }))
    .execute()
  await trx.deleteFrom('entrance').where('person', '=', person).execute()
  await trx.deleteFrom('access_request').where('person', '=', person).execute()
}
