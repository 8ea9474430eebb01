import type { Database, Tables } from '../platform/database.ts'

export type TokenRow = Tables['access_token']

export async function tokenByHash(db: Database, hash: string): Promise<TokenRow | null> {
  const row = await db
    .selectFrom('access_token')
    .selectAll()
    .where('token_hash', '=', hash)
    .executeTakeFirst()
  return row ?? null
}

export async function noteTokenUse(db: Database, id: string, at: number): Promise<void> {
  await db.updateTable('access_token').set({ last_use: at }).where('id', '=', id).execute()
}

export async function insertToken(db: Database, row: TokenRow): Promise<void> {
  await db.insertInto('access_token').values(row).execute()
}

/** The newest first. */
export async function tokensOf(db: Database, person: string): Promise<TokenRow[]> {
  return db
    .selectFrom('access_token')
    .selectAll()
    .where('person', '=', person)
    .orderBy('at', 'desc')
    .execute()
}

/** False: they have no such token. */
export async function deleteToken(db: Database, person: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('access_token')
    .where((where) => where.and({ id, person }))
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** Whose tokens ended in between. */
export async function tokensEnded(db: Database, after: number, upTo: number): Promise<string[]> {
  const rows = await db
    .selectFrom('access_token')
    .select('person')
    .distinct()
    .where('expires_at', '>', after)
    .where('expires_at', '<=', upTo)
    .execute()
  return rows.map(({ person }) => person)
}

/** When the next one ends; null: none will. */
export async function nextTokenEnd(db: Database, after: number): Promise<number | null> {
  const { ends } = await db
    .selectFrom('access_token')
    .select(({ fn }) => fn.min('expires_at').as('ends'))
    .where('expires_at', '>', after)
    .executeTakeFirstOrThrow()
  return ends
}
