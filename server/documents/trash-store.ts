import { sql, type Transaction } from 'kysely'
import type { Database, Tables } from '../platform/database.ts'

/** False: it was there, and its first moment stays; or there is no such document. */
export async function trashDocument(db: Database, id: string, at: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('document')
    .set({ trashed_at: at })
    .where('id', '=', id)
    .where('trashed_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** False: it was not there. */
export async function untrashDocument(db: Database, id: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('document')
    .set({ trashed_at: null })
    .where('id', '=', id)
    .where('trashed_at', 'is not', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** What this person owns by name, the last put there first. */
export async function documentsTrashedOf(db: Database, person: string) {
  return db
    .selectFrom('document')
    .innerJoin('grant', 'grant.document', 'document.id')
    .select(['id', 'title', 'trashed_at'])
    .where('grant.grantee_kind', '=', 'person')
    .where('grant.grantee', '=', person)
    .where('grant.role', '=', 'own')
    .where('trashed_at', 'is not', null)
    .$narrowType<{ trashed_at: number }>()
    .orderBy('trashed_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

export async function documentsTrashedBefore(db: Database, at: number): Promise<string[]> {
  const rows = await db
    .selectFrom('document')
    .select('id')
    .where('trashed_at', '<=', at)
    .orderBy('trashed_at')
    .execute()
  return rows.map(({ id }) => id)
}

/** Whether it can still be deleted: its owner may have taken it back a moment ago. */
export async function isTrashed(trx: Transaction<Tables>, id: string): Promise<boolean> {
  const row = await trx
    .selectFrom('document')
    .select('trashed_at')
    .where('id', '=', id)
    .executeTakeFirst()
  return row !== undefined && row.trashed_at !== null
}

/** Its row goes and what hangs on it; who knew it, and that its log has to follow, stays. */
export async function buryDocument(
  trx: Transaction<Tables>,
  id: string,
  at: number,
): Promise<void> {
  // Who had lost all access knew nothing of it any more, and is told nothing.
  await sql`
    insert or ignore into gone (document, person, at)
    select visit.document, visit.person, ${at} from visit
    join document on document.id = visit.document
    where visit.document = ${id} and (document.visitors != 'nobody'
      or exists (select 1 from "grant" where "grant".document = ${id}
        and (grantee_kind = 'person' and grantee = visit.person or grantee_kind = 'members'
          and exists (select 1 from person where person.id = visit.person)))
      or exists (select 1 from entrance join link on link.id = entrance.link
        where link.document = ${id} and entrance.person = visit.person
        and (link.expires_at is null or link.expires_at > ${at})))
    union select document, grantee, ${at} from "grant"
      where document = ${id} and grantee_kind = 'person' and role = 'own'
  `.execute(trx)
  await trx
    .insertInto('forgetting')
    .values({ document: id })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await trx.deleteFrom('visit').where('document', '=', id).execute()
  await trx.deleteFrom('document').where('id', '=', id).execute()
}

export async function documentsForgetting(db: Database): Promise<string[]> {
  const rows = await db.selectFrom('forgetting').select('document').execute()
  return rows.map(({ document }) => document)
}

export async function logForgotten(db: Database, id: string): Promise<void> {
  await db.deleteFrom('forgetting').where('document', '=', id).execute()
}

/** A document of this id was deleted for ever: the id is not given again. */
export async function isGone(db: Database, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('gone')
    .select('document')
    .where('document', '=', id)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
