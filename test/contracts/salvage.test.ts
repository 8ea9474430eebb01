import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { salvageLog } from '../../server/operations/salvage-log.ts'
import { LogFile } from '../../server/platform/log-file.ts'
import { seededRng } from '../../shared/kit/rng.ts'
import { type Bytes, DAMAGES } from '../support/damage.ts'

const { INTERLINE_LONG, INTERLINE_DAMAGES } = process.env
const LONG = INTERLINE_LONG !== undefined
const TRIALS = Number(INTERLINE_DAMAGES ?? (LONG ? 2_000 : 24))
const SEED = LONG ? Math.floor(Math.random() * 1e9) : 20261122
const DOCUMENTS = Array.from({ length: 12 }, (_, n) => `d${n}`)
const ROWS = 30

let folder: string
let bytes: Bytes
let before: Bytes
/** Every update as it was written: `document origin sequence` → its words. */
let written: Map<string, string>
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'interline-salvage-'))
  const file = join(folder, 'log.sqlite')
  const rng = seededRng(SEED)
  let at = 0
  for (const origin of ['o1', 'o2']) {
    const log = open(file, origin)
    for (let row = 0; row < ROWS; row++) {
      for (const document of DOCUMENTS) {
        const words = Uint8Array.from({ length: 50 + rng() * 2_000 * rng() }, () => rng() * 256)
        log.commit(
          [{ document, epoch: 1, client: at, person: 'ann', bytes: words, claims: [at] }],
          at++,
        )
      }
    }
    log.close()
    if (origin === 'o1') before = readFileSync(file)
  }
  bytes = readFileSync(file)
  written = updatesIn(file)
  expect(written.size).toBe(2 * ROWS * DOCUMENTS.length)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function open(file: string, origin: string): LogFile {
  return new LogFile({ file, origin, newLogId: `log-${origin}`, maxPages: null, renewUntil: null })
}

function updatesIn(file: string): Map<string, string> {
  const db = new DatabaseSync(file)
  const rows = db.prepare('select document, origin, sequence, bytes from update_log').all()
  db.close()
  return new Map(
    rows.map(({ document, origin, sequence, bytes: words }) => [
      `${document} ${origin} ${sequence}`,
      Buffer.from(words as Uint8Array).toString('base64'),
    ]),
  )
}

/** How many of the damaged file's pages SQLite itself would still give, read plainly. */
function loadedFrom(file: string): Map<string, boolean> {
  try {
    const log = open(file, 'o3')
    const whole = DOCUMENTS.map((document) => {
      try {
        return [document, log.load(document).kind === 'loaded'] as const
      } catch {
        return [document, false] as const
      }
    })
    log.close()
    return new Map(whole)
  } catch {
    return new Map()
  }
}

test('[OP11] all that can be read of a damaged log is put together, and nothing else', {
  timeout: 3_600_000,
}, () => {
  const rng = seededRng(SEED)
  let all = 0
  for (const { kind, harm } of DAMAGES) {
    const count = { trials: 0, nothing: 0, kept: 0, lost: 0, named: 0 }
    for (; count.trials < TRIALS / DAMAGES.length; count.trials++) {
      const { bytes: hurt, what } = harm(Buffer.from(bytes), rng, before)
      const [from, to] = [join(folder, 'hurt'), join(folder, 'salvaged')]
      for (const part of ['', '-wal', '-shm']) {
        for (const file of [from, to]) rmSync(`${file}${part}`, { force: true })
      }
      writeFileSync(from, hurt)
      let missing: ReturnType<typeof salvageLog>
      try {
        missing = salvageLog(from, to, 'a new log')
      } catch {
        count.nothing++
        continue
      }
      const kept = updatesIn(to)
      for (const [place, words] of kept) {
        expect(words, `${place}: ${kind}, ${what}`).toBe(written.get(place))
      }
      const whole = loadedFrom(from)
      const again = loadedFrom(to)
      for (const document of DOCUMENTS) {
        const own = [...kept.keys()].filter((place) => place.startsWith(`${document} `)).length
        if (own > 0) expect(again.get(document), `${document}: ${kind}, ${what}`).toBe(true)
        if (whole.get(document)) expect(own, `${document}: ${kind}, ${what}`).toBe(2 * ROWS)
        // What is not all there is named.
        if (own < 2 * ROWS)
          expect(missing.has(document), `${document}: ${kind}, ${what}`).toBe(true)
      }
      count.kept += kept.size
      count.lost += written.size - kept.size
      count.named += missing.size
    }
    const { trials, nothing, kept, lost, named } = count
    console.log(
      `salvage, seed ${SEED}: ${trials} ${kind}: ${kept} updates kept, ${lost} lost, ` +
        `${named} documents named, ${nothing} times nothing could be read`,
    )
    all += lost + nothing + named
  }
  expect(all).toBeGreaterThan(0)
})
