import { DatabaseSync } from 'node:sqlite'
import {
  type RowMark,
  rowChecksum,
  type SnapshotRow,
  snapshotChecksum,
} from '../platform/log-checksums.ts'
import { misfits } from '../platform/log-heads.ts'
import { LOG_VERSION } from '../platform/log-schema.ts'

/** What was found in a copy; `unsound`: it cannot be used, and why. */
export type Checked =
  | { kind: 'sound'; documents: number; updates: number; damaged: string[] }
  | { kind: 'unsound'; sentence: string }

/**
 * Opens the two copies and reads all of them: their structure, and each update and snapshot against
 * its checksum. A document whose words are damaged is named; the others are none the worse. [OP5]
 */
export function checkCopies(
  files: { library: string; log: string },
  migrations: readonly string[],
): Checked {
  try {
    const { documents, newer } = reading(files.library, (db) => checkLibrary(db, migrations))
    if (newer) return unsound(`It was written by a newer version of Interline (${newer}).`)
    return reading(files.log, (db) => {
      const version = Number(db.prepare('pragma user_version').get()?.user_version)
      if (version > LOG_VERSION) return unsound('It was written by a newer version of Interline.')
      checkStructure(db, 'log.sqlite')
      const damaged = new Set<string>()
      const updates = checkUpdates(db, damaged)
      checkSnapshots(db, damaged)
      for (const document of misfits(db)) damaged.add(document)
      return { kind: 'sound', documents, updates, damaged: [...damaged].sort() }
    })
  } catch (error) {
    return unsound(`It is damaged: ${error instanceof Error ? error.message : error}.`)
  }
}

function checkLibrary(db: DatabaseSync, migrations: readonly string[]) {
  checkStructure(db, 'interline.sqlite')
  const had = db.prepare('select name from kysely_migration order by name').all()
  const newer = had.map(({ name }) => String(name)).find((name) => !migrations.includes(name))
  const documents = Number(db.prepare('select count(*) as n from document').get()?.n)
  return { documents, newer }
}

function checkStructure(db: DatabaseSync, name: string) {
  const [first] = db.prepare('pragma integrity_check(1)').all()
  if (first?.integrity_check !== 'ok') throw new Error(`${name}: ${first?.integrity_check}`)
}

function checkUpdates(db: DatabaseSync, damaged: Set<string>): number {
  let updates = 0
  const rows = db.prepare('select * from update_log')
  for (const { bytes, checksum, ...mark } of rows.iterate()) {
    updates++
    const sum = rowChecksum(mark as unknown as RowMark, bytes as Uint8Array)
    if (sum !== checksum) damaged.add(String(mark.document))
  }
  return updates
}

function checkSnapshots(db: DatabaseSync, damaged: Set<string>) {
  const rows = db.prepare(
    `select document, cover, bytes, state_vector as vector, deletes, inner_clocks as inner, checksum
     from snapshot`,
  )
  for (const { document, ...row } of rows.iterate()) {
    const snapshot = row as unknown as SnapshotRow
    if (snapshotChecksum(snapshot) !== snapshot.checksum) damaged.add(String(document))
  }
}

function unsound(sentence: string): Checked {
  return { kind: 'unsound', sentence }
}

function reading<T>(path: string, look: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    return look(db)
  } finally {
    db.close()
  }
}
