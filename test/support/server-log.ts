import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export interface LogRow {
  origin: string
  sequence: number
  person: string
  bytes: Uint8Array
}

/** The log as it lies on disk, read beside the server or after it: what is *really* stored. */
export function logRows(data: string, document: string): LogRow[] {
  return read(data, (db) =>
    db
      .prepare('SELECT * FROM update_log WHERE document = ? ORDER BY origin, sequence')
      .all(document)
      .map((row) => ({
        origin: String(row.origin),
        sequence: Number(row.sequence),
        person: String(row.person),
        bytes: row.bytes as Uint8Array,
      })),
  )
}

export function snapshots(data: string, document: string): number {
  return read(data, (db) =>
    Number(db.prepare('SELECT count(*) AS n FROM snapshot WHERE document = ?').get(document)?.n),
  )
}

export interface FactRow {
  kind: string
  body: Record<string, unknown>
  at: number
}

/** What the other database says happened to a document, in that order. */
export function factRows(data: string, document: string): FactRow[] {
  const look = (db: DatabaseSync) =>
    db
      .prepare('SELECT kind, body, at FROM fact WHERE document = ? ORDER BY sequence')
      .all(document)
      .map(({ kind, body, at }) => ({
        ...{ kind: String(kind), body: JSON.parse(String(body)), at: Number(at) },
      }))
  return read(data, look, 'interline.sqlite')
}

function read<T>(data: string, look: (db: DatabaseSync) => T, file = 'log.sqlite'): T {
  const db = new DatabaseSync(join(data, file), { readOnly: true })
  try {
    db.exec('PRAGMA busy_timeout = 5000')
    return look(db)
  } finally {
    db.close()
  }
}
