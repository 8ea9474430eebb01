import { type Kysely, sql } from 'kysely'

/**
 * Who else may what. `grant.grantee`: a person's id, an e-mail address in small letters, or empty
 * for the members. Whoever made a document owns it by a grant like any other.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`create table "grant" (
      document text not null references document (id) on delete cascade,
      grantee_kind text not null, grantee text not null, role text not null,
      "by" text not null, at integer not null,
      primary key (document, grantee_kind, grantee)) without rowid`,
    sql`create index grant_by_grantee on "grant" (grantee, grantee_kind)`,
    sql`insert into "grant" (document, grantee_kind, grantee, role, "by", at)
      select id, 'person', creator, 'own', creator, created_at from document`,
    sql`create table link (
      id text primary key, document text not null references document (id) on delete cascade,
      token_hash text not null unique, role text not null, label text not null,
      expires_at integer, password_hash text, last_use integer,
      "by" text not null, at integer not null)`,
    sql`create index link_by_document on link (document)`,
    sql`create index link_by_expiry on link (expires_at) where expires_at is not null`,
    sql`create table entrance (
      link text not null references link (id) on delete cascade, person text not null,
      at integer not null, primary key (person, link)) without rowid`,
    sql`create index entrance_by_link on entrance (link)`,
    sql`create table access_request (
      document text not null references document (id) on delete cascade, person text not null,
      words text not null, at integer not null, primary key (document, person)) without rowid`,
    sql`create index access_request_by_person on access_request (person)`,
  ]
  for (const statement of statements) await statement.execute(db)
}
