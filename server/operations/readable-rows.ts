import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

export type Row = Record<string, unknown>

const HEADER = 100
const PAGES_AT = 28

/**
 * Opens a copy of a damaged database. SQLite gives nothing of a file that is shorter than its header
 * says; told how long it is, it gives what is there. Without this table there is nothing to read.
 */
export function openDamaged(file: string, table: string): DatabaseSync {
  const bytes = openSync(file, 'r+')
  const header = Buffer.alloc(HEADER)
  readSync(bytes, header, 0, HEADER, 0)
  const size = header.readUInt16BE(16) || 4096
  const there = Math.floor(fstatSync(bytes).size / (size === 1 ? 65_536 : size))
  if (header.readUInt32BE(PAGES_AT) > there) {
    header.writeUInt32BE(there, PAGES_AT)
    writeSync(bytes, header, PAGES_AT, 4, PAGES_AT)
  }
  closeSync(bytes)
  const db = new DatabaseSync(file)
  try {
    if (db.prepare('select 1 from sqlite_schema where name = ?').get(table)) return db
    throw new Error(`it has no table ${table}`)
  } catch (error) {
    db.close()
    throw error
  }
}

/** More ids than that are not tried one by one. */
const TRIED_AT_MOST = 1_000_000

/**
 * Every row of a table that can still be read: from its beginning up to what is broken, from its end
 * back to it, and what lies in between one by one. Some come twice. null: nothing was broken.
 */
export function readableRows(
  db: DatabaseSync,
  table: string,
  key: readonly string[],
  each: (row: Row) => void,
): string | null {
  const ends: Row[] = []
  let trouble: string | null = null
  for (const direction of ['asc', 'desc']) {
    const order = key.map((name) => `"${name}" ${direction}`).join(', ')
    const keys = key.map((name) => `"${name}" as key_${name}`).join(', ')
    let last: Row | null = null
    try {
      const rows = db.prepare(`select ${keys}, * from "${table}" order by ${order}`)
      for (const row of rows.iterate()) {
        last = row
        each(row)
      }
      if (direction === 'asc') return null
    } catch (error) {
      trouble = error instanceof Error ? error.message : String(error)
    }
    if (last) ends.push(last)
  }
  const [first, final] = ends
  if (first && final) oneByOne(db, table, key, [first, final], each)
  return trouble
}

/** Where the last part of the key counts up and the rest is the same. */
function oneByOne(
  db: DatabaseSync,
  table: string,
  key: readonly string[],
  [first, final]: readonly [Row, Row],
  each: (row: Row) => void,
) {
  const same = key.slice(0, -1)
  const counting = key.at(-1)
  if (!counting || same.some((name) => first[`key_${name}`] !== final[`key_${name}`])) return
  const [from, to] = [first, final].map((row) => row[`key_${counting}`])
  if (typeof from !== 'number' || typeof to !== 'number' || to - from > TRIED_AT_MOST) return
  const where = key.map((name) => `"${name}" = ?`).join(' and ')
  const row = db.prepare(`select * from "${table}" where ${where}`)
  const given = same.map((name) => first[`key_${name}`] as string)
  for (let n = from + 1; n < to; n++) {
    const found = readable(() => row.get(...given, n))
    if (found) each(found)
  }
}

/** null: it cannot be read. */
export function readable<T>(look: () => T): T | null {
  try {
    return look()
  } catch {
    return null
  }
}
