import { afterEach, beforeEach, expect, test } from 'vitest'
import { PROTOCOL } from '../../shared/wire/version.ts'
import { Guest, until } from '../support/cast.ts'
import { WirePerson } from '../support/cast-wire.ts'
import {
  type RunningServer,
  removeFolder,
  startServer,
  temporaryFolder,
} from '../support/server.ts'
import { logRows } from '../support/server-log.ts'

let data: string
let server: RunningServer
let document: string
let ann: WirePerson

beforeEach(async () => {
  data = temporaryFolder()
  server = await startServer({ data })
  const guest = await Guest.arrives('ann', server)
  document = await guest.makesDocument()
  ann = await new WirePerson(guest, document).joins(server)
})
afterEach(async () => {
  await server.stop()
  removeFolder(data)
})

const arrives = async (name: string, query = 'v=1') =>
  new WirePerson(await Guest.arrives(name, server), document, { query })

const restarts = async (how: 'term' | 'kill9') => {
  await server[how]()
  server = await startServer({ data })
}

test('hello comes first, and says what this server is', async () => {
  expect(ann.frames[0]?.kind).toBe('hello')
  expect(ann.hello).toMatchObject({ protocol: PROTOCOL, role: 'own', schema: 1 })
  expect(ann.hello?.limits).toEqual({
    update: 4 * 1024 * 1024,
    stepTwo: 10 * 1024 * 1024,
    document: 10 * 1024 * 1024,
  })
  expect(ann.frames.filter((frame) => frame.kind === 'hello')).toHaveLength(1)
})

test('[LV5] receipts are cumulative and each is given once', async () => {
  const given: number[] = []
  ann.onReceipt = (n) => given.push(n)
  for (const word of ['one ', 'two ', 'three ', 'four ']) {
    ann.types(word)
    ann.asks()
  }
  await until(() => ann.receipted === 4, 'the last receipt')
  expect(given).toEqual([...given].sort((a, b) => a - b))
  await ann.isReceipted()
  // What nobody asks for is not receipted, however often the disk is done.
  const bo = await (await arrives('bo')).joins(server)
  ann.types('five ')
  await bo.sees('five ')
  bo.types('six ')
  await ann.sees('six ')
  expect(given.at(-1)).toBe(5)
  expect(new Set(given).size).toBe(given.length)
})

for (const how of ['term', 'kill9'] as const) {
  test(`after ${how} the same document, the same log, and it goes on`, async () => {
    const bo = await (await arrives('bo')).joins(server)
    ann.types('Hello world')
    await ann.isReceipted()
    await bo.sees('Hello world')
    bo.deletes(0, 6)
    await bo.isReceipted()
    const before = ann.hello
    await restarts(how)

    const cleo = await (await arrives('cleo')).joins(server)
    expect(cleo.text).toBe('world')
    expect(cleo.hello?.logId).toBe(before?.logId)
    expect(cleo.hello?.epoch).toBe(before?.epoch)

    ann.connects(server, `v=1&log=${before?.logId}&epoch=${before?.epoch}`)
    await until(() => ann.synced && ann.answered, 'ann to be back')
    ann.types('!')
    await ann.isReceipted()
    await cleo.sees('world!')
  })
}

test('a replica of another log or epoch is closed 4409 before any sync frame', async () => {
  ann.types('words')
  await ann.isReceipted()
  const { logId, epoch } = ann.hello ?? { logId: '', epoch: 0 }
  const rows = logRows(data, document).length
  const queries = [`v=1&log=another&epoch=${epoch}`, `v=1&log=${logId}&epoch=${epoch + 1}`]
  for (const query of queries) {
    const bo = await arrives('bo', query)
    bo.types('must not merge')
    bo.connects(server)
    await bo.isClosed(4409)
    expect(bo.frames.map((frame) => frame.kind)).not.toContain('sync')
    expect(bo.frames[0]?.kind).toBe('hello')
    expect(await bo.isRefused('must-not-merge')).toMatchObject({ permanent: true })
  }
  await ann.isReceipted()
  expect(logRows(data, document)).toHaveLength(rows)
  expect(ann.text).toBe('words')
})

test('[LV5] what brings nothing new is receipted and not stored', async () => {
  const sent: Uint8Array[] = []
  ann.doc.on('update', (update) => sent.push(update))
  ann.types('Hello world')
  ann.deletes(0, 6)
  await ann.isReceipted()
  const rows = logRows(data, document).length
  expect(rows).toBeGreaterThan(0)

  // The same bytes again, then the whole document as a step 2, then a reconnection.
  for (const update of sent) ann.sends(update)
  await ann.isReceipted()
  ann.connects(server)
  await until(() => ann.synced && ann.answered, 'ann to be back')
  await ann.isReceipted()
  const bo = await (await arrives('bo')).joins(server)
  for (const update of sent) bo.sends(update)
  await bo.isReceipted()
  await restarts('term')
  ann.connects(server)
  await until(() => ann.synced && ann.answered, 'ann to be back again')
  await ann.isReceipted()
  await server.term()
  expect(logRows(data, document)).toHaveLength(rows)
})

test('[LV5] an update that only deletes is stored, also as a step 2', async () => {
  ann.types('one two three')
  await ann.isReceipted()
  const rows = logRows(data, document).length
  ann.deletes(0, 4)
  await ann.isReceipted()
  expect(logRows(data, document)).toHaveLength(rows + 1)
  await restarts('kill9')

  const bo = await (await arrives('bo')).joins(server)
  expect(bo.text).toBe('two three')
  ann.deletes(0, 4)
  ann.connects(server)
  await until(() => ann.synced && ann.answered, 'ann to be back')
  await ann.isReceipted()
  await until(() => bo.text === 'three', 'bo to see the delete')
  await restarts('kill9')
  const cleo = await (await arrives('cleo')).joins(server)
  expect(cleo.text).toBe('three')
})
