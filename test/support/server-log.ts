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

function read<T>(data: string, look: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(join(data, 'log.sqlite'), { readOnly: true })
  try {
    db.exec('PRAGMA busy_timeout = 5000')
    return look(db)
  } finally {
    db.close()
  }
}
