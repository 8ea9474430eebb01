import 'fake-indexeddb/auto'
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bodyOf } from '../../shared/threads/body.ts'
import { until } from '../support/cast.ts'
import {
  type RunningServer,
  removeFolder,
  startServer,
  temporaryFolder,
} from '../support/server.ts'
import { Home, runs, Typist } from './restore-stage.ts'

let folder: string
let data: string
let server: RunningServer
let homes: Home[]
beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory()
  folder = temporaryFolder()
  data = join(folder, 'data')
  homes = []
  server = await startServer({ data })
})
afterEach(async () => {
  await Promise.all(homes.map((home) => home.leaves()))
  await server.stop()
  removeFolder(folder)
})

async function arrives(name: string): Promise<Home> {
  const home = await Home.arrives(name, server)
  homes.push(home)
  return home
}

/** The disk dies: the data folder is put aside and the backup takes its place. */
async function setsBack(backup: string): Promise<void> {
  await server.kill9()
  renameSync(data, `${data}-before`)
  const restored = await runs('restore', [backup], data)
  expect(restored, restored.said).toMatchObject({ code: 0 })
  server = await startServer({ data, port: server.port })
}

test('[OP4] [OP6] a backup taken while people write; who was ahead brings the rest back', async () => {
  const [ann, bo] = [await arrives('ann'), await arrives('bo')]
  const document = await ann.guest.makesDocument()
  let annDesk = await ann.opens(document, server)
  const boDesk = await bo.opens(document, server)
  const typists = [new Typist('ann', annDesk), new Typist('bo', boDesk)]
  const early = annDesk.opens('before the backup')
  await ann.isHeard()
  const written = () => typists.reduce((sum, one) => sum + one.written, 0)
  for (const typist of typists) typist.begins()
  await until(() => written() > 60, 'some words')
  const before = written()
  const logId = annDesk.replica.log.value

  const backup = join(folder, 'backup')
  const made = await runs('backup', [backup], data)
  const during = written() - before
  expect(made, made.said).toMatchObject({ code: 0 })
  expect(during).toBeGreaterThan(10)
  const age = /^interline_backup_age_seconds (\S+)/m.exec(
    await (await fetch(`${server.http}/metrics`)).text(),
  )
  expect(Number(age?.[1])).toBeLessThan(60)

  // From here on everything happens after the backup: words, deletes, a person, threads, a document.
  await until(() => written() > before + during + 60, 'more words')
  const cleo = await arrives('cleo')
  const cleoDesk = await cleo.opens(document, server)
  typists.push(new Typist('cleo', cleoDesk))
  for (let n = 0; n < 12; n++) typists[2]?.writes()
  for (const typist of typists) typist.stops()
  for (const typist of typists) typist.takesBack()
  const late = annDesk.opens('after the backup')
  annDesk.threads.resolve(early, 'done')
  await ann.isHeard()
  await until(() => boDesk.threads.views.value.has(late), 'bo to see the thread')
  boDesk.threads.reply(late, bodyOf('and answered'))
  await bo.isHeard()
  const newDocument = ann.begins()
  let newDesk = await ann.opens(newDocument, server)
  newDesk.writes('begun after the backup')
  for (const desk of [annDesk, boDesk, cleoDesk, newDesk]) await desk.isSaved()
  await until(() => annDesk.text === boDesk.text && boDesk.text === cleoDesk.text, 'one text')
  const text = annDesk.text

  await ann.closesAll()
  await setsBack(backup)
  // Bo is back before ann, whose thread he answered.
  bo.retries()
  await until(() => bo.refusals.join() === 'unknown-thread', 'his answer to be too early', 40_000)
  expect(boDesk.replica.log.value).not.toBe(logId)
  cleo.retries()
  annDesk = await ann.opens(document, server)
  newDesk = await ann.opens(newDocument, server)
  for (const desk of [annDesk, boDesk, cleoDesk, newDesk]) await desk.isSaved()
  for (const home of homes) await home.isHeard()

  const dan = await arrives('dan')
  const danDesk = await dan.opens(document, server)
  const shown = ['after the backup | and answered', 'before the backup ✓']
  for (const desk of [annDesk, boDesk, cleoDesk, danDesk]) {
    await until(() => desk.text === text, 'the same text')
    await until(
      () => desk.shown.join() === shown.join(),
      () => `threads: ${desk.shown}`,
    )
  }
  for (const { standing, deleted } of typists) {
    for (const word of standing) expect(danDesk.text.split(`${word} `).length, word).toBe(2)
    for (const word of deleted) expect(danDesk.text.includes(`${word} `), word).toBe(false)
  }
  const newAgain = await dan.opens(newDocument, server)
  await until(() => newAgain.text === 'begun after the backup ', 'the new document')
  const deleted = typists.reduce((sum, one) => sum + one.deleted.size, 0)
  console.log(
    `restore: ${written()} words, ${deleted} deleted, ${during} written during the backup; lost 0`,
  )
})
