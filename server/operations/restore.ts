import { constants, existsSync } from 'node:fs'
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { lockFolder } from '../platform/folder-lock.ts'
import { renewLog } from '../platform/log-schema.ts'
import { checkCopies } from './check-copy.ts'
import { DATABASES } from './data-folder.ts'
import { flush, hashOf, type Manifest, readManifest } from './manifest.ts'

export type Restored =
  | { kind: 'restored'; at: number; documents: number; updates: number; damaged: string[] }
  | { kind: 'refused'; sentence: string }

export interface RestoreOptions {
  data: string
  /** A backup. */
  folder: string
  migrations: readonly string[]
  now: () => number
  /** The log's name from now on. */
  newLogId: string
}

/** As long as it stands in a data folder, what else stands there is not whole. */
const MARK = 'restoring'
/** So long people may bring what they wrote, and what others wrote, after the backup. */
export const RELAY_MS = 30 * 24 * 60 * 60 * 1000

/** A restore began here and did not end: no server may take this for its documents. [OP7] */
export function isHalfRestored(data: string): boolean {
  return existsSync(join(data, MARK))
}

/** Puts a backup in the place of documents that are not there any more. [OP6] [OP7] */
export async function restore(options: RestoreOptions): Promise<Restored> {
  const { data, folder } = options
  const manifest = await readManifest(folder)
  if (typeof manifest === 'string') return refused(manifest)
  const absent = DATABASES.find((name) => !existsSync(join(folder, name)))
  if (absent) return refused(`${folder} holds no ${absent}: the backup is not whole.`)
  await mkdir(data, { recursive: true })
  const lock = lockOf(data)
  if (!lock) return refused(`A server uses ${data}: stop it before you restore.`)
  try {
    return await intoOwned(options, manifest)
  } finally {
    lock.close()
  }
}

async function intoOwned(options: RestoreOptions, manifest: Manifest): Promise<Restored> {
  const { data, folder, migrations, now, newLogId } = options
  const found = DATABASES.flatMap((name) => [name, `${name}-wal`, `${name}-shm`]).filter((name) =>
    existsSync(join(data, name)),
  )
  if (found.length > 0 && !isHalfRestored(data)) {
    return refused(
      `${data} holds documents already (${found.join(', ')}): move the whole folder aside first, ` +
        `for example to ${data}-before.`,
    )
  }
  await writeFile(join(data, MARK), folder)
  await flush(data)
  for (const name of found) await rm(join(data, name))
  const part = (name: string) => join(data, `${name}.restoring`)
  const giveUp = async (sentence: string) => {
    for (const name of DATABASES) await rm(part(name), { force: true })
    await rm(join(data, MARK))
    return refused(sentence)
  }
  for (const name of DATABASES) {
    await copyFile(join(folder, name), part(name), constants.COPYFILE_FICLONE)
    if ((await hashOf(part(name))) === manifest.files[name]) continue
    return giveUp(`${name} in ${folder} is damaged: it is not what was backed up.`)
  }
  const [library, log] = DATABASES
  const checked = checkCopies({ library: part(library), log: part(log) }, migrations)
  if (checked.kind === 'unsound') {
    return giveUp(`${folder} cannot be restored. ${checked.sentence}`)
  }
  renew(part(log), newLogId, now() + RELAY_MS)
  for (const name of DATABASES) {
    await flush(part(name))
    await rename(part(name), join(data, name))
  }
  await flush(data)
  await rm(join(data, MARK))
  await flush(data)
  const { documents, updates, damaged } = checked
  return { kind: 'restored', at: manifest.at, documents, updates, damaged }
}

function lockOf(data: string): DatabaseSync | null {
  try {
    return lockFolder(join(data, 'log.sqlite-owner'))
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('another server')) return null
    throw error
  }
}

function renew(path: string, logId: string, relayUntil: number) {
  const db = new DatabaseSync(path)
  try {
    db.exec('pragma journal_mode = delete; pragma synchronous = full')
    renewLog(db, logId, relayUntil)
  } finally {
    db.close()
  }
}

function refused(sentence: string): Restored {
  return { kind: 'refused', sentence }
}
