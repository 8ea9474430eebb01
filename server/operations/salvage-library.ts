import { DatabaseSync } from 'node:sqlite'
import { teachRowSum } from '../platform/record-sum.ts'
import { openDamaged, readable, readableRows } from './readable-rows.ts'

/** Made anew by whoever reads the text, or by triggers. */
const DERIVED = /^(sqlite_|kysely_|search_|record_sum$)/

export interface LibraryMissing {
  /** What was said about these is not all there, or not what it was. */
  documents: string[]
  /** Tables of which some rows could not be read. */
  tables: string[]
}

/**
 * Copies every row that can be read into a database that has its tables already and is empty. [OP11]
 */
export function salvageLibrary(from: string, to: string): LibraryMissing {
  const old = openDamaged(from, 'document')
  const fresh = new DatabaseSync(to)
  try {
    fresh.exec('pragma foreign_keys = off; pragma synchronous = off; begin')
    teachRowSum(fresh)
    const tables = fresh
      .prepare(`select name from sqlite_schema where type = 'table' order by rowid`)
      .all()
      .map(({ name }) => String(name))
      .filter((name) => !DERIVED.test(name))
    const hurt = tables.filter((table) => copyTable(old, fresh, table) !== null)
    leaveOutUnreadable(fresh)
    leaveOutOrphans(fresh)
    letMakersOwn(fresh)
    fresh.exec('commit')
    return { documents: changed(old, fresh), tables: hurt }
  } finally {
    old.close()
    fresh.close()
  }
}

function copyTable(old: DatabaseSync, fresh: DatabaseSync, table: string): string | null {
  const columns = fresh.prepare(`select name, pk from pragma_table_info(?)`).all(table)
  const there =
    readable(() => old.prepare('select name from pragma_table_info(?)').all(table)) ?? []
  const names = columns
    .map(({ name }) => String(name))
    .filter((name) => there.some((column) => column.name === name))
  if (names.length === 0) return 'there is no such table'
  const list = names.map((name) => `"${name}"`).join(', ')
  const marks = names.map(() => '?').join(', ')
  const insert = fresh.prepare(`insert or ignore into "${table}" (${list}) values (${marks})`)
  const hasRowid = readable(() => old.prepare(`select rowid from "${table}" limit 1`)) !== null
  const primary = columns
    .filter(({ pk }) => Number(pk) > 0)
    .sort((a, b) => Number(a.pk) - Number(b.pk))
  const key = hasRowid ? ['rowid'] : primary.map(({ name }) => String(name))
  return readableRows(old, table, key, (row) => {
    readable(() => insert.run(...names.map((name) => row[name] as string)))
  })
}

/** What is no JSON any more would make all that stands beside it unreadable, too. */
function leaveOutUnreadable(fresh: DatabaseSync): void {
  const columns = [
    ['fact', 'body'],
    ['thread', 'anchor'],
    ['comment', 'body'],
    ['comment_edit', 'body'],
  ] as const
  for (const [table, column] of columns) {
    fresh.exec(
      `delete from "${table}" where "${column}" is not null and not json_valid("${column}")`,
    )
  }
}

/** A comment without its thread, a thread without its document: nobody could be shown them. */
function leaveOutOrphans(fresh: DatabaseSync): void {
  const parents = [
    ['thread', 'document', 'document'],
    ['fact', 'document', 'document'],
    ['comment', 'thread', 'thread'],
    ['comment_edit', 'comment', 'comment'],
    ['thread_turn', 'thread', 'thread'],
    ['visit', 'document', 'document'],
    ['grant', 'document', 'document'],
    ['link', 'document', 'document'],
    ['entrance', 'link', 'link'],
    ['access_request', 'document', 'document'],
  ] as const
  for (const [table, column, parent] of parents) {
    fresh.exec(`delete from "${table}" where "${column}" not in (select id from "${parent}")`)
  }
}

/** Of what nobody owns by name any more: there were no grants yet, or theirs could not be read. */
function letMakersOwn(fresh: DatabaseSync): void {
  fresh.exec(`insert or replace into "grant" (document, grantee_kind, grantee, role, "by", at)
    select id, 'person', creator, 'own', creator, created_at from document where id not in (
      select document from "grant" where grantee_kind = 'person' and role = 'own')`)
}

function changed(old: DatabaseSync, fresh: DatabaseSync): string[] {
  const sums = (db: DatabaseSync) => {
    const found = new Map<string, string>()
    readableRows(db, 'record_sum', ['document'], ({ document, rows, sum }) => {
      if (Number(rows) > 0) found.set(String(document), `${rows} ${sum}`)
    })
    return found
  }
  const [was, is] = [sums(old), sums(fresh)]
  const all = new Set([...was.keys(), ...is.keys()])
  return [...all].filter((document) => was.get(document) !== is.get(document)).sort()
}
