/**
 * log.sqlite, for the one thread that may touch it. WAL with synchronous=FULL: when COMMIT returns,
 * the batch has survived a power cut. Rows are only ever appended, never changed.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { adoptRows } from './log-adoption.ts'
import {
  ownerChecksum,
  type RowMark,
  rowChecksum,
  type SnapshotRow,
  snapshotChecksum,
} from './log-checksums.ts'
import { LogHeads, type Tally, tally } from './log-heads.ts'
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
import { settleAhead } from './written-ahead.ts'

export interface LogFileOptions {
  file: string
  origin: string
  newLogId: string
  /** Makes a full disk in tests. */
  maxPages: number | null
  /** ms UTC; null: it is the log it was. */
  renewUntil: number | null
}

type StoredRow = RowMark & LogRow & { checksum: number }

const SQLITE_FULL = 13
const KEPT_SNAPSHOTS = 2

export class LogFile {
  #db: DatabaseSync
  #heads: LogHeads
  #row: StatementSync
  #claim: StatementSync
  #origin: string
  #last = 0

  constructor({ file, origin, newLogId, maxPages, renewUntil }: LogFileOptions) {
    const db = new DatabaseSync(file)
    db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000')
    // Deleted means deleted: a page that a snapshot left long ago is nobody's when its document goes.
    db.exec('pragma secure_delete = on')
    settleAhead(db, file)
    migrateLog(db, newLogId)
    if (renewUntil !== null) renewLog(db, newLogId, renewUntil)
    if (maxPages !== null) db.exec(`pragma max_page_count = ${maxPages}`)
    this.#db = db
    this.#heads = new LogHeads(db)
    this.#row = db.prepare(
      `insert into update_log (origin, sequence, document, epoch, client, person, bytes, checksum, at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#claim = db.prepare(
      `insert into client_owner (document, client, person, epoch) values (?, ?, ?, ?)
       on conflict do nothing`,
    )
    this.#origin = origin
  }

  /** Its id, and until when (ms UTC) anybody may bring anybody's words. */
  about(): unknown {
    return this.#db.prepare('select log_id as logId, relay_until as relayUntil from meta').get()
  }

  commit(entries: readonly LogEntry[], at: number): CommitOutcome {
    const first = this.#last + 1
    const written = this.#transaction(() => {
      const added = new Map<string, Tally & { epoch: number }>()
      entries.forEach(({ document, epoch, client, person, bytes, claims }, index) => {
        const sequence = first + index
        const mark = { origin: this.#origin, sequence, document, epoch, client, person, at }
        const sum = rowChecksum(mark, bytes)
        this.#row.run(this.#origin, sequence, document, epoch, client, person, bytes, sum, at)
        const sofar = added.get(document) ?? { epoch, rows: 0, owners: 0, sum: 0 }
        added.set(document, sofar)
        sofar.rows++
        sofar.sum += sum
        for (const claimed of claims) {
          if (this.#claim.run(document, claimed, person, epoch).changes === 0) continue
          sofar.owners++
          sofar.sum += ownerChecksum(document, { client: claimed, person, epoch })
        }
      })
      for (const [document, { epoch, ...more }] of added) this.#heads.add(document, epoch, more)
    })
    if (!written) return { kind: 'full' }
    this.#last += entries.length
    return { kind: 'committed', first }
  }

  load(document: string): LoadOutcome {
    const head = this.#heads.of(document)
    if (!head) return { kind: 'damaged', what: 'heads are missing' }
    const { epoch } = head
    const stored = this.#latestSnapshot(document, epoch)
    const isSound = !stored || snapshotChecksum(stored) === stored.checksum
    if (!isSound || (stored?.checksum ?? null) !== head.snapshot) {
      return { kind: 'damaged', what: 'snapshot' }
    }
    const cover: Cover = stored ? JSON.parse(stored.cover) : {}
    const rows = this.#uncoveredRows(document, epoch, cover)
    const torn = rows.find(
      (row, at) => row.checksum !== rowChecksum(row, row.bytes) || !isAfter(row, rows[at - 1]),
    )
    if (torn) return { kind: 'damaged', what: `row ${torn.origin}:${torn.sequence}` }
    const owners = this.#db
      .prepare('select client, person, epoch from client_owner where document = ?')
      .all(document) as unknown as Owner[]
    const trouble = this.#heads.trouble(head, tally(document, rows, owners))
    if (trouble) return { kind: 'damaged', what: trouble }
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
        whole: stored?.bytes ?? null,
        rows: rows.map(({ origin, sequence, person, bytes }) => ({
          ...{ origin, sequence, person, bytes },
        })),
        owners: owners.map((one) => ({ ...one })),
      },
    }
  }

  #latestSnapshot(document: string, epoch: number): SnapshotRow | undefined {
    return this.#db
      .prepare(
        `select cover, bytes, state_vector as vector, deletes, inner_clocks as inner, checksum
         from snapshot
         where document = ? and epoch = ? order by saved desc limit 1`,
      )
      .get(document, epoch) as SnapshotRow | undefined
  }

  /** Per origin a range of the key, so that thousands of covered rows cost nothing. */
  #uncoveredRows(document: string, epoch: number, cover: Cover) {
    const origins = this.#db
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
    const rows = this.#db.prepare(
      `select origin, sequence, document, epoch, client, person, at, bytes, checksum from update_log
       where document = ? and epoch = ? and origin = ? and sequence > ? order by sequence`,
    )
    return origins.flatMap(
      (one) =>
        rows.all(document, epoch, one.origin, cover[one.origin] ?? 0) as unknown as StoredRow[],
    )
  }

  snapshotBytes(document: string, epoch: number): Bytes | null {
    const stored = this.#latestSnapshot(document, epoch)
    return stored && snapshotChecksum(stored) === stored.checksum ? stored.bytes : null
  }

  saveSnapshot(snapshot: NewSnapshot, keepFrom: number, at: number): 'saved' | 'full' {
    const { document, epoch, bytes, vector, deletes, inner } = snapshot
    const cover = JSON.stringify(snapshot.cover)
    const checksum = snapshotChecksum({ cover, bytes, vector, deletes, inner })
    const saved = this.#transaction(() => {
      const { cover: before = '{}' } =
        this.#db
          .prepare(
            `select cover from snapshot
             where document = ? and epoch = ? order by saved desc limit 1`,
          )
          .get(document, epoch) ?? {}
      this.#heads.cover(document, epoch, JSON.parse(String(before)), snapshot.cover, checksum)
      // The new one takes the pages of the one that goes.
      this.#db
        .prepare(
          `delete from snapshot where document = ?1 and epoch = ?2 and saved not in (
           select saved from snapshot where document = ?1 and epoch = ?2
           order by saved desc limit ?3)`,
        )
        .run(document, epoch, KEPT_SNAPSHOTS - 1)
      this.#db
        .prepare(
          `insert into snapshot
           (document, epoch, cover, bytes, state_vector, deletes, inner_clocks, checksum, at)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(document, epoch, cover, bytes, vector, deletes, inner, checksum, at)
      const trim = this.#db.prepare(
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
  forget(document: string): 'forgotten' | 'full' {
    const deleted = this.#transaction(() => {
      for (const table of ['update_log', 'snapshot', 'client_owner']) {
        this.#db.prepare(`delete from ${table} where document = ?`).run(document)
      }
      this.#heads.forget(document)
    })
    this.#db.exec('pragma wal_checkpoint(truncate)')
    return deleted ? 'forgotten' : 'full'
  }

  /** [LS13] Each sum and each head changes with what it speaks of. */
  adopt(from: string, to: string): 'adopted' | 'full' {
    return this.#transaction(() => adoptRows(this.#db, this.#heads, from, to)) ? 'adopted' : 'full'
  }

  /** By the heads alone: what lies folded costs nothing. */
  unfolded(): string[] {
    const open = this.#db.prepare('select document from document_head where rows != 0').all()
    return open.map(({ document }) => String(document))
  }

  /** False: the disk is full and nothing was written. Any other error goes up and ends the process. */
  #transaction(write: () => void): boolean {
    this.#db.exec('begin immediate')
    try {
      write()
      this.#db.exec('commit')
      return true
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('rollback')
      if ((error as { errcode?: number }).errcode === SQLITE_FULL) return false
      throw error
    }
  }

  close(): void {
    this.#db.close()
  }
}

function isAfter(row: StoredRow, before: StoredRow | undefined): boolean {
  return before?.origin !== row.origin || before.sequence < row.sequence
}
