import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from '../../server/platform/database.ts'

type Row = Record<string, string | number | null>

/** Every row of every table of ours, and a way back to them. */
export interface Dump {
  tables: Map<string, Row[]>
  hash: string
}

/** What somebody without a cookie gets: one more guest. It is no trace of what they asked. */
const GUEST = 'guest'

export async function dumpOf(db: Database, known: Dump | null = null): Promise<Dump> {
  const { rows: names } = await sql<{ name: string }>`
    select name from sqlite_master where type = 'table' and name not like 'search_text%'
      and name not like 'sqlite_%' and name not like 'kysely_%' order by name
  `.execute(db)
  const guests = known && new Set(known.tables.get(GUEST)?.map(({ id }) => id))
  const tables = new Map<string, Row[]>()
  for (const { name } of names) {
    const { rows } = await sql<Row>`select * from ${sql.table(name)}`.execute(db)
    // When a token was used last is no trace of what it asked.
    if (name === 'access_token') for (const row of rows) row.last_use = null
    tables.set(
      name,
      name === GUEST && guests ? rows.filter(({ id }) => guests.has(id ?? '')) : rows,
    )
  }
  return {
    tables,
    hash: createHash('sha256')
      .update(JSON.stringify([...tables]))
      .digest('hex'),
  }
}

/** How many rows this connection, the only one, has ever written: the same number is the same rows. */
export async function changesOf(db: Database): Promise<number> {
  const { rows } = await sql<{ n: number }>`select total_changes() as n`.execute(db)
  return rows[0]?.n ?? 0
}

/** The same rows as then; no trigger has a word in it. */
export async function restore(db: Database, { tables }: Dump): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`pragma defer_foreign_keys = on`.execute(trx)
    const { rows: triggers } = await sql<{ name: string; text: string }>`
      select name, sql as text from sqlite_master where type = 'trigger'
    `.execute(trx)
    for (const { name } of triggers) await sql`drop trigger ${sql.ref(name)}`.execute(trx)
    for (const name of tables.keys()) await sql`delete from ${sql.table(name)}`.execute(trx)
    for (const [name, rows] of tables) {
      for (const row of rows) {
        const columns = sql.join(Object.keys(row).map((column) => sql.ref(column)))
        const values = sql.join(Object.values(row))
        await sql`insert into ${sql.table(name)} (${columns}) values (${values})`.execute(trx)
      }
    }
    for (const { text } of triggers) await sql.raw(text).execute(trx)
  })
}
