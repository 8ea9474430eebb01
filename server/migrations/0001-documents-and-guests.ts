import { type Kysely, sql } from 'kysely'

/** Statements stand as they were released; nothing here follows the code's types of today. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`create table guest (
      id text primary key, token_hash text not null unique, name text not null,
      colour text not null, created_at integer not null)`,
    sql`create table document (
      id text primary key, creator text not null, title text not null,
      created_at integer not null, changed_at integer not null)`,
    sql`create table visit (
      document text not null references document (id), person text not null, at integer not null,
      primary key (person, document))`,
    sql`create index visit_by_document on visit (document)`,
  ]
  for (const statement of statements) await statement.execute(db)
}
