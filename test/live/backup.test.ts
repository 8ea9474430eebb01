import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { Guest } from '../support/cast.ts'
import { WirePerson } from '../support/cast-wire.ts'
import {
  type RunningServer,
  removeFolder,
  startServer,
  temporaryFolder,
} from '../support/server.ts'
import { runs } from './restore-stage.ts'

let folder: string
let data: string
let server: RunningServer
let document: string
/** A data folder whose server has ended, and a backup of it. */
let still: string
let sound: string
let n = 0
/** A path where nothing is. */
let fresh: string

beforeAll(async () => {
  folder = temporaryFolder()
  data = join(folder, 'data')
  server = await startServer({ data })
  const guest = await Guest.arrives('ann', server)
  document = await guest.makesDocument()
  const other = await guest.makesDocument()
  for (const id of [document, other]) {
    const ann = await new WirePerson(guest, id).joins(server)
    for (let word = 0; word < 20; word++) {
      ann.types(`${'words '.repeat(60)}${word} `)
      await ann.isReceipted()
    }
    await ann.leaves()
  }
  sound = join(folder, 'sound')
  const made = await runs('backup', [sound], data)
  expect(made, made.said).toMatchObject({ code: 0 })
  still = join(folder, 'still')
  mkdirSync(still)
  for (const name of ['interline.sqlite', 'log.sqlite'])
    cpSync(join(sound, name), join(still, name))
})
afterAll(async () => {
  await server.stop()
  removeFolder(folder)
})
beforeEach(() => {
  n += 1
  fresh = join(folder, `fresh-${n}`)
})

function copyOf(path: string): string {
  const copy = join(folder, `copy-${n}`)
  cpSync(path, copy, { recursive: true })
  return copy
}

function changes(path: string, sql: string): void {
  const db = new DatabaseSync(path)
  db.exec(sql)
  db.close()
}

function flips(path: string, at: number): void {
  const bytes = readFileSync(path)
  bytes[at] = (bytes[at] ?? 0) ^ 0x40
  writeFileSync(path, bytes)
}

/** The backup says of itself what is in it now. */
function signs(backup: string): void {
  const path = join(backup, 'backup.json')
  const manifest = JSON.parse(readFileSync(path, 'utf8'))
  for (const name of Object.keys(manifest.files)) {
    const hash = createHash('sha256').update(readFileSync(join(backup, name)))
    manifest.files[name] = hash.digest('hex')
  }
  writeFileSync(path, JSON.stringify(manifest))
}

async function isRefused(
  script: 'backup' | 'restore',
  args: string[],
  where: string,
  sentence: RegExp,
): Promise<void> {
  const { code, said } = await runs(script, args, where)
  expect(said).toMatch(sentence)
  expect(code).toBe(1)
  expect(said.trim().split('\n'), said).toHaveLength(1)
  expect(said).not.toMatch(/at \S+ \(|Error:/)
}

test('[OP7] what is used in another way is answered with a sentence', async () => {
  for (const args of [[], ['--help'], ['one', 'two']]) {
    await isRefused('backup', args, data, /^Say where the backup goes/)
    await isRefused('restore', args, data, /^Say which backup/)
  }
})

test('[OP4] a backup is never written over, and of nothing there is none', async () => {
  const before = readFileSync(join(sound, 'backup.json'), 'utf8')
  await isRefused('backup', [sound], data, /is there already/)
  expect(readFileSync(join(sound, 'backup.json'), 'utf8')).toBe(before)
  await isRefused('backup', [fresh], join(folder, 'nothing'), /nothing to back up/)
  expect(readdirSync(folder).filter((name) => name.includes('unfinished'))).toEqual([])
})

test('[OP5] a damaged update is named in the backup, and so is its restore', async () => {
  const hurt = copyOf(still)
  changes(
    join(hurt, 'log.sqlite'),
    `update update_log set bytes = zeroblob(9) where document = '${document}'
     and sequence = (select min(sequence) from update_log where document = '${document}')`,
  )
  const { code, said } = await runs('backup', [fresh], hurt)
  expect(code).toBe(1)
  expect(said).toContain(`1 document whose words are damaged: ${document}`)
  const restored = await runs('restore', [fresh], join(folder, `restored-${n}`))
  expect(restored.code).toBe(0)
  expect(restored.said).toContain(document)
})

test('[OP5] a database that cannot be read makes no backup, and leaves none behind', async () => {
  const hurt = copyOf(still)
  const path = join(hurt, 'log.sqlite')
  const bytes = readFileSync(path)
  bytes.fill(0xee, 4096, bytes.length)
  writeFileSync(path, bytes)
  await isRefused('backup', [fresh], hurt, /log\.sqlite.*No backup was made/)
  expect(readdirSync(folder).filter((name) => name.includes(`fresh-${n}`))).toEqual([])
})

test('[OP7] a restore never takes the place of documents, nor of a server that runs', async () => {
  await isRefused('restore', [sound], data, /^A server uses .*stop it/)
  await isRefused(
    'restore',
    [sound],
    still,
    /holds documents already .*move the whole folder aside/,
  )
  mkdirSync(fresh)
  writeFileSync(join(fresh, 'log.sqlite-wal'), 'of another time')
  await isRefused('restore', [sound], fresh, /holds documents already \(log\.sqlite-wal\)/)
  await isRefused('restore', [join(folder, 'no-such')], fresh, /is no backup of Interline/)
})

test('[OP5] a backup with one flipped bit is not restored, wherever it is', async () => {
  let flipped = 0
  for (const name of ['interline.sqlite', 'log.sqlite']) {
    const { length } = readFileSync(join(sound, name))
    for (const part of [0.02, 0.5, 0.98]) {
      const hurt = copyOf(sound)
      flips(join(hurt, name), Math.floor(length * part))
      await isRefused('restore', [hurt], fresh, /is damaged: it is not what was backed up/)
      expect(readdirSync(fresh).filter((left) => !left.endsWith('-owner'))).toEqual([])
      rmSync(hurt, { recursive: true })
      flipped++
    }
  }
  console.log(`backup: ${flipped} flipped bits, ${flipped} noticed`)
})

test('[OP5] a backup of a newer version, or with parts missing, is not restored', async () => {
  const newerLog = copyOf(sound)
  changes(join(newerLog, 'log.sqlite'), 'pragma user_version = 99')
  signs(newerLog)
  await isRefused('restore', [newerLog], fresh, /newer version/)
  changes(join(newerLog, 'log.sqlite'), 'pragma user_version = 1')
  changes(join(newerLog, 'interline.sqlite'), "insert into kysely_migration values ('0099-x', '')")
  signs(newerLog)
  await isRefused('restore', [newerLog], fresh, /newer version of Interline \(0099-x\)/)
  rmSync(join(newerLog, 'log.sqlite'))
  await isRefused('restore', [newerLog], fresh, /holds no log\.sqlite/)
  writeFileSync(join(newerLog, 'backup.json'), '{"format":1')
  await isRefused('restore', [newerLog], fresh, /backup\.json is damaged/)
  expect(readdirSync(fresh).filter((left) => !left.endsWith('-owner'))).toEqual([])
})

test('[OP7] after a restore that was killed no server starts, and the same command ends it', async () => {
  mkdirSync(fresh)
  writeFileSync(join(fresh, 'restoring'), sound)
  writeFileSync(join(fresh, 'interline.sqlite'), 'half')
  writeFileSync(join(fresh, 'log.sqlite.restoring'), 'half')
  await expect(startServer({ data: fresh })).rejects.toThrow(/did not finish: run it again/)
  const again = await runs('restore', [sound], fresh)
  expect(again, again.said).toMatchObject({ code: 0 })
  const names = ['interline.sqlite', 'log.sqlite', 'log.sqlite-owner']
  expect(readdirSync(fresh).sort()).toEqual(names)
  const logOf = (path: string) => {
    const db = new DatabaseSync(join(path, 'log.sqlite'), { readOnly: true })
    const meta = db.prepare('select log_id as id, relay_until as until from meta').get()
    db.close()
    return meta
  }
  expect(logOf(fresh)?.id).not.toBe(logOf(sound)?.id)
  expect(Number(logOf(fresh)?.until)).toBeGreaterThan(Date.now() + 29 * 24 * 3_600_000)
})
