import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LogFile } from '../../server/platform/log-file.ts'
import { isBrokenAhead } from '../../server/platform/written-ahead.ts'
import { seededRng } from '../../shared/kit/rng.ts'
import { AHEAD_DAMAGES, type Bytes, DAMAGES, type Damage } from '../support/damage.ts'

const { INTERLINE_LONG, INTERLINE_DAMAGES } = process.env
const LONG = INTERLINE_LONG !== undefined
const TRIALS = Number(INTERLINE_DAMAGES ?? (LONG ? 5_000 : 240))
const SEED = LONG ? Math.floor(Math.random() * 1e9) : 20261122
const DOCUMENTS = ['d1', 'd2', 'd3', 'd4', 'd5', 'd6']
const ROUNDS = 20

let folder: string
/** What each document has been, after each commit; the last one is what it is. */
const history: Record<string, string[]> = {}
/** The whole log, folded; its first half, and the rest ahead of it. */
let folded: Bytes
let half: Bytes
let ahead: Bytes
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'interline-damage-'))
  const file = join(folder, 'first')
  const rng = seededRng(SEED)
  // Some of more than a page.
  const bytes = () =>
    Uint8Array.from({ length: (rng() < 0.1 ? 3000 : 20) + rng() * 3000 * rng() }, () => rng() * 256)
  let at = 0
  const writes = (log: LogFile, document: string) => {
    const entry = { document, epoch: 1, client: at, person: 'ann', bytes: bytes(), claims: [at] }
    log.commit([entry], at++)
    keep(log, document)
  }
  const first = open(file, 'o1')
  for (let row = 0; row < ROUNDS; row++) for (const each of DOCUMENTS) writes(first, each)
  for (const document of ['d1', 'd2']) {
    const parts = { bytes: bytes(), vector: bytes(), deletes: bytes(), inner: bytes() }
    first.saveSnapshot({ document, epoch: 1, cover: { o1: 60 }, ...parts }, 0, at)
    keep(first, document)
  }
  first.close()
  half = readFileSync(file)
  const second = open(file, 'o2')
  for (let row = 0; row < ROUNDS; row++) for (const each of DOCUMENTS) writes(second, each)
  ahead = readFileSync(`${file}-wal`)
  second.close()
  folded = readFileSync(file)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function open(file: string, origin: string, renewUntil: number | null = null): LogFile {
  return new LogFile({ file, origin, newLogId: `log-of-${origin}`, maxPages: null, renewUntil })
}

function keep(log: LogFile, document: string): void {
  for (const [name, state] of Object.entries(read(log, [document]))) {
    const states = history[name] ?? []
    history[name] = states
    if (states.at(-1) !== state) states.push(state)
  }
}

/** What each document is, or how it is refused; and the log's id. */
function read(log: LogFile, documents = DOCUMENTS): Record<string, string> {
  const found: Record<string, string> = { log: 'damaged' }
  found.log = orDamaged(() => (log.about() as { logId: string }).logId)
  for (const document of documents) {
    found[document] = orDamaged(() => {
      const loaded = log.load(document)
      if (loaded.kind === 'damaged') return 'damaged'
      const snapshot = log.snapshotBytes(document, 1)
      if (loaded.document.snapshot && !snapshot) return 'damaged'
      // In no order: where a page of them stands is of no matter.
      loaded.document.owners.sort((a, b) => a.client - b.client)
      return JSON.stringify([loaded, snapshot], (_, value) =>
        value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
      )
    })
  }
  return found
}

function orDamaged(look: () => string): string {
  try {
    return look()
  } catch {
    return 'damaged'
  }
}

type End = Record<string, string> | 'not started'

/** The log as a server would find it that starts over these files. */
function startedOver(file: Bytes, wal: Bytes | null): End {
  const path = join(folder, 'hurt')
  for (const each of ['', '-wal', '-shm']) rmSync(`${path}${each}`, { force: true })
  writeFileSync(path, file)
  if (wal) writeFileSync(`${path}-wal`, wal)
  let log: LogFile
  try {
    log = open(path, 'o3', isBrokenAhead(`${path}-wal`) ? 1 : null)
  } catch {
    return 'not started'
  }
  const found = read(log)
  orDamaged(() => `${log.close()}`)
  return found
}

interface Count {
  trials: number
  harmless: number
  refused: number
  served: number
  ended: number
  relogged: number
  earlier: number
  wrong: string[]
}

/** `isEarly`: the file may end early; then all documents are as they stood at an earlier moment. */
function judge(count: Count, what: string, isEarly: boolean, found: End): void {
  count.trials++
  if (found === 'not started') {
    count.ended++
    return
  }
  const isOther = found.log !== history.log?.at(-1)
  if (isOther) count.relogged++
  const hurt = DOCUMENTS.filter((document) => found[document] === 'damaged')
  const now = DOCUMENTS.filter((document) => found[document] === history[document]?.at(-1))
  count.refused += hurt.length
  count.served += now.length
  if (now.length === DOCUMENTS.length && !isOther) count.harmless++
  let hasEarlier = false
  for (const document of DOCUMENTS) {
    if (hurt.includes(document) || now.includes(document)) continue
    hasEarlier = true
    const was = (isOther || isEarly) && history[document]?.includes(found[document] ?? '')
    // Nothing had been written yet.
    const wasEmpty = isEarly && found[document] === EMPTY
    if (!was && !wasEmpty) count.wrong.push(`${document}: ${what}`)
  }
  if (hasEarlier) count.earlier++
}

const EMPTY = JSON.stringify([
  { kind: 'loaded', document: { epoch: 1, snapshot: null, rows: [], owners: [] } },
  null,
])

function play(
  { name, trials: all }: { name: string; trials: number },
  damages: readonly Damage[],
  start: (hurt: Bytes) => End,
  of: Bytes,
) {
  const rng = seededRng(SEED)
  for (const { kind, isEarly = false, harm } of damages) {
    const none = { trials: 0, harmless: 0, refused: 0, served: 0, ended: 0, relogged: 0 }
    const count: Count = { ...none, earlier: 0, wrong: [] }
    for (let trial = 0; trial < Math.ceil(all / damages.length); trial++) {
      const { bytes, what } = harm(Buffer.from(of), rng, half)
      judge(count, `${kind}, ${what}`, isEarly, start(bytes))
    }
    const { trials, harmless, refused, served, ended, relogged, earlier, wrong } = count
    console.log(
      `${name}, seed ${SEED}: ${trials} ${kind}: ${harmless} of no matter, ${refused} documents ` +
        `refused, ${served} served whole, ${ended} not started, ${relogged} another log, ` +
        `${earlier} an earlier moment, ${wrong.length} wrong`,
    )
    expect(wrong).toEqual([])
    // A damage that never does any is no test.
    expect(harmless).toBeLessThan(trials)
  }
}

let made = 0

/** Rows written in some runs, each ahead of the file, and the file emptied into after all but one. */
function aheadOf(runs: readonly number[]): string {
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
    expect(isBrokenAhead(aheadOf(runs)), runs.join()).toBe(false)
  }
  expect(isBrokenAhead(join(folder, 'nothing'))).toBe(false)
  // What a killed process leaves: everything up to some byte.
  const whole = readFileSync(aheadOf([40]))
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
    const path = aheadOf(runs)
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

test('[OP9] [LS11] damage in log.sqlite is never silently wrong', { timeout: 3_600_000 }, () => {
  play({ name: 'log.sqlite', trials: TRIALS }, DAMAGES, (hurt) => startedOver(hurt, null), folded)
})

test('[OP9] damage ahead of log.sqlite is never silently wrong', { timeout: 3_600_000 }, () => {
  expect(ahead.length).toBeGreaterThan(100_000)
  // Each frame is summed up in JavaScript: a fifth of the trials takes as long.
  const plan = { name: 'log.sqlite-wal', trials: TRIALS / 5 }
  play(plan, AHEAD_DAMAGES, (hurt) => startedOver(half, hurt), ahead)
})
