import { copyFileSync, existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import * as Y from 'yjs'
import { markdownText } from '../../shared/document/plain-text.ts'
import { lockFolder } from '../platform/folder-lock.ts'
import { counted } from './arguments.ts'
import { checkCopies } from './check-copy.ts'
import { DATABASES } from './data-folder.ts'
import { flush, writeManifest } from './manifest.ts'
import { type LibraryMissing, salvageLibrary } from './salvage-library.ts'
import { everythingOf, type Missing, type Place, salvageLog } from './salvage-log.ts'

export type Salvage =
  | { kind: 'made'; documents: number; updates: number; lines: string[] }
  | { kind: 'refused'; sentence: string }

export interface SalvageOptions {
  data: string
  /** Is made; then it is a backup like any other, of what can be read. */
  folder: string
  migrations: readonly string[]
  newLogId: string
  now: () => number
  /** Makes an empty interline.sqlite. */
  makeLibrary: (file: string) => Promise<void>
}

/** Puts together what can be read of damaged databases, and says what cannot. [OP11] */
export async function salvage(options: SalvageOptions): Promise<Salvage> {
  const { data, folder } = options
  if (existsSync(folder)) return refused(`${folder} is there already: name a folder that is not.`)
  const absent = DATABASES.find((name) => !existsSync(join(data, name)))
  if (absent) return refused(`${data} holds no ${absent}: there is nothing to read.`)
  const lock = lockOf(data)
  if (!lock) return refused(`A server uses ${data}: stop it before you salvage.`)
  await mkdir(dirname(folder), { recursive: true })
  const unfinished = await mkdtemp(join(dirname(folder), `.${basename(folder)}-unfinished-`))
  try {
    return await into(unfinished, options)
  } finally {
    lock.close()
    await rm(unfinished, { recursive: true, force: true })
  }
}

async function into(unfinished: string, options: SalvageOptions): Promise<Salvage> {
  const { data, folder, migrations, newLogId, now, makeLibrary } = options
  const [library, log] = DATABASES.map((name) => join(unfinished, name)) as [string, string]
  const [oldLibrary, oldLog] = [`${library}-old`, `${log}-old`]
  for (const name of DATABASES) {
    for (const part of ['', '-wal']) {
      const path = join(data, `${name}${part}`)
      if (existsSync(path)) copyFileSync(path, join(unfinished, `${name}-old${part}`))
    }
  }
  await makeLibrary(library)
  let said: LibraryMissing
  let written: Map<string, Missing>
  try {
    said = salvageLibrary(oldLibrary, library)
    written = salvageLog(oldLog, log, newLogId)
  } catch (error) {
    const why = error instanceof Error ? error.message : error
    return refused(`Nothing of it can be read (${why}): restore a backup.`)
  }
  const nowhere = withoutPlace(library, log)
  const documents = [...new Set([...written.keys(), ...said.documents, ...nowhere])].sort()
  const lines: string[] = said.tables.map(
    (table) => `Some rows of the table ${table} cannot be read.`,
  )
  for (const document of documents) {
    const doc = everythingOf(log, document)
    await writeFile(join(unfinished, `${document}.yjs`), Y.encodeStateAsUpdate(doc))
    await writeFile(join(unfinished, `${document}.md`), markdownText(doc))
    lines.push(
      ...lineOf(document, written.get(document)),
      ...(said.documents.includes(document)
        ? [`${document}: some of what was said in its threads is lost or is not what it was.`]
        : []),
      ...(nowhere.has(document) ? [`${document}: nobody has it in the library any more.`] : []),
    )
  }
  for (const old of [oldLibrary, oldLog]) {
    for (const part of ['', '-wal', '-shm']) await rm(`${old}${part}`, { force: true })
  }
  const checked = checkCopies({ library, log }, migrations)
  if (checked.kind === 'unsound') return refused(checked.sentence)
  await writeFile(join(unfinished, 'salvage.txt'), `${lines.join('\n')}\n`)
  for (const name of DATABASES) await flush(join(unfinished, name))
  await writeManifest(unfinished, now())
  await rename(unfinished, folder)
  await flush(dirname(folder))
  return { kind: 'made', documents: checked.documents, updates: checked.updates, lines }
}

function lineOf(document: string, missing: Missing | undefined): string[] {
  if (!missing) return []
  const { updates, torn, lost, snapshot } = missing
  const gone: string[] = []
  if (torn.length > 0) gone.push(`${counted(torn.length, 'update')} torn (${rangesOf(torn)})`)
  if (lost > 0) gone.push(`${counted(lost, 'update')} not found`)
  if (snapshot === 'older') gone.push('its last snapshot, for which an older one stands')
  if (snapshot === 'none') gone.push('its snapshot, for which none stands')
  if (gone.length === 0) gone.push('nothing but what says how much there must be')
  return [
    `${document}: ${counted(updates, 'update')} read beside the snapshot. Missing: ${gone.join('; ')}.`,
  ]
}

/** `origin 3–5, 9`. */
function rangesOf(places: readonly Place[]): string {
  const origins = Map.groupBy(places, ({ origin }) => origin)
  const parts = [...origins].map(([origin, own]) => {
    const ranges: [number, number][] = []
    for (const { sequence } of own.sort((a, b) => a.sequence - b.sequence)) {
      const last = ranges.at(-1)
      if (last && last[1] + 1 === sequence) last[1] = sequence
      else ranges.push([sequence, sequence])
    }
    const said = ranges.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`))
    return `${origin} ${said.join(', ')}`
  })
  return parts.join('; ')
}

/** Words of documents that the library does not know. */
function withoutPlace(library: string, log: string): Set<string> {
  const idsIn = (file: string, sql: string) => {
    const db = new DatabaseSync(file, { readOnly: true })
    const ids = db.prepare(sql).all()
    db.close()
    return ids.map(({ id }) => String(id))
  }
  const known = new Set(idsIn(library, 'select id from document'))
  const written = idsIn(log, 'select document as id from document_head')
  return new Set(written.filter((id) => !known.has(id)))
}

function lockOf(data: string): DatabaseSync | null {
  try {
    return lockFolder(join(data, 'log.sqlite-owner'))
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('another server')) return null
    throw error
  }
}

function refused(sentence: string): Salvage {
  return { kind: 'refused', sentence }
}
