import { sql } from 'kysely'
import type { Database } from '../platform/database.ts'
import type { GrantRow } from './store.ts'

export async function grantsToPerson(db: Database, person: string): Promise<GrantRow[]> {
  return db
    .selectFrom('grant')
    .selectAll()
    .where((where) => where.and({ grantee_kind: 'person', grantee: person }))
    .execute()
}

/** What somebody gave was given by somebody else. */
export async function updateGiver(trx: Database, from: string, to: string): Promise<void> {
  await trx.updateTable('grant').set({ by: to }).where('by', '=', from).execute()
  await trx.updateTable('link').set({ by: to }).where('by', '=', from).execute()
}

/** What the other one has already stays as it is. */
export async function updateComers(trx: Database, from: string, to: string): Promise<void> {
  for (const table of ['entrance', 'access_request']) {
    const name = sql.table(table)
    await sql`update or ignore ${name} set person = ${to} where person = ${from}`.execute(trx)
    await sql`delete from ${name} where person = ${from}`.execute(trx)
  }
}

/** Those that they came into by a link. */
export async function documentsEntered(db: Database, person: string): Promise<string[]> {
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
export async function deleteSharing(trx: Database, person: string): Promise<void> {
  await trx
    .deleteFrom('grant')
    .where((where) => where.and({ grantee_kind: 'person', grantee: person }))
    .execute()
  await trx.deleteFrom('entrance').where('person', '=', person).execute()
  await trx.deleteFrom('access_request').where('person', '=', person).execute()
}
