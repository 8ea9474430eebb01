import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { bodyOf } from '../../shared/threads/body.ts'
import { Guest, until } from '../support/cast.ts'
import { Ledger } from '../support/cast-ledger.ts'
import { WirePerson } from '../support/cast-wire.ts'
import { type DiskError, failsOn, noStrace } from '../support/disk-error.ts'
import { readAnew } from '../support/log-reading.ts'
import { noPrivateDisks, PrivateDisk } from '../support/private-disk.ts'
import {
  type RunningServer,
  removeFolder,
  startServer,
  temporaryFolder,
} from '../support/server.ts'
import { factRows } from '../support/server-log.ts'
import { mutant } from '../support/server-mutant.ts'
import { newId, WHOLE } from '../threads/server-play.ts'

const LONG = process.env.INTERLINE_LONG !== undefined
const why = noPrivateDisks() ?? noStrace()
if (why) console.warn(`DID NOT RUN: errors of the disk (test/live/disk-errors.test.ts): ${why}`)

let disk: PrivateDisk | null = null
let server: RunningServer | null = null
let undo: (() => void) | null = null
afterEach(async () => {
  undo?.()
  await server?.kill9()
  await disk?.remove()
  server = disk = undo = null
})

async function serves(root?: string): Promise<RunningServer> {
  disk ??= await PrivateDisk.mounts({ kind: 'ext4', mb: 24 })
  const { data, within } = disk
  server = await startServer({ data, within, ...(root === undefined ? {} : { root }) })
  return server
}

const NOTHING = { updates: 0, structs: 0, deletes: 0 }

interface Outcome {
  ended: RunningServer['ended'] extends () => infer E ? E : never
  said: string
  receipts: number
  /** What the restarted server lacks of what was receipted or seen. */
  lost: typeof NOTHING
  /** What a power cut would take after everybody was receipted again. */
  lostLater: typeof NOTHING
}

/** Ann and bo write until the disk fails; they come back to the server that follows. */
async function fails(error: Omit<DiskError, 'file'>, root?: string): Promise<Outcome> {
  const first = await serves(root)
  const kept = new Ledger()
  const guests = [await Guest.arrives('ann', first), await Guest.arrives('bo', first)]
  const document = await guests[0]?.makesDocument()
  const people = guests.map((guest) => new WirePerson(guest, document ?? '', {}, kept))
  for (const person of people) await person.joins(first)
  undo = await failsOn(first, { ...error, file: join(disk?.data ?? '', 'log.sqlite-wal') })
  for (const person of people) {
    let n = 0
    const writes = () => {
      person.types(`${person.name}${n++} `)
      if (n % 3 === 0) person.deletes(0, 2)
      person.asks()
    }
    person.onReceipt = writes
    writes()
  }
  await until(
    () => first.ended() !== null,
    () => `the end of the server: ${first.said()}`,
  )
  await until(() => people.every(({ closed }) => closed !== null), 'all to notice')
  const receipts = people.reduce((sum, person) => sum + person.receipts, 0)
  for (const person of people) person.onReceipt = () => undefined
  undo()

  const second = await serves(root)
  const kim = await new WirePerson(await Guest.arrives('kim', second), document ?? '').joins(second)
  const { whys: _, ...lost } = kept.missingFrom(kim.doc, 'all')
  for (const person of people) {
    await person.joins(second)
    await person.isReceipted()
  }
  const left = await disk?.afterPowerCut()
  const later = left && kept.missingFrom(readAnew(left.path(), document ?? ''), 'all')
  await left?.remove()
  const { whys: __, ...lostLater } = later ?? { ...NOTHING, whys: [] }
  return { ended: first.ended(), said: first.said(), receipts, lost, lostLater }
}

const ERRORS: Omit<DiskError, 'file'>[] = [
  ...[1, 2, 7, ...(LONG ? [3, 4, 5, 12, 30, 60] : [])].map((n) => ({
    ...({ calls: 'fsync,fdatasync', error: 'EIO', when: `${n}+` } as const),
  })),
  ...[3, ...(LONG ? [1, 2, 4, 5, 20, 51] : [])].map((n) => ({
    ...({ calls: 'pwrite64', error: 'EIO', when: `${n}+` } as const),
  })),
]

for (const error of ERRORS) {
  test.skipIf(why)(
    `[LV7] [LS12] ${error.calls} ${error.when} of the log fails: it says so, ends, and nothing is lost`,
    async () => {
      const { ended, said, receipts, lost, lostLater } = await fails(error)
      console.log(
        `disk: ${error.calls} ${error.when} ${error.error}, ${receipts} receipts before, lost ` +
          `${lost.updates} updates, after a power cut ${lostLater.updates}; said: ${said.split('\n')[0]}`,
      )
      expect(said).toMatch(/^Interline cannot write its log and stops: .*disk I\/O error/m)
      expect(ended).toEqual({ code: 1, signal: null })
      expect(lost).toEqual(NOTHING)
      expect(lostLater).toEqual(NOTHING)
    },
  )
}

/** A word that was written and never synced: the next server finds it, and knows it. */
async function isKnownAgain(root?: string): Promise<typeof NOTHING> {
  const first = await serves(root)
  const guest = await Guest.arrives('ann', first)
  const ann = await new WirePerson(guest, await guest.makesDocument()).joins(first)
  ann.types('once ')
  await ann.isReceipted()
  const file = join(disk?.data ?? '', 'log.sqlite-wal')
  undo = await failsOn(first, { file, calls: 'fsync,fdatasync', error: 'EIO', when: '1+' })
  ann.types('upon a time')
  await until(
    () => first.ended() !== null,
    () => `the end of the server: ${first.said()}`,
  )
  undo()
  expect(ann.receipted).toBe(1)
  const second = await serves(root)
  await ann.joins(second)
  await ann.isReceipted()
  const left = await disk?.afterPowerCut()
  if (!left) throw new Error('there is no disk')
  const { whys: _, ...lost } = ann.kept.missingFrom(readAnew(left.path(), ann.document), 'all')
  await left.remove()
  return lost
}

test.skipIf(why)(
  '[LS12] what a failed fsync left behind is receipted when it is on disk',
  async () => {
    expect(await isKnownAgain()).toEqual(NOTHING)
  },
)

test.skipIf(why)('a server that does not settle what it finds would lose it', async () => {
  const { root, remove } = mutant([
    { file: 'server/platform/log-file.ts', from: '    settleAhead(db, file)\n', to: '' },
  ])
  try {
    expect((await isKnownAgain(root)).updates).toBeGreaterThan(0)
  } finally {
    remove()
  }
})

test.skipIf(why)(
  'a wish that the disk did not take is answered as a not-yet, and taken when the disk works again',
  async () => {
    const running = await serves()
    const ann = await Guest.arrives('ann', running)
    const document = await ann.makesDocument()
    const [thread, comment] = [newId(), newId()]
    const words = { anchor: WHOLE, comment, body: bodyOf('why?') }
    const opens = () => ann.asks('PUT', `/api/documents/${document}/threads/${thread}`, words)
    const file = join(disk?.data ?? '', 'interline.sqlite-wal')
    undo = await failsOn(running, { file, calls: 'fsync,fdatasync', error: 'EIO', when: '1+' })
    expect((await opens()).status).toBe(500)
    undo()
    await until(
      async () => (await opens()).ok,
      () => `the wish to be taken: ${running.said()}`,
    )
    const list = await (await ann.asks('GET', `/api/documents/${document}/threads`)).json()
    expect(list.threads.map(({ id }: { id: string }) => id)).toEqual([thread])
    const left = await disk?.afterPowerCut()
    const copied = temporaryFolder()
    for (const part of ['', '-wal']) {
      const from = left?.path(`interline.sqlite${part}`) ?? ''
      if (existsSync(from)) copyFileSync(from, join(copied, `interline.sqlite${part}`))
    }
    await left?.remove()
    const facts = factRows(copied, document)
    removeFolder(copied)
    expect(facts.filter(({ kind }) => kind === 'thread.opened')).toHaveLength(1)
  },
)
