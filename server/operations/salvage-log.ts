import { DatabaseSync } from 'node:sqlite'
import * as Y from 'yjs'
import {
  type RowMark,
  rowChecksum,
  type SnapshotRow,
  snapshotChecksum,
} from '../platform/log-checksums.ts'
import { countHeads } from '../platform/log-heads.ts'
import { migrateLog } from '../platform/log-schema.ts'
import { openDamaged, type Row, readable, readableRows } from './readable-rows.ts'

/** What of one document's log cannot be read. */
export interface Missing {
  /** Updates that can be read and that no snapshot covers. */
  updates: number
  /** Updates that are there and are not what was written: their places, `origin sequence`. */
  torn: Place[]
  /** Updates that are not found at all. */
  lost: number
  /** Of its last snapshot: it is damaged, and an older one or none stands for it. */
  snapshot: 'whole' | 'older' | 'none'
}

interface StoredSnapshot extends Omit<SnapshotRow, 'vector' | 'inner'> {
  saved: number
  document: string
  epoch: number
  state_vector: SnapshotRow['vector']
  inner_clocks: SnapshotRow['inner']
  at: number
}

export interface Place {
  origin: string
  sequence: number
}

/**
 * Puts a new log together from all that can be read of a damaged one. What is torn stays out; what
 * is damaged is named by document. The new log believes what it holds. [OP11]
 */
export function salvageLog(from: string, to: string, newLogId: string): Map<string, Missing> {
  const old = openDamaged(from, 'update_log')
  const fresh = new DatabaseSync(to)
  try {
    fresh.exec('pragma journal_mode = delete; pragma synchronous = off')
    migrateLog(fresh, newLogId)
    fresh.exec('begin')
    const torn = copyUpdates(old, fresh)
    const covers = copySnapshots(old, fresh)
    copyOwners(old, fresh)
    countHeads(fresh)
    fresh.exec('commit')
    return compared(old, fresh, torn, covers)
  } finally {
    old.close()
    fresh.close()
  }
}

/** All that can be read of one document, as one update. */
export function everythingOf(log: string, document: string): Y.Doc {
  const db = new DatabaseSync(log, { readOnly: true })
  try {
    const doc = new Y.Doc()
    const parts = ['snapshot where document = ? order by saved', 'update_log where document = ?']
    for (const part of parts) {
      for (const { bytes } of db.prepare(`select bytes from ${part}`).all(document)) {
        readable(() => Y.applyUpdate(doc, bytes as Uint8Array))
      }
    }
    return doc
  } finally {
    db.close()
  }
}

function copyUpdates(old: DatabaseSync, fresh: DatabaseSync): Map<string, Map<string, Place>> {
  const torn = new Map<string, Map<string, Place>>()
  const insert = fresh.prepare(
    `insert or ignore into update_log
       (origin, sequence, document, epoch, client, person, bytes, checksum, at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const take = (row: Row) => {
    const { origin, sequence, document, epoch, client, person, at } = row as unknown as RowMark
    const { bytes, checksum } = row as { bytes: Uint8Array; checksum: number }
    const sum = readable(() => rowChecksum(row as unknown as RowMark, bytes))
    if (sum === checksum) {
      insert.run(origin, sequence, document, epoch, client, person, bytes, checksum, at)
      return
    }
    const places = torn.get(document) ?? new Map<string, Place>()
    torn.set(document, places.set(`${origin} ${sequence}`, { origin, sequence }))
  }
  if (readableRows(old, 'update_log', ['origin', 'sequence'], take) === null) return torn
  // The index knows of rows that no scan came to.
  const has = fresh.prepare('select 1 from update_log where origin = ? and sequence = ?')
  const row = old.prepare('select * from update_log where origin = ? and sequence = ?')
  for (const direction of ['asc', 'desc']) {
    const places = old.prepare(
      `select origin, sequence from update_log
       order by document ${direction}, epoch ${direction}, origin ${direction}, sequence ${direction}`,
    )
    readable(() => {
      for (const { origin, sequence } of places.iterate()) {
        if (has.get(String(origin), Number(sequence))) continue
        const found = readable(() => row.get(String(origin), Number(sequence)))
        if (found) take(found)
      }
    })
  }
  return torn
}

/** What the last snapshot of each document covered, whole or not. */
function copySnapshots(old: DatabaseSync, fresh: DatabaseSync): Map<string, 'whole' | 'torn'> {
  const latest = new Map<string, { saved: number; state: 'whole' | 'torn' }>()
  const insert = fresh.prepare(
    `insert or ignore into snapshot
       (saved, document, epoch, cover, bytes, state_vector, deletes, inner_clocks, checksum, at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  readableRows(old, 'snapshot', ['saved'], (row) => {
    const { saved, document, epoch, cover, bytes, checksum, at } = row as unknown as StoredSnapshot
    const { state_vector: vector, deletes, inner_clocks: inner } = row as unknown as StoredSnapshot
    const isWhole =
      readable(() => snapshotChecksum({ cover, bytes, vector, deletes, inner })) === checksum
    const values = [saved, document, epoch, cover, bytes, vector, deletes, inner, checksum, at]
    if (isWhole) insert.run(...values)
    const before = latest.get(document)
    if (before && before.saved > saved) return
    latest.set(document, { saved, state: isWhole ? 'whole' : 'torn' })
  })
  return new Map([...latest].map(([document, { state }]) => [document, state]))
}

function copyOwners(old: DatabaseSync, fresh: DatabaseSync): void {
  const insert = fresh.prepare(
    'insert or ignore into client_owner (document, client, person, epoch) values (?, ?, ?, ?)',
  )
  readableRows(old, 'client_owner', ['document', 'client'], (row) => {
    const { document, client, person, epoch } = row as Record<string, string>
    readable(() => insert.run(`${document}`, Number(client), `${person}`, Number(epoch)))
  })
}

function compared(
  old: DatabaseSync,
  fresh: DatabaseSync,
  torn: Map<string, Map<string, Place>>,
  latest: Map<string, 'whole' | 'torn'>,
): Map<string, Missing> {
  const said = new Map<string, Row>()
  readableRows(old, 'document_head', ['document'], (row) => said.set(String(row.document), row))
  const has = new Map<string, Row>()
  readableRows(fresh, 'document_head', ['document'], (row) => has.set(String(row.document), row))
  const found = new Map<string, Missing>()
  for (const document of new Set([
    ...said.keys(),
    ...has.keys(),
    ...torn.keys(),
    ...latest.keys(),
  ])) {
    const [was, is] = [said.get(document), has.get(document)]
    const places = [...(torn.get(document)?.values() ?? [])]
    const isSame =
      was && is && ['rows', 'owners', 'sum', 'snapshot'].every((it) => was[it] === is[it])
    if (isSame && places.length === 0) continue
    const isOlder = was?.snapshot !== (is?.snapshot ?? null) || latest.get(document) === 'torn'
    // Without the last snapshot more updates stand for themselves than its head counted.
    const lost = isOlder ? 0 : Number(was?.rows ?? 0) - Number(is?.rows ?? 0) - places.length
    found.set(document, {
      updates: Number(is?.rows ?? 0),
      torn: places,
      lost: Math.max(0, lost),
      snapshot: !isOlder ? 'whole' : is?.snapshot ? 'older' : 'none',
    })
  }
  return found
}
