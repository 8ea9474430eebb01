/** What is kept of one person, as it goes into their file: no column with a secret in it. */
import { sql } from 'kysely'
import type { Database } from '../platform/database.ts'

export function waysInOf(db: Database, person: string) {
  const waysIn = db.selectFrom('way_in').select(['provider', 'subject', 'created_at'])
  return waysIn.where('person', '=', person).execute()
}

export function passkeysOf(db: Database, person: string) {
  const passkeys = db.selectFrom('passkey').select(['name', 'created_at'])
  return passkeys.where('person', '=', person).execute()
}

export function sessionsOf(db: Database, person: string) {
  return db
    .selectFrom('sign_in')
    .select(['user_agent', 'created_at', 'updated_at', 'expires_at'])
    .where('person', '=', person)
    .execute()
}

/** What they own, with its words as the search knows them. */
export async function documentsOf(db: Database, person: string) {
  const { rows } = await sql<{ id: string; title: string; text: string | null }>`
    select document.id, document.title, document.created_at as createdAt,
      document.changed_at as changedAt, search_text.body as text
    from "grant" join document on document.id = "grant".document
    left join search_entry on search_entry.document = document.id
    left join search_text on search_text.rowid = search_entry.id
    where grantee_kind = 'person' and grantee = ${person} and role = 'own'
    order by document.created_at
  `.execute(db)
  return rows
}

export function visitsOf(db: Database, person: string) {
  const visits = db.selectFrom('visit').select(['document', 'at'])
  return visits.where('person', '=', person).orderBy('at').execute()
}

export function commentsOf(db: Database, person: string) {
  return db
    .selectFrom('comment')
    .innerJoin('thread', 'thread.id', 'comment.thread')
    .select(['thread.document', 'comment.thread', 'comment.id', 'comment.body', 'comment.at'])
    .where('comment.person', '=', person)
    .orderBy('comment.at')
    .execute()
}

export function factsOf(db: Database, person: string) {
  const facts = db.selectFrom('fact').select(['document', 'kind', 'at'])
  return facts.where('person', '=', person).orderBy('sequence').execute()
}
