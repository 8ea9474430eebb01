import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import * as Y from 'yjs'
import { rowChecksum, snapshotChecksum } from '../../server/platform/log-checksums.ts'
import { countHeads } from '../../server/platform/log-heads.ts'
import { uuidv7 } from '../../shared/kit/ids.ts'

const WORDS = 'some words that somebody wrote a while ago. '

/** Documents that were written, folded and left; the size of the log then, in bytes. */
export function fillsLog(data: string, documents: number): number {
  const file = join(data, 'log.sqlite')
  const db = new DatabaseSync(file)
  db.exec('pragma synchronous = off; begin')
  const row = db.prepare('insert into update_log values (?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const snapshot = db.prepare(
    `insert into snapshot
       (document, epoch, cover, bytes, state_vector, deletes, inner_clocks, checksum, at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const doc = new Y.Doc()
  doc.getText('body').insert(0, WORDS.repeat(200))
  const bytes = Y.encodeStateAsUpdate(doc)
  const vector = Y.encodeStateVector(doc)
  const deletes = Y.encodeStateAsUpdate(doc, vector)
  const inner = new Uint8Array([0])
  const origin = uuidv7(1)
  for (let sequence = 1; sequence <= documents; sequence++) {
    const document = uuidv7(Date.now())
    const mark = { origin, sequence, document, epoch: 1, client: 1, person: 'ann', at: sequence }
    const sum = rowChecksum(mark, bytes)
    row.run(origin, sequence, document, 1, 1, 'ann', bytes, sum, sequence)
    const cover = JSON.stringify({ [origin]: sequence })
    const snapshotSum = snapshotChecksum({ cover, bytes, vector, deletes, inner })
    snapshot.run(document, 1, cover, bytes, vector, deletes, inner, snapshotSum, sequence)
  }
  countHeads(db)
  db.exec('commit')
  db.close()
  return statSync(file).size
}
