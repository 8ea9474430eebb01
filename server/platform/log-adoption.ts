import type { DatabaseSync } from 'node:sqlite'
import { ownerChecksum, type RowMark, rowChecksum } from './log-checksums.ts'
import type { LogHeads } from './log-heads.ts'
import type { Cover } from './log-store.ts'

/** A damaged row stays one: its sum is moved by what the name changes, never made anew. */
export function adoptRows(db: DatabaseSync, heads: LogHeads, from: string, to: string): void {
  const claimed = db.prepare(
    'select document, client, epoch from client_owner where person = ? order by document',
  )
  const give = db.prepare('update client_owner set person = ? where document = ? and client = ?')
  const documents = new Map<string, number>()
  for (const row of claimed.all(from)) {
    const [document, client, epoch] = [String(row.document), Number(row.client), Number(row.epoch)]
    const [before, after] = [from, to].map((person) =>
      ownerChecksum(document, { client, person, epoch }),
    )
    give.run(to, document, client)
    documents.set(document, (documents.get(document) ?? 0) + Number(after) - Number(before))
  }
  for (const [document, moved] of documents) {
    const head = heads.of(document)
    if (!head) continue
    const sum = moved + adoptWords(db, document, head.epoch, from, to)
    heads.add(document, head.epoch, { rows: 0, owners: 0, sum })
  }
}

/** By how much the sums of its uncovered rows have moved. */
function adoptWords(
  db: DatabaseSync,
  document: string,
  epoch: number,
  from: string,
  to: string,
): number {
  const latest = db
    .prepare(
      'select cover from snapshot where document = ? and epoch = ? order by saved desc limit 1',
    )
    .get(document, epoch)
  const cover: Cover = latest ? JSON.parse(String(latest.cover)) : {}
  const rows = db
    .prepare('select * from update_log where document = ? and epoch = ? and person = ?')
    .all(document, epoch, from) as unknown as (RowMark & { bytes: Uint8Array; checksum: number })[]
  const give = db.prepare(
    'update update_log set person = ?, checksum = ? where origin = ? and sequence = ?',
  )
  let moved = 0
  for (const { bytes, checksum, ...mark } of rows) {
    if (mark.sequence <= (cover[mark.origin] ?? 0)) continue
    if (rowChecksum(mark, bytes) !== checksum) continue
    const after = rowChecksum({ ...mark, person: to }, bytes)
    give.run(to, after, mark.origin, mark.sequence)
    moved += after - checksum
  }
  return moved
}
