import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** In the order in which they are copied: what a text belongs to before the text. */
export const DATABASES = ['interline.sqlite', 'log.sqlite'] as const

/** In the data folder: when a backup of it ended last, ms UTC. */
export const LAST_BACKUP = 'last-backup'

/** The size of each database with what is written ahead of it, in bytes. */
export async function storedBytes(data: string): Promise<Record<string, number>> {
  const sizes = DATABASES.map(async (name) => {
    const parts = await Promise.all([sizeOf(join(data, name)), sizeOf(join(data, `${name}-wal`))])
    return [name, parts[0] + parts[1]] as const
  })
  return Object.fromEntries(await Promise.all(sizes))
}

/** null: there is none, or nothing is known of it. */
export async function lastBackup(data: string): Promise<number | null> {
  const at = Number(await readFile(join(data, LAST_BACKUP), 'utf8').catch(() => 'none'))
  return Number.isFinite(at) ? at : null
}

function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  )
}
