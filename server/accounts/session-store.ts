import type { Database } from '../platform/database.ts'

/** null: they have no such session. */
export async function tokenOfSession(
  db: Database,
  person: string,
  id: string,
): Promise<string | null> {
  const row = await db
    .selectFrom('sign_in')
    .select('token')
    .where((where) => where.and({ id, person }))
    .executeTakeFirst()
  return row?.token ?? null
}

/** Whose sessions ended in between, ms UTC. */
export async function sessionsEnded(db: Database, after: number, upTo: number): Promise<string[]> {
  const rows = await db
    .selectFrom('sign_in')
    .select('person')
    .distinct()
    .where('expires_at', '>', textOf(after))
    .where('expires_at', '<=', textOf(upTo))
    .execute()
  return rows.map(({ person }) => person)
}

/** When the next one ends, ms UTC; null: none will. */
export async function nextSessionEnd(db: Database, after: number): Promise<number | null> {
  const { ends } = await db
    .selectFrom('sign_in')
    .select(({ fn }) => fn.min<string | null>('expires_at').as('ends'))
    .where('expires_at', '>', textOf(after))
    .executeTakeFirstOrThrow()
  return ends === null ? null : Date.parse(ends)
}

/** Times are better-auth's here: ISO text of one length, so that what is later sorts behind. */
const textOf = (at: number) => new Date(at).toISOString()
