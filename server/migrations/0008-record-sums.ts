import { type Kysely, sql } from 'kysely'

/** What people said, table by table; `owner`: the document it belongs to. */
const TABLES = [
  {
    table: 'fact',
    columns: ['sequence', 'document', 'kind', 'body', 'person', 'at', 'intent'],
    owner: (row: string) => `${row}.document`,
    which: (row: string) => `(${row}.kind like 'thread.%' or ${row}.kind like 'comment.%')`,
  },
  {
    table: 'thread',
    columns: ['id', 'document', 'anchor', 'revision', 'resolution', 'opened_at'],
    owner: (row: string) => `${row}.document`,
  },
  {
    table: 'comment',
    columns: ['id', 'thread', 'person', 'body', 'sequence', 'at'],
    owner: (row: string) => `(select document from thread where id = ${row}.thread)`,
  },
  {
    table: 'comment_edit',
    columns: ['id', 'comment', 'body', 'sequence', 'at'],
    owner: (row: string) =>
      `(select document from thread where id = (
         select thread from comment where id = ${row}.comment))`,
  },
  {
    table: 'thread_turn',
    columns: ['id', 'thread', 'kind', 'person', 'reason', 'sequence', 'at'],
    owner: (row: string) => `(select document from thread where id = ${row}.thread)`,
  },
]

/**
 * Per document the number of rows that hold what people said, and what their checksums add up to, mod
 * 2³². Triggers keep it. A row that is not found any more is missed by it, too. `row_sum` is taught
 * to the connection (platform/record-sum.ts).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const run = (statement: string) => sql.raw(statement).execute(db)
  await run(`create table record_sum (
    document text primary key, rows integer not null, sum integer not null) without rowid`)
  for (const { table, columns, owner, which = () => 'true' } of TABLES) {
    const sum = (row: string) => `row_sum(${columns.map((name) => `${row}."${name}"`).join(', ')})`
    const more = (row: string) =>
      `insert into record_sum (document, rows, sum)
         select ${owner(row)}, 1, ${sum(row)} where ${which(row)} and ${owner(row)} is not null
         on conflict do update set rows = rows + 1, sum = (sum + excluded.sum) & 4294967295;`
    const less = (row: string) =>
      `update record_sum set rows = rows - 1, sum = (sum - ${sum(row)}) & 4294967295
         where ${which(row)} and document = ${owner(row)};`
    await run(`create trigger ${table}_said after insert on ${table} begin ${more('new')} end`)
    await run(`create trigger ${table}_unsaid after delete on ${table} begin ${less('old')} end`)
    await run(
      `create trigger ${table}_resaid after update on ${table} begin
         ${less('old')} ${more('new')} end`,
    )
    await run(
      `insert into record_sum (document, rows, sum)
         select ${owner('row')}, count(*), sum(${sum('row')}) & 4294967295 from ${table} as row
         where ${which('row')} and ${owner('row')} is not null group by 1
         on conflict do update set rows = rows + excluded.rows,
           sum = (sum + excluded.sum) & 4294967295`,
    )
  }
  await run(`create trigger record_ended after delete on document begin
    delete from record_sum where document = old.id; end`)
}
