import type { DatabaseSync } from 'node:sqlite'

/** Numbered by place, forward only: log.sqlite holds in user_version how many it has had. */
const STEPS = [
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
]

/** Of a log.sqlite that this version has written. */
export const LOG_VERSION = STEPS.length

export function migrateLog(db: DatabaseSync, newLogId: string): void {
  const has = Number(db.prepare('pragma user_version').get()?.user_version ?? 0)
  if (has > LOG_VERSION) throw new Error('log.sqlite was written by a newer version of Interline')
  STEPS.forEach((step, index) => {
    if (index < has) return
    db.exec(`begin immediate; ${step}; pragma user_version = ${index + 1}; commit`)
  })
  const known = db.prepare('select 1 from meta').get()
  if (!known) db.prepare('insert into meta (log_id, relay_until) values (?, 0)').run(newLogId)
}

/** It is another log from now on: whoever knew the old one brings all they have. */
export function renewLog(db: DatabaseSync, logId: string, relayUntil: number): void {
  db.prepare('update meta set log_id = ?, relay_until = ?').run(logId, relayUntil)
}
