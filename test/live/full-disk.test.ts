import 'fake-indexeddb/auto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bodyOf } from '../../shared/threads/body.ts'
import { Guest, until } from '../support/cast.ts'
import { WirePerson } from '../support/cast-wire.ts'
import { noPrivateDisks, PrivateDisk } from '../support/private-disk.ts'
import {
  type RunningServer,
  removeFolder,
  startServer,
  temporaryFolder,
} from '../support/server.ts'
import { type Mutation, mutant } from '../support/server-mutant.ts'
import { newId } from '../threads/server-play.ts'
import { Home } from './restore-stage.ts'

const LONG = process.env.INTERLINE_LONG !== undefined
/** More than any page that is left half empty. */
const LONG_WORD = `${'long'.repeat(20_000)} `

interface Small {
  starts(port?: number): Promise<RunningServer>
  fills(): void
  makesRoom(): void
  remove(): Promise<void>
}

/** Everywhere: SQLite may take no more pages, in both databases. */
function fewPages(): Small {
  const data = temporaryFolder()
  const mark = join(data, 'full')
  const limit = (db: string) =>
    `${db}.exec(\`pragma max_page_count = \${process.getBuiltinModule('node:fs').existsSync(${JSON.stringify(mark)}) ? 1 : 1073741823}\`)`
  const mutations: Mutation[] = [
    {
      file: 'server/platform/log-file.ts',
      from: "    this.#db.exec('begin immediate')",
      to: `    ${limit('this.#db')}\n    this.#db.exec('begin immediate')`,
    },
    {
      file: 'server/platform/database-worker.ts',
      from: '  const statement = db.prepare(question.sql)',
      to: `  ${limit('db')}\n  const statement = db.prepare(question.sql)`,
    },
  ]
  const { root, remove } = mutant(mutations)
  return {
    starts: (port) => startServer({ data, root, ...(port === undefined ? {} : { port }) }),
    fills: () => writeFileSync(mark, ''),
    makesRoom: () => rmSync(mark),
    async remove() {
      remove()
      removeFolder(data)
    },
  }
}

/** A file system of a few megabytes. */
async function smallDisk(): Promise<Small> {
  const disk = await PrivateDisk.mounts({ kind: 'tmpfs', mb: 12 })
  const { data, within } = disk
  return {
    starts: (port) => startServer({ data, within, ...(port === undefined ? {} : { port }) }),
    fills: () => disk.fills(),
    makesRoom: () => disk.makesRoom(),
    remove: () => disk.remove(),
  }
}

const why = noPrivateDisks()
if (why) console.warn(`DID NOT RUN: a really full disk; SQLite was told to grow no more: ${why}`)

let small: Small
let server: RunningServer
beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
})
afterEach(async () => {
  await server.kill9()
  await small.remove()
})

const readiness = async () => (await fetch(`${server.http}/readyz`)).json()

const FEW_PAGES = ['SQLite may grow no more', async () => fewPages()] as const
const SMALL_DISK = ['a full disk', smallDisk] as const
const makers = [...(why ? [] : [SMALL_DISK]), ...(why || LONG ? [FEW_PAGES] : [])]

for (const [name, make] of makers) {
  const isReal = make === smallDisk
  test(`[LS5] [LV6] ${name}: nothing is receipted, all is kept, and sent when there is room`, async () => {
    small = await make()
    server = await small.starts()
    const ann = await Home.arrives('ann', server)
    const document = await ann.guest.makesDocument()
    const desk = await ann.opens(document, server)
    desk.writes('once')
    desk.opens('before')
    await desk.isSaved()
    await ann.isHeard()
    const bo = await new WirePerson(await Guest.arrives('bo', server), document).joins(server)
    bo.types('upon ')
    await bo.isReceipted()

    small.fills()
    bo.types(LONG_WORD)
    const asked = bo.asks()
    desk.writes(LONG_WORD)
    const thread = desk.opens(`why ${'so '.repeat(3_000)}`)
    const begun = ann.begins()
    expect(await bo.isRefused('storage-full')).toMatchObject({ permanent: false })
    const waiting = () =>
      ann.outbox.entries.value.filter(
        ({ state, ...rest }) => state === 'waiting' && 'why' in rest && rest.why === 'storage-full',
      ).length
    // Of few pages some still have room for a row; a full disk has none.
    await until(() => waiting() >= (isReal ? 2 : 1), 'both wishes to wait')
    await until(() => desk.replica.status.value.kind !== 'saving', 'ann to be told')
    expect(desk.replica.status.value.kind).not.toBe('saved')
    expect(bo.receipted).toBeLessThan(asked)
    const answer = await bo.guest.asks('PUT', `/api/documents/${document}/threads/${newId()}`, {
      anchor: { kind: 'document' },
      comment: newId(),
      body: bodyOf('no '.repeat(3_000)),
    })
    expect([answer.status, (await answer.json()).refusal]).toEqual([507, 'storage-full'])
    if (isReal) expect((await readiness()).why).toContain('cannot-write')
    expect((await fetch(`${server.http}/healthz`)).status).toBe(200)

    // Whoever ends the server now finds it again, as full as it was.
    await server.kill9()
    server = await small.starts(server.port)
    expect(server.said()).not.toContain('log-broken')
    ann.retries()
    await bo.joins(server)
    expect(bo.receipted).toBeLessThan(asked)
    expect(desk.replica.status.value.kind).not.toBe('saved')

    small.makesRoom()
    ann.outbox.flush()
    await desk.isSaved()
    await ann.isHeard()
    await bo.isReceipted()
    if (isReal) await until(async () => (await readiness()).why.join() !== 'cannot-write', 'room')
    await server.kill9()
    server = await small.starts(server.port)
    const kim = await new WirePerson(await Guest.arrives('kim', server), document).joins(server)
    expect(bo.kept.missingFrom(kim.doc, 'all')).toMatchObject({ updates: 0 })
    expect(kim.text.split(LONG_WORD)).toHaveLength(3)
    const listed = await (await bo.guest.asks('GET', `/api/documents/${document}/threads`)).json()
    expect(listed.threads.map(({ id }: { id: string }) => id)).toContain(thread)
    expect((await ann.guest.asks('GET', `/api/documents/${begun}`)).status).toBe(200)
    await ann.leaves()
  })
}
