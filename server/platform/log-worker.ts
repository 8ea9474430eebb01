/**
 * The only thread that touches log.sqlite. WAL with synchronous=FULL: when COMMIT returns, the
 * batch has survived a power cut. Rows are only ever appended, never changed.
 */
import { DatabaseSync } from 'node:sqlite'
import { workerData } from 'node:worker_threads'
import { must } from '../../shared/kit/assert.ts'
import { lockFolder } from './folder-lock.ts'
import { rowChecksum, type SnapshotRow, snapshotChecksum } from './log-checksums.ts'
import { migrateLog, renewLog } from './log-schema.ts'
import type {
  Bytes,
  CommitOutcome,
  Cover,
  LoadOutcome,
  LogEntry,
  LogRow,
  NewSnapshot,
  Owner,
  StoredSnapshot,
} from './log-store.ts'
import { answerCalls } from './worker-calls.ts'

export interface LogWorkerData {
  file: string
  origin: string
  newLogId: string
  /** Makes a full disk in tests. */
  maxPages: number | null
  /** ms UTC; null: it is the log it was. */
  renewUntil: number | null
}

export type LogQuestion =
  | { verb: 'open' }
  | { verb: 'commit'; entries: readonly LogEntry[]; at: number }
  | { verb: 'load'; document: string }
  | { verb: 'snapshot-bytes'; document: string; epoch: number }
  | { verb: 'save-snapshot'; snapshot: NewSnapshot; keepFrom: number; at: number }
  | { verb: 'forget'; document: string }
  | { verb: 'unfolded' }
  | { verb: 'close' }

const SQLITE_FULL = 13
const FIRST_EPOCH = 1
const KEPT_SNAPSHOTS = 2

const { file, origin, newLogId, maxPages, renewUntil }: LogWorkerData = workerData
const owner = lockFolder(`${file}-owner`)
const db = open(file)
let last = 0

answerCalls<LogQuestion>((question) => {
  switch (question.verb) {
    case 'open':
      return {
        value: db.prepare('select log_id as logId, relay_until as relayUntil from meta').get(),
      }
    case 'commit':
      return { value: commit(question.entries, question.at) }
    case 'load': {
      const value = load(question.document)
      return { value, transfer: value.kind === 'loaded' ? buffersOf(value.document.rows) : [] }
    }
    case 'snapshot-bytes': {
      const value = snapshotBytes(question.document, question.epoch)
      return { value, transfer: value ? [value.buffer] : [] }
    }
    case 'save-snapshot':
      return { value: saveSnapshot(question.snapshot, question.keepFrom, question.at) }
    case 'forget':
      return { value: forget(question.document) }
    case 'unfolded':
      return { value: unfolded() }
    case 'close':
      db.close()
      owner.close()
      return { value: null }
  }
})

function open(path: string): DatabaseSync {
  const opened = new DatabaseSync(path)
  opened.exec('pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000')
  // Deleted means deleted: a page that a snapshot left long ago is nobody's when its document goes.
  opened.exec('pragma secure_delete = on')
  migrateLog(opened, newLogId)
  if (renewUntil !== null) renewLog(opened, newLogId, renewUntil)
  if (maxPages !== null) opened.exec(`pragma max_page_count = ${maxPages}`)
  return opened
}

function commit(entries: readonly LogEntry[], at: number): CommitOutcome {
  const first = last + 1
  const written = transaction(() => {
    const row = db.prepare(
      `insert into update_log (origin, sequence, document, epoch, client, person, bytes, checksum, at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    const claim = db.prepare(
      `insert into client_owner (document, client, person, epoch) values (?, ?, ?, ?)
       on conflict do nothing`,
    )
    entries.forEach(({ document, epoch, client, person, bytes, claims }, index) => {
      const sequence = first + index
      const sum = rowChecksum(origin, sequence, document, bytes)
      row.run(origin, sequence, document, epoch, client, person, bytes, sum, at)
      for (const claimed of claims) claim.run(document, claimed, person, epoch)
    })
  })
  if (!written) return { kind: 'full' }
  last += entries.length
  return { kind: 'committed', first }
}

function load(document: string): LoadOutcome {
  const epoch = epochOf(document)
  const stored = db
    .prepare(
      `select cover, bytes, state_vector as vector, deletes, inner_clocks as inner, checksum
       from snapshot
       where document = ? and epoch = ? order by saved desc limit 1`,
    )
    .get(document, epoch) as SnapshotRow | undefined
  if (stored && snapshotChecksum(stored) !== stored.checksum) {
    return { kind: 'damaged', what: 'snapshot' }
  }
  const cover: Cover = stored ? JSON.parse(stored.cover) : {}
  const rows = uncoveredRows(document, epoch, cover)
  const torn = rows.find(
    (row) => row.checksum !== rowChecksum(row.origin, row.sequence, document, row.bytes),
  )
  if (torn) return { kind: 'damaged', what: `row ${torn.origin}:${torn.sequence}` }
  const owners = db
    .prepare('select client, person, epoch from client_owner where document = ?')
    .all(document) as unknown as Owner[]
  const snapshot: StoredSnapshot | null = stored
    ? {
        cover,
        size: stored.bytes.length,
        vector: stored.vector,
        deletes: stored.deletes,
        inner: stored.inner,
      }
    : null
  return {
    kind: 'loaded',
    document: {
      epoch,
      snapshot,
      rows: rows.map(({ checksum: _, ...row }) => row),
      owners: owners.map((one) => ({ ...one })),
    },
  }
}

function epochOf(document: string): number {
  const row = db.prepare('select epoch from document_epoch where document = ?').get(document)
  return row ? Number(row.epoch) : FIRST_EPOCH
}

/** Per origin a range of the key, so that thousands of covered rows cost nothing. */
function uncoveredRows(document: string, epoch: number, cover: Cover) {
  const origins = db
    .prepare(
      `with recursive found(origin) as (
         select min(origin) from update_log where document = ?1 and epoch = ?2
         union all
         select (select min(origin) from update_log
                 where document = ?1 and epoch = ?2 and origin > found.origin)
         from found where found.origin is not null)
       select origin from found where origin is not null`,
    )
    .all(document, epoch) as { origin: string }[]
  const rows = db.prepare(
    `select origin, sequence, person, bytes, checksum from update_log
     where document = ? and epoch = ? and origin = ? and sequence > ? order by sequence`,
  )
  return origins.flatMap(
    (one) =>
      rows.all(document, epoch, one.origin, cover[one.origin] ?? 0) as unknown as (LogRow & {
        checksum: number
      })[],
  )
}

function snapshotBytes(document: string, epoch: number): Bytes | null {
  const stored = db
    .prepare(
      `select cover, bytes, state_vector as vector, deletes, inner_clocks as inner, checksum
       from snapshot
       where document = ? and epoch = ? order by saved desc limit 1`,
    )
    .get(document, epoch) as SnapshotRow | undefined
  return stored && snapshotChecksum(stored) === stored.checksum ? stored.bytes : null
}

function saveSnapshot(snapshot: NewSnapshot, keepFrom: number, at: number): 'saved' | 'full' {
  const { document, epoch, bytes, vector, deletes, inner } = snapshot
  const cover = JSON.stringify(snapshot.cover)
  const checksum = snapshotChecksum({ cover, bytes, vector, deletes, inner })
  const saved = transaction(() => {
    // The new one takes the pages of the one that goes.
    db.prepare(
      `delete from snapshot where document = ?1 and epoch = ?2 and saved not in (
         select saved from snapshot where document = ?1 and epoch = ?2
         order by saved desc limit ?3)`,
    ).run(document, epoch, KEPT_SNAPSHOTS - 1)
    db.prepare(
      `insert into snapshot
         (document, epoch, cover, bytes, state_vector, deletes, inner_clocks, checksum, at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(document, epoch, cover, bytes, vector, deletes, inner, checksum, at)
    const trim = db.prepare(
      `delete from update_log
       where document = ? and epoch = ? and origin = ? and sequence <= ? and at < ?`,
    )
    for (const [from, sequence] of Object.entries(snapshot.cover)) {
      trim.run(document, epoch, from, sequence, keepFrom)
    }
  })
  return saved ? 'saved' : 'full'
}

/** What stood in its pages is overwritten, and leaves the WAL with them. */
function forget(document: string): 'forgotten' | 'full' {
  const deleted = transaction(() => {
    for (const table of ['update_log', 'snapshot', 'client_owner', 'document_epoch']) {
      db.prepare(`delete from ${table} where document = ?`).run(document)
    }
  })
  db.exec('pragma wal_checkpoint(truncate)')
  return deleted ? 'forgotten' : 'full'
}

/** By the index alone: no row's bytes are read. */
function unfolded(): string[] {
  const ends = db
    .prepare(
      `select document, epoch, origin, max(sequence) as last from update_log
       group by document, epoch, origin`,
    )
    .all() as { document: string; epoch: number; origin: string; last: number }[]
  const covers = db.prepare(
    'select cover from snapshot where document = ? and epoch = ? order by saved desc limit 1',
  )
  const open = ends.filter(({ document, epoch, origin, last }) => {
    const stored = covers.get(document, epoch)
    const cover: Cover = stored ? JSON.parse(String(stored.cover)) : {}
    return last > (cover[origin] ?? 0)
  })
  return [...new Set(open.map(({ document }) => document))]
}

/** False: the disk is full and nothing was written. Any other error goes up and ends the process. */
function transaction(write: () => void): boolean {
  db.exec('begin immediate')
  try {
    write()
    db.exec('commit')
    return true
  } catch (error) {
    if (db.isTransaction) db.exec('rollback')
    if ((error as { errcode?: number }).errcode === SQLITE_FULL) return false
    throw error
  }
}

function buffersOf(rows: readonly LogRow[]): ArrayBuffer[] {
  return rows.map(({ bytes }) => must(bytes, 'a row has bytes').buffer)
}
