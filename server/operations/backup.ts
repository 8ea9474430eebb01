import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { checkCopies } from './check-copy.ts'
import { DATABASES, LAST_BACKUP } from './data-folder.ts'
import { flush, writeManifest } from './manifest.ts'

export type Backup =
  | { kind: 'made'; documents: number; updates: number; damaged: string[] }
  | { kind: 'refused'; sentence: string }

/**
 * Copies a data folder while its server runs: each database as it is at one moment, the library
 * first. The folder has its name only when all of it is on disk and has been read again. [OP4] [OP5]
 */
export async function backUp(options: {
  data: string
  folder: string
  migrations: readonly string[]
  now: () => number
}): Promise<Backup> {
  const { data, folder, migrations, now } = options
  if (existsSync(folder)) return refused(`${folder} is there already: name a folder that is not.`)
  const missing = DATABASES.find((name) => !existsSync(join(data, name)))
  if (missing) return refused(`${data} holds no ${missing}: there is nothing to back up.`)
  await mkdir(dirname(folder), { recursive: true })
  const unfinished = await mkdtemp(join(dirname(folder), `.${basename(folder)}-unfinished-`))
  try {
    const at = now()
    for (const name of DATABASES) {
      const trouble = copy(join(data, name), join(unfinished, name))
      if (trouble) return refused(`${name} cannot be copied: ${trouble}. No backup was made.`)
      await flush(join(unfinished, name))
    }
    const checked = checkCopies(copiesIn(unfinished), migrations)
    if (checked.kind === 'unsound') {
      return refused(`The copy cannot be used. ${checked.sentence} No backup was made.`)
    }
    await writeManifest(unfinished, at)
    await flush(unfinished)
    await rename(unfinished, folder)
    await flush(dirname(folder))
    // For /metrics only: who may not write there has a backup all the same.
    await writeFile(join(data, LAST_BACKUP), String(at)).catch(() => undefined)
    const { documents, updates, damaged } = checked
    return { kind: 'made', documents, updates, damaged }
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}

export function copiesIn(folder: string) {
  const [library, log] = DATABASES
  return { library: join(folder, library), log: join(folder, log) }
}

/** Without the free pages: what was deleted is not carried on. Writers are not held up. */
function copy(from: string, to: string): string | null {
  let db: DatabaseSync | null = null
  try {
    db = new DatabaseSync(from, { readOnly: true })
    db.exec('pragma busy_timeout = 10000')
    db.prepare('vacuum into ?').run(to)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    db?.close()
  }
}

function refused(sentence: string): Backup {
  return { kind: 'refused', sentence }
}
