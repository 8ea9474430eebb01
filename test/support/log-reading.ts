import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import * as Y from 'yjs'
import { LogFile } from '../../server/platform/log-file.ts'
import { isBrokenAhead } from '../../server/platform/written-ahead.ts'
import { removeFolder, temporaryFolder } from './server.ts'

/** A document as a server would find it that starts over a copy of this data folder. */
export function readAnew(data: string, document: string): Y.Doc {
  const folder = temporaryFolder()
  try {
    for (const name of ['log.sqlite', 'log.sqlite-wal']) {
      if (existsSync(join(data, name))) copyFileSync(join(data, name), join(folder, name))
    }
    const file = join(folder, 'log.sqlite')
    const renewUntil = isBrokenAhead(`${file}-wal`) ? 1 : null
    const log = new LogFile({ file, origin: 'o', newLogId: 'l', maxPages: null, renewUntil })
    const loaded = log.load(document)
    if (loaded.kind === 'damaged') throw new Error(`${document} is damaged: ${loaded.what}`)
    const snapshot = log.snapshotBytes(document, loaded.document.epoch)
    log.close()
    const doc = new Y.Doc()
    const rows = loaded.document.rows.map(({ bytes }) => bytes)
    for (const update of snapshot ? [snapshot, ...rows] : rows) Y.applyUpdate(doc, update)
    return doc
  } finally {
    removeFolder(folder)
  }
}
