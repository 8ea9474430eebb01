import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Search } from '../../server/search/search.ts'
import { Access } from '../../server/sharing/access.ts'
import { TRASH_MS } from '../../shared/documents/trashed-document.ts'
import { uuidv7 } from '../../shared/kit/ids.ts'
import { HandClock } from '../replica/hand-clock.ts'
import { until } from '../support/cast.ts'
import { Browser, Served } from './served.ts'

const HOUR_MS = 60 * 60 * 1000

let clock: HandClock
let served: Served
let ann: Browser
let bo: Browser
let id: string

/** Ann's document, which bo has opened. */
beforeEach(async () => {
  clock = new HandClock()
  served = await Served.opens(clock)
  ann = new Browser(served)
  bo = new Browser(served)
  id = (await ann.makes()).id
  await bo.asks('GET', `/api/documents/${id}`)
})
afterEach(() => served.closes())

/** Rows of the log, of a document that nobody has opened by a socket. */
const writesInLog = (bytes: number[]) => {
  const row = { origin: 'o0', sequence: 1, document: id, person: 'ann', at: 1 }
  served.disk.rows.push({ ...row, bytes: new Uint8Array(bytes) })
}

test('[TR2] in the trash nobody has it; restored it is back for everyone', async () => {
  const cleo = new Browser(served)
  const before = [await ann.list(), await bo.list()]
  expect(await ann.tries('PUT', `/api/documents/${id}/trash`)).toEqual([204])
  expect([await ann.list(), await bo.list()]).toEqual([[], []])
  expect(await ann.tries('GET', `/api/documents/${id}`)).toEqual([410, 'deleted'])
  expect(await bo.tries('GET', `/api/documents/${id}`)).toEqual([410, 'deleted'])
  expect(await cleo.tries('GET', `/api/documents/${id}`)).toEqual([404, 'unknown-document'])
  expect(await ann.tries('DELETE', `/api/documents/${id}/trash`)).toEqual([204])
  expect([await ann.list(), await bo.list()]).toEqual(before)
  expect(await ann.trash()).toEqual([])
})

test('[TR3] each wish may be sent twice, and the first moment counts', async () => {
  const since = clock.now()
  await ann.tries('PUT', `/api/documents/${id}/trash`)
  clock.advance(HOUR_MS)
  expect(await ann.tries('PUT', `/api/documents/${id}/trash`)).toEqual([204])
  const lying = { id, title: '', trashedAt: since, goneAt: since + TRASH_MS }
  expect(await ann.trash()).toEqual([lying])
  for (const _ of [1, 2]) {
    expect(await ann.tries('DELETE', `/api/documents/${id}/trash`)).toEqual([204])
  }
  await ann.tries('PUT', `/api/documents/${id}/trash`)
  for (const _ of [1, 2]) {
    expect(await ann.tries('DELETE', `/api/documents/${id}`)).toEqual([204])
  }
  expect(await ann.tries('DELETE', `/api/documents/${id}/trash`)).toEqual([410, 'deleted'])
  expect(await ann.tries('PUT', `/api/documents/${id}/trash`)).toEqual([410, 'deleted'])
})

test('[TR1] only its owner may, and a stranger learns nothing', async () => {
  const cleo = new Browser(served)
  const verbs: [string, string][] = [
    ['PUT', `/api/documents/${id}/trash`],
    ['DELETE', `/api/documents/${id}/trash`],
    ['DELETE', `/api/documents/${id}`],
  ]
  for (const [method, path] of verbs) {
    expect(await bo.tries(method, path), `${method} ${path}`).toEqual([403, 'forbidden'])
  }
  expect(await ann.tries('DELETE', `/api/documents/${id}`)).toEqual([400, 'invalid-request'])
  await ann.tries('PUT', `/api/documents/${id}/trash`)
  for (const [method, path] of verbs) {
    expect(await bo.tries(method, path), `${method} ${path}`).toEqual([410, 'deleted'])
    expect(await cleo.tries(method, path)).toEqual([404, 'unknown-document'])
    for (const wrong of [uuidv7(1), 'nothing', '%2e%2e', "' or 1=1"]) {
      const elsewhere = path.replace(id, encodeURIComponent(wrong))
      expect(await ann.tries(method, elsewhere), elsewhere).toEqual([404, 'unknown-document'])
    }
  }
  expect(await bo.trash()).toEqual([])
  expect(await ann.trash()).toHaveLength(1)
})

test('[TR4] after thirty days it is gone: rows, words and log; who knew it is told so', async () => {
  const cleo = new Browser(served)
  const other = (await ann.makes()).id
  await ann.tries('PUT', `/api/documents/${id}/trash`)
  writesInLog([1, 2, 3])
  clock.advance(TRASH_MS - HOUR_MS)
  expect(await ann.trash()).toHaveLength(1)
  expect(served.disk.rows).toHaveLength(1)
  clock.advance(2 * HOUR_MS)
  await until(async () => (await ann.trash()).length === 0, 'the sweep')
  await until(() => served.disk.rows.length === 0, 'the log to be empty')
  expect(await ann.tries('GET', `/api/documents/${id}`)).toEqual([410, 'deleted'])
  expect(await bo.tries('GET', `/api/documents/${id}`)).toEqual([410, 'deleted'])
  expect(await cleo.tries('GET', `/api/documents/${id}`)).toEqual([404, 'unknown-document'])
  expect((await ann.list()).map((each) => each.id)).toEqual([other])
  // An outbox that sends its intents again does not bring it back.
  expect((await ann.asks('POST', '/api/documents', { id })).status).toBe(410)
  expect((await cleo.asks('POST', '/api/documents', { id })).status).toBe(404)
})

test('[TR4] when it is gone its words are in no byte of the files any more', async () => {
  const secret = 'xylophone'
  const body = {
    type: 'doc',
    content: [{ type: 'paragraph', content: [{ type: 'text', text: secret }] }],
  }
  const thread = { anchor: { kind: 'document' }, comment: uuidv7(2), body }
  await bo.asks('PUT', `/api/documents/${id}/threads/${uuidv7(1)}`, thread)
  await served.db.updateTable('document').set({ title: secret }).execute()
  await served.db
    .transaction()
    .execute((trx) => new Search(trx, new Access(trx, clock)).index(trx, id, `${secret} words`))
  const isInAFile = () =>
    readdirSync(served.folder).some(
      (name) =>
        name.startsWith('interline.sqlite') &&
        readFileSync(join(served.folder, name)).includes(secret),
    )
  expect(isInAFile()).toBe(true)
  await ann.tries('PUT', `/api/documents/${id}/trash`)
  await ann.tries('DELETE', `/api/documents/${id}`)
  await until(() => !isInAFile(), 'the last byte to go')
})

test('[TR5] a log that could not be deleted is deleted later, also by the next run', async () => {
  await ann.tries('PUT', `/api/documents/${id}/trash`)
  writesInLog([1])
  served.disk.full = true
  await ann.tries('DELETE', `/api/documents/${id}`)
  await until(() => served.reports.length > 0, 'the operator to hear of it')
  expect(served.disk.rows).toHaveLength(1)
  served.disk.full = false
  await served.restarts()
  await until(() => served.disk.rows.length === 0, 'the log to be empty')
})

test('[TR8] that it was put there and brought back are facts, each told once', async () => {
  for (const _ of [1, 2]) await ann.tries('PUT', `/api/documents/${id}/trash`)
  for (const _ of [1, 2]) await ann.tries('DELETE', `/api/documents/${id}/trash`)
  const database = new DatabaseSync(join(served.folder, 'interline.sqlite'), { readOnly: true })
  const rows = database.prepare('select kind, person from fact order by sequence').all()
  database.close()
  const { person } = await ann.me()
  expect(rows.map((row) => ({ ...row }))).toEqual([
    { kind: 'document.trashed', person },
    { kind: 'document.restored', person },
  ])
})

test('[TR9] what is not mine I can only leave, and come back to', async () => {
  expect(await bo.tries('DELETE', `/api/documents/${id}/visit`)).toEqual([204])
  expect(await bo.tries('DELETE', `/api/documents/${id}/visit`)).toEqual([204])
  expect(await bo.list()).toEqual([])
  expect(await ann.list()).toHaveLength(1)
  expect(await bo.tries('PUT', `/api/documents/${id}/visit`)).toEqual([204])
  expect(await bo.list()).toHaveLength(1)
  expect(await ann.tries('DELETE', `/api/documents/${id}/visit`)).toEqual([400, 'invalid-request'])
  expect(await ann.list()).toHaveLength(1)
  expect(await bo.tries('DELETE', `/api/documents/${uuidv7(1)}/visit`)).toEqual([204])
  const nowhere = await bo.tries('PUT', `/api/documents/${uuidv7(1)}/visit`)
  expect(nowhere).toEqual([404, 'unknown-document'])
  await ann.tries('PUT', `/api/documents/${id}/trash`)
  expect(await bo.tries('PUT', `/api/documents/${id}/visit`)).toEqual([410, 'deleted'])
})

test('[LB3] a list says whose each document is', async () => {
  expect((await ann.list()).map(({ role }) => role)).toEqual(['own'])
  expect((await bo.list()).map(({ role }) => role)).toEqual(['write'])
})
