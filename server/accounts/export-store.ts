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
    .select(['user_agent', 'network_address', 'created_at', 'updated_at', 'expires_at'])
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

/** What was in their list and was deleted for ever. */
export function goneOf(db: Database, person: string) {
  const gone = db.selectFrom('gone').select(['document', 'at'])
  return gone.where('person', '=', person).orderBy('at').execute()
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

/** What they wrote in a comment before they wrote it anew. */
export function earlierWordsOf(db: Database, person: string) {
  return db
    .selectFrom('comment_edit')
    .innerJoin('comment', 'comment.id', 'comment_edit.comment')
    .select(['comment_edit.comment', 'comment_edit.body', 'comment_edit.at'])
    .where('comment.person', '=', person)
    .orderBy('comment_edit.at')
    .execute()
}

/** Threads that they closed or opened again, with the reason they gave. */
export function turnsOf(db: Database, person: string) {
  const turns = db.selectFrom('thread_turn').select(['thread', 'kind', 'reason', 'at'])
  return turns.where('person', '=', person).orderBy('at').execute()
}

/** What others gave them. */
export function grantsTo(db: Database, person: string) {
  return db
    .selectFrom('grant')
    .select(['document', 'role', 'at'])
    .where((where) => where.and({ grantee_kind: 'person', grantee: person }))
    .orderBy('at')
    .execute()
}

/** What they gave others. `grantee`: a person's id, an address, or nothing where it is for all. */
export function grantsBy(db: Database, person: string) {
  const grants = db
    .selectFrom('grant')
    .select(['document', 'grantee_kind', 'grantee', 'role', 'at'])
  return grants.where('by', '=', person).orderBy('at').execute()
}

export function linksBy(db: Database, person: string) {
  const links = db
    .selectFrom('link')
    .select(['id', 'document', 'role', 'label', 'expires_at', 'at'])
  return links.where('by', '=', person).orderBy('at').execute()
}

/** Where they came in by a link. */
export function entrancesOf(db: Database, person: string) {
  return db
    .selectFrom('entrance')
    .innerJoin('link', 'link.id', 'entrance.link')
    .select(['link.document', 'entrance.link', 'entrance.at'])
    .where('entrance.person', '=', person)
    .orderBy('entrance.at')
    .execute()
}

/** Where they asked to be let in, or to do more. */
export function requestsOf(db: Database, person: string) {
  const requests = db.selectFrom('access_request').select(['document', 'words', 'at'])
  return requests.where('person', '=', person).orderBy('at').execute()
}

/** Who they were before they had an account. */
export function guestsOf(db: Database, person: string) {
  const guests = db.selectFrom('adoption').select(['guest', 'at'])
  return guests.where('person', '=', person).orderBy('at').execute()
}

/** On their way to them; what a letter says may let somebody in. */
export function lettersTo(db: Database, address: string) {
  const letters = db.selectFrom('letter').select(['subject', 'at'])
  return letters.where('recipient', '=', address).orderBy('at').execute()
}
