import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LogEntry, LogStore, NewSnapshot } from '../../server/platform/log-store.ts'
import { MemoryDisk, openMemoryLog } from '../../server/platform/log-store-memory.ts'
import { openSqliteLog } from '../../server/platform/log-store-sqlite.ts'
import { must } from '../../shared/kit/assert.ts'

interface Maker {
  name: string
  /** One disk per test; opened again it is the same one. */
  disk: () => {
    open: (origin: string, options?: { isSmall?: boolean }) => Promise<LogStore>
    makeRoom: () => void
    remove: () => void
  }
}

const PAGES_OF_A_SMALL_DISK = 30

const makers: Maker[] = [
  {
    name: 'SQLite in a worker',
    disk: () => {
      const folder = mkdtempSync(join(tmpdir(), 'interline-log-'))
      const file = join(folder, 'log.sqlite')
      return {
        open: (origin, { isSmall = false } = {}) =>
          openSqliteLog({
            ...{ file, origin, newLogId: `log of ${origin}` },
            ...(isSmall ? { maxPages: PAGES_OF_A_SMALL_DISK } : {}),
          }),
        makeRoom: () => undefined,
        remove: () => rmSync(folder, { recursive: true, force: true }),
      }
    },
  },
  {
    name: 'memory',
    disk: () => {
      const disk = new MemoryDisk()
      return {
        open: async (origin, { isSmall = false } = {}) => {
          disk.full = isSmall
          return openMemoryLog({ disk, origin, newLogId: `log of ${origin}` })
        },
        makeRoom: () => {
          disk.full = false
        },
        remove: () => undefined,
      }
    },
  },
]

const ENTRY = { document: 'd1', epoch: 1, client: 7, person: 'ann' }
const entry = (text: string, more: Partial<LogEntry> = {}): LogEntry => ({
  ...ENTRY,
  bytes: new TextEncoder().encode(text),
  claims: [],
  ...more,
})
const texts = async (log: LogStore, document = 'd1') =>
  (await loaded(log, document)).rows.map(({ bytes }) => new TextDecoder().decode(bytes))

async function loaded(log: LogStore, document = 'd1') {
  const outcome = await log.load(document)
  if (outcome.kind !== 'loaded') throw new Error(outcome.what)
  return outcome.document
}

const snapshot = (cover: Record<string, number>, text = 'snapshot'): NewSnapshot => ({
  document: 'd1',
  epoch: 1,
  cover,
  bytes: new TextEncoder().encode(text),
  vector: new Uint8Array([1]),
  deletes: new Uint8Array([2]),
  inner: new Uint8Array([3]),
})

describe.each(makers)('log store: $name', ({ disk: makeDisk }) => {
  let disk: ReturnType<Maker['disk']>
  let log: LogStore
  beforeEach(async () => {
    disk = makeDisk()
    log = await disk.open('o1')
  })
  afterEach(async () => {
    await log.close()
    disk.remove()
  })
  const reopen = async (origin: string, options?: { isSmall?: boolean }) => {
    await log.close()
    log = await disk.open(origin, options)
  }

  test('[LS1] [LS3] what was committed is there, in order, also after a restart', async () => {
    await log.commit([entry('a'), entry('else', { document: 'd2' }), entry('b')], 10)
    await log.commit([entry('c', { person: 'bo' })], 11)
    expect(await texts(log)).toEqual(['a', 'b', 'c'])
    await reopen('o2')
    await log.commit([entry('d')], 12)
    expect(await texts(log)).toEqual(['a', 'b', 'c', 'd'])
    expect(await texts(log, 'd2')).toEqual(['else'])
    const { rows, epoch } = await loaded(log)
    expect(rows.map(({ person }) => person)).toEqual(['ann', 'ann', 'bo', 'ann'])
    expect(epoch).toBe(1)
  })

  test('[LS2] sequences are contiguous in an origin and begin anew with the next', async () => {
    expect(await log.commit([entry('a'), entry('b')], 1)).toEqual({ kind: 'committed', first: 1 })
    expect(await log.commit([entry('c')], 1)).toEqual({ kind: 'committed', first: 3 })
    await reopen('o2')
    expect(await log.commit([entry('d')], 1)).toEqual({ kind: 'committed', first: 1 })
    const { rows } = await loaded(log)
    expect(rows.map(({ origin, sequence }) => `${origin}:${sequence}`)).toEqual([
      ...['o1:1', 'o1:2', 'o1:3', 'o2:1'],
    ])
  })

  test('[LS5] a full disk takes nothing of a batch and keeps what it has', async () => {
    await log.commit([entry('a')], 1)
    await reopen('o2', { isSmall: true })
    const large = entry('x'.repeat(200_000))
    expect(await log.commit([entry('small'), large], 2)).toEqual({ kind: 'full' })
    expect(await texts(log)).toEqual(['a'])
    disk.makeRoom()
    expect(await log.commit([entry('b')], 3)).toEqual({ kind: 'committed', first: 1 })
    expect(await texts(log)).toEqual(['a', 'b'])
  })

  test('[LS6] a snapshot stands for the rows it covers, of every origin', async () => {
    await log.commit([entry('a'), entry('b')], 1)
    await reopen('o2')
    await log.commit([entry('c'), entry('d')], 2)
    expect(await log.saveSnapshot(snapshot({ o1: 2, o2: 1 }), 0, 3)).toBe('saved')
    expect(await texts(log)).toEqual(['d'])
    const document = await loaded(log)
    const stored = must(document.snapshot, 'the snapshot')
    expect(stored.cover).toEqual({ o1: 2, o2: 1 })
    expect(stored.size).toBe('snapshot'.length)
    expect([...stored.vector, ...stored.deletes, ...stored.inner]).toEqual([1, 2, 3])
    const bytes = must(await log.snapshotBytes('d1', 1), 'its bytes')
    expect(new TextDecoder().decode(bytes)).toBe('snapshot')
    expect(document.whole).toEqual(bytes)
    expect(await log.snapshotBytes('d2', 1)).toBeNull()
    await reopen('o3')
    expect(await texts(log)).toEqual(['d'])
  })

  test('[LS7] the first who claims a client id in a document has it', async () => {
    await log.commit([entry('a', { claims: [7, 8] })], 1)
    await log.commit([entry('b', { person: 'bo', claims: [8, 9] })], 1)
    await log.commit([entry('c', { document: 'd2', person: 'bo', claims: [7] })], 1)
    const owners = (await loaded(log)).owners.map(({ client, person }) => `${client} ${person}`)
    expect(owners.sort()).toEqual(['7 ann', '8 ann', '9 bo'])
    expect((await loaded(log, 'd2')).owners).toMatchObject([{ client: 7, person: 'bo', epoch: 1 }])
  })

  test('[LS9] a forgotten document leaves nothing, and all others where they are', async () => {
    await log.commit([entry('a', { claims: [7] }), entry('else', { document: 'd2' })], 1)
    await log.saveSnapshot(snapshot({ o1: 1 }), 0, 2)
    await log.commit([entry('b')], 3)
    expect(await log.forget('d1')).toBe('forgotten')
    expect(await log.forget('d1')).toBe('forgotten')
    expect(await loaded(log)).toEqual({
      epoch: 1,
      snapshot: null,
      whole: null,
      rows: [],
      owners: [],
    })
    expect(await log.snapshotBytes('d1', 1)).toBeNull()
    expect(await texts(log, 'd2')).toEqual(['else'])
    expect(await log.commit([entry('c', { document: 'd2' })], 4)).toMatchObject({ first: 4 })
    await reopen('o2')
    expect(await texts(log)).toEqual([])
    expect(await texts(log, 'd2')).toEqual(['else', 'c'])
  })

  test('[LS13] an adoption gives ids and uncovered words to another, and damages nothing', async () => {
    await log.commit([entry('a', { claims: [7, 8] }), entry('b', { claims: [9] })], 1)
    await log.saveSnapshot(snapshot({ o1: 1 }), 0, 2)
    await log.commit([entry('c', { person: 'bo', claims: [10] })], 3)
    await log.commit([entry('d', { document: 'd2', claims: [7] })], 3)
    expect(await log.adopt('ann', 'cleo')).toBe('adopted')
    expect(await log.adopt('nobody', 'cleo')).toBe('adopted')
    await log.commit([entry('e', { person: 'cleo', claims: [7, 11] })], 4)
    for (const origin of ['o1', 'o2']) {
      if (origin === 'o2') await reopen(origin)
      const { rows, owners } = await loaded(log)
      expect(rows.map(({ person }) => person)).toEqual(['cleo', 'bo', 'cleo'])
      expect(owners.map(({ client, person }) => `${client} ${person}`).sort()).toEqual([
        ...['10 bo', '11 cleo', '7 cleo', '8 cleo', '9 cleo'],
      ])
      expect((await loaded(log, 'd2')).owners).toMatchObject([{ client: 7, person: 'cleo' }])
    }
    await log.saveSnapshot(snapshot({ o1: 5 }), 0, 5)
    expect((await loaded(log)).rows).toEqual([])
  })

  test('[LS10] unfolded is what no snapshot covers, whoever wrote it', async () => {
    expect(await log.unfolded()).toEqual([])
    await log.commit([entry('a'), entry('else', { document: 'd2' })], 1)
    expect((await log.unfolded()).sort()).toEqual(['d1', 'd2'])
    await log.saveSnapshot(snapshot({ o1: 1 }), 0, 2)
    expect(await log.unfolded()).toEqual(['d2'])
    await reopen('o2')
    await log.commit([entry('b')], 3)
    expect((await log.unfolded()).sort()).toEqual(['d1', 'd2'])
    await log.saveSnapshot(snapshot({ o1: 1, o2: 1 }), 0, 4)
    expect(await log.unfolded()).toEqual(['d2'])
  })

  test('[LS8] the log keeps its id', async () => {
    expect(log.logId).toBe('log of o1')
    await reopen('o2')
    expect(log.logId).toBe('log of o1')
    expect(log.origin).toBe('o2')
  })
})

describe('log store: SQLite on a real file', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'interline-log-'))
    file = join(folder, 'log.sqlite')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const open = (origin: string) => openSqliteLog({ file, origin, newLogId: 'log' })
  const meddle = (sql: string) => {
    const db = new DatabaseSync(file)
    db.exec(sql)
    const answer = db.prepare('select count(*) as rows from update_log').get()
    db.close()
    return Number(answer?.rows)
  }

  test('[LS4] a flipped byte in a row, and a row in the place of another, are damage', async () => {
    for (const sql of [
      `update update_log set bytes = x'6161' where sequence = 2`,
      `update update_log set sequence = 9 where sequence = 2`,
      `update update_log set document = 'd1' where document = 'd2'`,
    ]) {
      const log = await open('o1')
      await log.commit([entry('a'), entry('bb'), entry('c', { document: 'd2' })], 1)
      await log.close()
      meddle(sql)
      const again = await open('o2')
      expect((await again.load('d1')).kind, sql).toBe('damaged')
      await again.close()
      rmSync(folder, { recursive: true })
      folder = mkdtempSync(join(tmpdir(), 'interline-log-'))
      file = join(folder, 'log.sqlite')
    }
  })

  test('[LS4] a damaged snapshot is damage, not an empty document', async () => {
    const log = await open('o1')
    await log.commit([entry('a')], 1)
    await log.saveSnapshot(snapshot({ o1: 1 }), 0, 1)
    await log.close()
    meddle(`update snapshot set bytes = x'00'`)
    const again = await open('o2')
    expect(await again.load('d1')).toEqual({ kind: 'damaged', what: 'snapshot' })
    expect(await again.snapshotBytes('d1', 1)).toBeNull()
    await again.close()
  })

  test('[LS6] covered rows stay for the history window, and two snapshots', async () => {
    const log = await open('o1')
    await log.commit([entry('old')], 100)
    await log.commit([entry('young'), entry('tail')], 200)
    for (const text of ['one', 'two', 'three']) {
      await log.saveSnapshot(snapshot({ o1: 2 }, text), 150, 300)
    }
    const bytes = must(await log.snapshotBytes('d1', 1), 'the latest')
    expect(new TextDecoder().decode(bytes)).toBe('three')
    expect(await texts(log)).toEqual(['tail'])
    await log.close()
    expect(meddle('select 1')).toBe(2)
    const db = new DatabaseSync(file)
    expect(db.prepare('select count(*) as n from snapshot').get()?.n).toBe(2)
    db.close()
  })

  test('[LS9] the bytes of what was forgotten are in no file any more', async () => {
    const log = await open('o1')
    await log.commit([entry('SECRET IN A ROW'), entry('kept', { document: 'd2' })], 1)
    // Also in those that gave way to newer ones, and in rows that were folded long ago.
    for (const at of [1, 2, 3, 4]) {
      const text = `${at} SECRET IN A SNAPSHOT `.repeat(1_000 * at)
      await log.saveSnapshot(snapshot({ o1: 1 }, text), at, at)
    }
    await log.forget('d1')
    const bytes = () =>
      readdirSync(folder)
        .map((name) => readFileSync(join(folder, name), 'latin1'))
        .join('')
    expect(bytes()).not.toContain('SECRET')
    expect(bytes()).toContain('kept')
    await log.close()
    expect(bytes()).not.toContain('SECRET')
  })

  test('[LS8] a second server on the same folder is turned away', async () => {
    const log = await open('o1')
    await expect(open('o2')).rejects.toThrow('another server')
    await log.close()
    const next = await open('o3')
    await next.close()
  })
})
