import 'fake-indexeddb/auto'
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { Guest, until } from '../support/cast.ts'
import { WirePerson } from '../support/cast-wire.ts'
import {
  type RunningServer,
  removeFolder,
  startServer,
  temporaryFolder,
} from '../support/server.ts'
import { type Desk, Home, runs } from './restore-stage.ts'

let folder: string
let data: string
let server: RunningServer
let ann: Home
beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory()
  folder = temporaryFolder()
  data = join(folder, 'data')
  server = await startServer({ data })
  ann = await Home.arrives('ann', server)
})
afterEach(async () => {
  await ann.leaves()
  await server.stop()
  removeFolder(folder)
})

/** One letter of what lies in a file is another. */
function misspells(name: string, words: string): void {
  const path = join(data, name)
  const bytes = readFileSync(path)
  const at = bytes.indexOf(words)
  expect(at, `${words} in ${name}`).toBeGreaterThan(0)
  bytes[at] = (bytes[at] ?? 0) ^ 1
  writeFileSync(path, bytes)
}

async function isTurnedAway(name: string, document: string): Promise<void> {
  const person = new WirePerson(await Guest.arrives(name, server), document)
  person.connects(server)
  await person.isClosed(1013)
  expect(person.text).toBe('')
}

test('[OP11] databases that cannot be opened are said to be so, and the way out', async () => {
  const desk = await ann.opens(await ann.guest.makesDocument(), server)
  desk.writes('words')
  await desk.isSaved()
  await ann.leaves()
  await server.term()
  for (const [name, what] of [
    ['log.sqlite', 'log'],
    ['interline.sqlite', 'database'],
  ] as const) {
    const path = join(data, name)
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.subarray(0, 4096 + 100))
    await expect(startServer({ data })).rejects.toThrow(
      new RegExp(`cannot open its ${what}: .*malformed.*npm run salvage -- FOLDER`),
    )
    writeFileSync(path, Buffer.alloc(bytes.length))
    const made = await runs('salvage', [join(folder, `salvaged-${what}`)], data)
    expect(made.code).toBe(1)
    expect(made.said).toMatch(/^Nothing of it can be read \(.*\): restore a backup\.$/m)
    writeFileSync(path, bytes)
  }
  expect(readdirSync(folder)).toEqual(['data'])
  server = await startServer({ data })
})

test('[OP11] what is damaged is refused, put together from what can be read, and served again', async () => {
  const desks: Record<string, Desk> = {}
  for (const name of ['torn', 'lost', 'said', 'fine']) {
    const desk = await ann.opens(await ann.guest.makesDocument(), server)
    desks[name] = desk
    desk.opens(`${name}-remark`)
  }
  for (let n = 0; n < 4; n++) {
    for (const [name, desk] of Object.entries(desks)) desk.writes(`${name}-word${n}`)
    for (const desk of Object.values(desks)) await desk.isSaved()
  }
  await ann.isHeard()
  const { torn, lost, said, fine } = desks as Record<'torn' | 'lost' | 'said' | 'fine', Desk>
  const idOf = (desk: Desk) => desk.document
  const texts = Object.values(desks).map((desk) => desk.text)
  await server.term()
  misspells('log.sqlite', 'torn-word2')
  misspells('interline.sqlite', 'said-remark')
  const meddler = new DatabaseSync(join(data, 'log.sqlite'))
  meddler
    .prepare(
      `delete from update_log where document = ? and sequence = (
         select max(sequence) from update_log where document = ?)`,
    )
    .run(idOf(lost), idOf(lost))
  meddler.close()

  server = await startServer({ data, port: server.port })
  for (const desk of [torn, lost, said]) await isTurnedAway('kim', idOf(desk))
  const kim = await Guest.arrives('kim', server)
  const wire = await new WirePerson(kim, idOf(fine)).joins(server)
  expect(wire.text).toBe(fine.text)
  const list = await kim.asks('GET', `/api/documents/${idOf(said)}/threads`)
  expect([list.status, (await list.json()).refusal]).toEqual([503, 'unreadable'])
  expect(server.said()).toMatch(new RegExp(`"unreadable".*${idOf(torn)}|${idOf(torn)}.*unreadable`))
  expect(server.said()).toContain('1 rows too few')
  // Who was in it goes on, and is not told that anything new is saved.
  torn.writes('meanwhile')
  await until(() => torn.replica.status.value.kind === 'on-this-device', 'ann to be told')

  const salvaged = join(folder, 'salvaged')
  const early = await runs('salvage', [salvaged], data)
  expect([early.code, early.said.trim()]).toEqual([
    1,
    `A server uses ${data}: stop it before you salvage.`,
  ])
  await server.term()
  const made = await runs('salvage', [salvaged], data)
  expect(made, made.said).toMatchObject({ code: 0 })
  expect(made.said).toMatch(new RegExp(`${idOf(torn)}: .*1 update torn \\(\\S+ \\d+\\)`))
  expect(made.said).toMatch(new RegExp(`${idOf(lost)}: .*1 update not found`))
  expect(made.said).toMatch(new RegExp(`${idOf(said)}: some of what was said`))
  expect(made.said).not.toContain(idOf(fine))
  console.log(made.said)
  const files = readdirSync(salvaged).filter((name) => /\.(md|yjs)$/.test(name))
  expect(files).toHaveLength(6)
  expect(readFileSync(join(salvaged, `${idOf(torn)}.md`), 'utf8')).toContain('torn-word1')
  const doc = new Y.Doc()
  Y.applyUpdate(doc, readFileSync(join(salvaged, `${idOf(lost)}.yjs`)))
  expect(doc.getText('body').toString()).toContain('lost-word2')

  renameSync(data, `${data}-before`)
  const restored = await runs('restore', [salvaged], data)
  expect(restored, restored.said).toMatchObject({ code: 0 })
  server = await startServer({ data, port: server.port })
  const some = await new WirePerson(await Guest.arrives('leo', server), idOf(lost)).joins(server)
  expect(some.text).toContain('lost-word2')
  expect(some.text).not.toContain('lost-word3')
  ann.retries()
  for (const desk of Object.values(desks)) await desk.isSaved()
  await ann.isHeard()
  const bo = await Home.arrives('bo', server)
  for (const [index, desk] of Object.values(desks).entries()) {
    const boDesk = await bo.opens(idOf(desk), server)
    const text = `${texts[index]}${desk === torn ? 'meanwhile ' : ''}`
    await until(
      () => boDesk.text === text,
      () => `${text}, not ${boDesk.text}`,
    )
    await until(() => boDesk.shown.length === 1, 'the thread')
  }
  await bo.leaves()
})
