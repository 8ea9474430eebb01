import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LogStore } from '../../server/platform/log-store.ts'
import { openSqliteLog } from '../../server/platform/log-store-sqlite.ts'
import { isBrokenAhead } from '../../server/platform/written-ahead.ts'
import { seededRng } from '../../shared/kit/rng.ts'

const LONG = process.env.INTERLINE_LONG !== undefined
const TRIALS = LONG ? 2_000 : 20
const SEED = LONG ? Math.floor(Math.random() * 1e9) : 20261122
const DOCUMENTS = ['d1', 'd2', 'd3', 'd4', 'd5', 'd6']
const ROWS = 40

let folder: string
/** All committed, the file and what is written ahead of it; and what each document is then. */
let whole: Record<string, string>
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'interline-damage-'))
  const store = await open(join(folder, 'first'), 'o1')
  const rng = seededRng(SEED)
  const bytes = () => Uint8Array.from({ length: 20 + rng() * 180 }, () => rng() * 256)
  let at = 0
  const writes = (log: LogStore, document: string) => {
    const entry = { document, epoch: 1, client: at, person: 'ann', bytes: bytes(), claims: [at] }
    return log.commit([entry], at++)
  }
  for (let row = 0; row < ROWS / 2; row++) for (const each of DOCUMENTS) await writes(store, each)
  for (const document of ['d1', 'd2']) {
    const parts = { bytes: bytes(), vector: bytes(), deletes: bytes(), inner: bytes() }
    await store.saveSnapshot({ document, epoch: 1, cover: { o1: 60 }, ...parts }, 0, at)
  }
  await store.close()
  // The second run ends without a goodbye: half of the rows are in the file, half ahead of it.
  const second = await open(join(folder, 'first'), 'o2')
  for (let row = 0; row < ROWS / 2; row++) for (const each of DOCUMENTS) await writes(second, each)
  for (const part of ['', '-wal']) {
    copyFileSync(join(folder, `first${part}`), join(folder, `whole${part}`))
  }
  whole = await read(second)
  await second.close()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function open(file: string, origin: string, renewUntil: number | null = null): Promise<LogStore> {
  return openSqliteLog({ file, origin, newLogId: `log-of-${origin}`, renewUntil })
}

/** What each document is, or how it is refused. */
async function read(store: LogStore): Promise<Record<string, string>> {
  const found: Record<string, string> = { logId: store.logId }
  for (const document of DOCUMENTS) {
    const loaded = await store
      .load(document)
      .catch((error) => ({ kind: 'damaged', what: `${error}` }) as const)
    const snapshot = await store.snapshotBytes(document, 1).catch(() => null)
    found[document] =
      loaded.kind === 'damaged'
        ? 'damaged'
        : JSON.stringify([loaded, snapshot && [...snapshot]], (_, value) =>
            value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
          )
  }
  return found
}

/** One byte of one part is another; how the log answers then. */
async function flipped(
  part: string,
  at: number,
  bit: number,
): Promise<Record<string, string> | string> {
  const file = join(folder, 'hurt')
  for (const each of ['', '-wal', '-shm', '-owner']) rmSync(`${file}${each}`, { force: true })
  for (const each of ['', '-wal']) copyFileSync(join(folder, `whole${each}`), `${file}${each}`)
  const bytes = readFileSync(`${file}${part}`)
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit)
  writeFileSync(`${file}${part}`, bytes)
  const renewUntil = isBrokenAhead(`${file}-wal`) ? 1 : null
  const store = await open(file, 'o3', renewUntil).catch((error) => String(error))
  if (typeof store === 'string') return store
  const found = await read(store)
  await store.close().catch(() => undefined)
  return found
}

let made = 0

/** Rows written in some runs, each ahead of the file, and the file emptied into after all but one. */
function ahead(runs: readonly number[]): string {
  const file = join(folder, `ahead-${made++}`)
  const db = new DatabaseSync(file)
  db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 0')
  db.exec('create table row (words text)')
  runs.forEach((rows, index) => {
    if (index > 0) db.exec('pragma wal_checkpoint(restart)')
    for (let n = 0; n < rows; n++) db.exec(`insert into row values ('${'word '.repeat(n % 7)}')`)
  })
  copyFileSync(`${file}-wal`, `${file}-copy`)
  db.close()
  return `${file}-copy`
}

test('[OP8] what is whole is not called broken, also where an earlier run left more behind it', () => {
  for (const runs of [[1], [40], [40, 1], [40, 7], [40, 7, 3], [7, 40]]) {
    expect(isBrokenAhead(ahead(runs)), runs.join()).toBe(false)
  }
  expect(isBrokenAhead(join(folder, 'nothing'))).toBe(false)
  // What a killed process leaves: everything up to some byte.
  const whole = readFileSync(ahead([40]))
  for (let length = whole.length; length > 0; length -= 997) {
    writeFileSync(join(folder, 'cut'), whole.subarray(0, length))
    expect(isBrokenAhead(join(folder, 'cut')), `${length} bytes`).toBe(false)
  }
})

test('[OP8] each flipped bit ahead of the file is noticed', () => {
  const rng = seededRng(SEED)
  const missed: string[] = []
  let flips = 0
  for (const [rows, runs] of [
    [40, [40]],
    [7, [40, 7]],
  ] as const) {
    const path = ahead(runs)
    const { length } = readFileSync(path)
    // Behind the end of this run stands what counts no more.
    const end = runs.length === 1 ? length : 32 + rows * (24 + 4096)
    for (let n = 0; n < 300; n++, flips++) {
      const bytes = readFileSync(path)
      // Every third in a header: of the file, or of a frame.
      const at = n % 3 ? Math.floor(rng() * end) : n < 90 ? n % 32 : 32 + (n % 7) * 4120 + (n % 24)
      bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(rng() * 8))
      writeFileSync(join(folder, 'flipped'), bytes)
      if (!isBrokenAhead(join(folder, 'flipped'))) missed.push(`${runs}: byte ${at} of ${end}`)
    }
  }
  console.log(`written ahead, seed ${SEED}: ${flips} flips, ${flips - missed.length} noticed`)
  expect(missed).toEqual([])
})

for (const part of ['', '-wal']) {
  test(`[OP9] a flipped bit in log.sqlite${part} is never silently wrong`, {
    timeout: 120_000,
  }, async () => {
    expect(existsSync(join(folder, `whole${part}`))).toBe(true)
    const { length } = readFileSync(join(folder, `whole${part}`))
    const rng = seededRng(SEED)
    const count = { harmless: 0, refused: 0, served: 0, ended: 0, relogged: 0 }
    const wrong: string[] = []
    for (let trial = 0; trial < TRIALS; trial++) {
      const [at, bit] = [Math.floor(rng() * length), Math.floor(rng() * 8)]
      const found = await flipped(part, at, bit)
      if (typeof found === 'string') {
        count.ended++
        continue
      }
      if (found.logId !== whole.logId) {
        count.relogged++
        continue
      }
      const hurt = DOCUMENTS.filter((document) => found[document] === 'damaged')
      for (const document of DOCUMENTS) {
        if (found[document] === 'damaged' || found[document] === whole[document]) continue
        wrong.push(`${document} with byte ${at}, bit ${bit}`)
      }
      if (hurt.length === 0) count.harmless++
      count.refused += hurt.length
      count.served += DOCUMENTS.length - hurt.length
    }
    const { harmless, refused, served, ended, relogged } = count
    console.log(
      `damage in log.sqlite${part}, seed ${SEED}: ${TRIALS} flips, ${harmless} of no matter, ` +
        `${refused} documents refused, ${served} served whole, ${ended} not started, ` +
        `${relogged} another log, ${wrong.length} wrong`,
    )
    expect(wrong).toEqual([])
  })
}
