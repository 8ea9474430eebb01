import type { DatabaseSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import { type RowMark, rowChecksum } from './log-checksums.ts'
import { countHeads } from './log-heads.ts'

/** Numbered by place, forward only: log.sqlite holds in user_version how many it has had. */
const STEPS: readonly (string | ((db: DatabaseSync) => void))[] = [
  `create table meta (log_id text not null, relay_until integer not null);
   create table document_epoch (document text primary key, epoch integer not null) without rowid;
   create table update_log (
     origin text not null, sequence integer not null,
     document text not null, epoch integer not null, client integer, person text not null,
     bytes blob not null, checksum integer not null, at integer not null,
     primary key (origin, sequence)) without rowid;
   create index update_log_by_document on update_log (document, epoch, origin, sequence);
   create table snapshot (
     saved integer primary key, document text not null, epoch integer not null,
     cover text not null, bytes blob not null, state_vector blob not null,
     deletes blob not null, inner_clocks blob not null,
     checksum integer not null, at integer not null);
   create index snapshot_by_document on snapshot (document, epoch, saved);
   create table client_owner (
     document text not null, client integer not null, person text not null, epoch integer not null,
     primary key (document, client)) without rowid;`,
  (db) => {
    db.exec(
      `drop table document_epoch;
       alter table meta add column heads integer not null default 0;
       create table document_head (
         document text primary key, epoch integer not null, rows integer not null,
         owners integer not null, sum integer not null, snapshot integer) without rowid`,
    )
    sumAnew(db)
    countHeads(db)
  },
]

/** Of a log.sqlite that this version has written. */
export const LOG_VERSION = STEPS.length

export function migrateLog(db: DatabaseSync, newLogId: string): void {
  const has = Number(db.prepare('pragma user_version').get()?.user_version ?? 0)
  if (has > LOG_VERSION) throw new Error('log.sqlite was written by a newer version of Interline')
  STEPS.forEach((step, index) => {
    if (index < has) return
    db.exec('begin immediate')
    if (typeof step === 'string') db.exec(step)
    else step(db)
    db.exec(`pragma user_version = ${index + 1}; commit`)
  })
  const known = db.prepare('select 1 from meta').get()
  if (!known) db.prepare('insert into meta (log_id, relay_until) values (?, 0)').run(newLogId)
}

/** It is another log from now on: whoever knew the old one brings all they have. */
export function renewLog(db: DatabaseSync, logId: string, relayUntil: number): void {
  db.prepare('update meta set log_id = ?, relay_until = ?').run(logId, relayUntil)
}

/** The first checksums spoke of less. A row that does not fit its own stays one that does not. */
function sumAnew(db: DatabaseSync) {
  const rows = db.prepare('select * from update_log').all() as unknown as (RowMark & {
    bytes: Uint8Array
    checksum: number
  })[]
  const set = db.prepare('update update_log set checksum = ? where origin = ? and sequence = ?')
  for (const row of rows) {
    const { origin, sequence, document, bytes, checksum } = row
    const fits = crc32(bytes, crc32(`${origin}:${sequence}:${document}`)) === checksum
    set.run(fits ? rowChecksum(row, bytes) : -1, origin, sequence)
  }
}
