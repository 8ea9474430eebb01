import { sql } from 'kysely'
import type { Asker } from '../../shared/sharing/asker.ts'
import type { Database } from '../platform/database.ts'

/** When it was put into the trash; null: it lives. */
export async function documentState(
  db: Database,
  document: string,
): Promise<{ trashedAt: number | null } | null> {
  const row = await db
    .selectFrom('document')
    .select('trashed_at')
    .where('id', '=', document)
    .executeTakeFirst()
  return row ? { trashedAt: row.trashed_at } : null
}

/** One of all that lets somebody in, with its role as it is kept. */
export interface Way {
  document: string
  role: string
}

/** `link`: the hash of the token at hand. What has ended is none. */
export async function waysIn(
  db: Database,
  { person, address, kind, link }: Pick<Asker, 'person' | 'address' | 'kind' | 'link'>,
  documents: readonly string[],
  now: number,
): Promise<Way[]> {
  const asked = sql`select value from json_each(${JSON.stringify(documents)})`
  const { rows } = await sql<Way>`
    select id as document, visitors as role from document where id in (${asked})
    union all
    select document, role from "grant" where document in (${asked}) and (
      (grantee_kind = 'person' and grantee = ${person})
      or (grantee_kind = 'address' and grantee = ${address})
      or (grantee_kind = 'members' and ${kind === 'person' ? 1 : 0}))
    union all
    select link.document, link.role from link where link.document in (${asked})
      and (link.expires_at is null or link.expires_at > ${now}) and (
        exists (select 1 from entrance where entrance.link = link.id and person = ${person})
        or (link.password_hash is null and link.token_hash = ${link}))
  `.execute(db)
  return rows
}

/** The documents in their list. */
export async function documentsVisited(db: Database, person: string): Promise<string[]> {
  const rows = await db
    .selectFrom('visit')
    .select('document')
    .where('person', '=', person)
    .execute()
  return rows.map(({ document }) => document)
}

export async function hasVisited(db: Database, person: string, document: string): Promise<boolean> {
  const row = await db
    .selectFrom('visit')
    .select('document')
    .where((where) => where.and({ document, person }))
    .executeTakeFirst()
  return row !== undefined
}

/** It was deleted for ever, and they had it in their list. */
export async function knewBefore(db: Database, person: string, document: string): Promise<boolean> {
  const row = await db
    .selectFrom('gone')
    .select('document')
    .where((where) => where.and({ document, person }))
    .executeTakeFirst()
  return row !== undefined
}
