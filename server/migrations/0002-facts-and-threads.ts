import { type Kysely, sql } from 'kysely'

/** Statements stand as they were released; nothing here follows the code's types of today. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`alter table document add column trashed_at integer`,
    sql`alter table document add column visitors text not null default 'write'`,
    sql`create table fact (
      sequence integer primary key autoincrement,
      document text not null references document (id) on delete cascade,
      kind text not null, body text not null, person text, at integer not null,
      intent text unique)`,
    sql`create index fact_by_document on fact (document, sequence)`,
    sql`create table thread (
      id text primary key, document text not null references document (id) on delete cascade,
      anchor text not null, revision integer not null, resolution text,
      opened_at integer not null)`,
    sql`create index thread_by_document on thread (document)`,
    sql`create table comment (
      id text primary key, thread text not null references thread (id) on delete cascade,
      person text not null, body text, sequence integer not null, at integer not null)`,
    sql`create index comment_by_thread on comment (thread, sequence)`,
    sql`create table comment_edit (
      id text primary key, comment text not null references comment (id) on delete cascade,
      body text not null, sequence integer not null, at integer not null)`,
    sql`create index comment_edit_by_comment on comment_edit (comment, sequence)`,
    sql`create table thread_turn (
      id text primary key, thread text not null references thread (id) on delete cascade,
      kind text not null, person text not null, reason text,
      sequence integer not null, at integer not null)`,
    sql`create index thread_turn_by_thread on thread_turn (thread, sequence)`,
  ]
  for (const statement of statements) await statement.execute(db)
}
