import { type Kysely, sql } from 'kysely'

/**
 * What documents say, to be searched; `search_entry.id` is the row of `search_text`. Whoever opened
 * a document that is gone is told so: `gone` has ids only. `forgetting`: documents whose log is
 * still to be deleted.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`create table search_entry (id integer primary key, document text not null unique)`,
    sql`create virtual table search_text using fts5(
      title, body, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3')`,
    sql`insert into search_text (search_text, rank) values ('secure-delete', 1)`,
    sql`create table gone (
      document text not null, person text not null, at integer not null,
      primary key (document, person)) without rowid`,
    sql`create table forgetting (document text primary key) without rowid`,
  ]
  for (const statement of statements) await statement.execute(db)
}
