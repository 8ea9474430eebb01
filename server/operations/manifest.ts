import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { DATABASES } from './data-folder.ts'

const NAME = 'backup.json'
const FORMAT = 1

/** What a backup says of itself. */
export interface Manifest {
  format: typeof FORMAT
  /** ms UTC */
  at: number
  /** SHA-256 of each file. */
  files: Record<string, string>
}

export async function writeManifest(folder: string, at: number): Promise<void> {
  const files: Record<string, string> = {}
  for (const name of DATABASES) files[name] = await hashOf(join(folder, name))
  const manifest: Manifest = { format: FORMAT, at, files }
  await writeFile(join(folder, NAME), `${JSON.stringify(manifest, null, 2)}\n`)
  await flush(join(folder, NAME))
}

/** A sentence: this is no backup that we can read. */
export async function readManifest(folder: string): Promise<Manifest | string> {
  const text = await readFile(join(folder, NAME), 'utf8').catch(() => null)
  if (text === null) return `${folder} is no backup of Interline: it has no ${NAME}.`
  try {
    const said = JSON.parse(text)
    if (said.format > FORMAT) return `${folder} was made by a newer version of Interline.`
    const isOurs = said.format === FORMAT && Number.isFinite(said.at)
    if (isOurs && DATABASES.every((name) => typeof said.files?.[name] === 'string')) return said
  } catch {
    // Not even JSON.
  }
  return `${folder}/${NAME} is damaged: the backup cannot be trusted.`
}

export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

/** A file, or the names in a folder, on disk. */
export async function flush(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
