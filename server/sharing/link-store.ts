import { sql } from 'kysely'
import type { Database, Tables } from '../platform/database.ts'

export type LinkRow = Tables['link']

export async function insertLink(trx: Database, row: LinkRow): Promise<void> {
  await trx.insertInto('link').values(row).execute()
}

export async function linksOf(db: Database, document: string): Promise<LinkRow[]> {
  return db
    .selectFrom('link')
    .selectAll()
    .where('document', '=', document)
    .orderBy('at')
    .orderBy('id')
    .execute()
}

/** A link of another document is none. */
export async function linkById(
  db: Database,
  document: string,
  id: string,
): Promise<LinkRow | null> {
  const row = await db
    .selectFrom('link')
    .selectAll()
    .where((where) => where.and({ document, id }))
    .executeTakeFirst()
  return row ?? null
}

export async function linkByToken(
  db: Database,
  document: string,
  hash: string,
): Promise<LinkRow | null> {
  const row = await db
    .selectFrom('link')
    .selectAll()
    .where((where) => where.and({ document, token_hash: hash }))
    .executeTakeFirst()
  return row ?? null
}

export async function updateLink(
  trx: Database,
  id: string,
  change: Partial<Pick<LinkRow, 'role' | 'label' | 'expires_at' | 'password_hash'>>,
): Promise<void> {
  await trx.updateTable('link').set(change).where('id', '=', id).execute()
}

/** Who came in by it is out with it. */
export async function deleteLink(trx: Database, id: string): Promise<void> {
  await trx.deleteFrom('link').where('id', '=', id).execute()
}

export async function deleteEntrances(trx: Database, link: string): Promise<void> {
  await trx.deleteFrom('entrance').where('link', '=', link).execute()
}

/** False: they had come in by it before. */
export async function insertEntrance(
  trx: Database,
  entrance: Tables['entrance'],
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('entrance')
    .values(entrance)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** Nothing is written while it is still true to the minute. */
export async function noteUse(db: Database, hash: string, minute: number): Promise<void> {
  await db
    .updateTable('link')
    .set({ last_use: minute })
    .where('token_hash', '=', hash)
    .where((is) => is.or([is('last_use', 'is', null), is('last_use', '<', minute)]))
    .execute()
}

/** Documents with a link that ended in between, the first moment not counted. */
export async function documentsWithExpired(
  db: Database,
  after: number,
  upTo: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom('link')
    .select('document')
    .distinct()
    .where('expires_at', '>', after)
    .where('expires_at', '<=', upTo)
    .execute()
  return rows.map(({ document }) => document)
}

/** When the next link ends; null: none will. */
export async function nextExpiry(db: Database, after: number): Promise<number | null> {
  const { rows } = await sql<{ at: number | null }>`
    select min(expires_at) as at from link where expires_at > ${after}
  `.execute(db)
  return rows[0]?.at ?? null
}
