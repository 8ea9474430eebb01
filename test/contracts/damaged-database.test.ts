import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { Kysely, SqliteDialect } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isWhole } from '../../server/facts/record.ts'
import { factsAfter, insertFact } from '../../server/facts/store.ts'
import { MIGRATIONS } from '../../server/migrations/migrations.ts'
import { type Database, openDatabase, type Tables } from '../../server/platform/database.ts'
import { teachRowSum } from '../../server/platform/record-sum.ts'
import {
  insertComment,
  insertEdit,
  insertThread,
  insertTurn,
  threadRowsOf,
} from '../../server/threads/store.ts'
import { threadsAsJson } from '../../server/threads/threads-as-json.ts'
import { type Rng, seededRng } from '../../shared/kit/rng.ts'
import { bodyOf } from '../../shared/threads/body.ts'
import { type Bytes, DAMAGES } from '../support/damage.ts'

const { INTERLINE_LONG, INTERLINE_DAMAGES } = process.env
const LONG = INTERLINE_LONG !== undefined
const TRIALS = Number(INTERLINE_DAMAGES ?? (LONG ? 5_000 : 120))
const SEED = LONG ? Math.floor(Math.random() * 1e9) : 20261122
const DOCUMENTS = ['d1', 'd2', 'd3', 'd4', 'd5', 'd6']
const TOLD = ['thread.', 'comment.']

let folder: string
let whole: Record<string, string>
let before: Bytes
let bytes: Bytes
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'interline-damage-'))
  const file = join(folder, 'interline.sqlite')
  const rng = seededRng(SEED)
  for (let visit = 0; visit < 2; visit++) {
    const db = await openDatabase(file, MIGRATIONS)
    for (const id of DOCUMENTS) await isTalkedAbout(db, id, visit, rng)
    await db.destroy()
    if (visit === 0) before = readFileSync(file)
  }
  bytes = readFileSync(file)
  const sound = opened(file)
  whole = await told(sound)
  expect(Object.values(whole)).not.toContain('damaged')
  await sound.destroy()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const words = (rng: Rng) => bodyOf('words of a comment '.repeat(1 + Math.floor(rng() * 30)))

async function isTalkedAbout(db: Database, document: string, visit: number, rng: Rng) {
  const made = { creator: 'ann', title: '', created_at: 1, changed_at: 1 }
  if (visit === 0)
    await db
      .insertInto('document')
      .values({ id: document, ...made })
      .execute()
  for (let n = 0; n < 8; n++) {
    const id = `${document}-${visit}-${n}`
    const body = words(rng)
    const fact = { document, kind: 'thread.opened', person: 'ann', at: 1, body: { body } }
    const stamp = { person: 'ann', at: 1, sequence: await insertFact(db, fact) }
    await insertThread(db, { id, document, anchor: { kind: 'document' } }, stamp)
    for (let reply = 0; reply < 3; reply++) {
      await insertComment(db, { id: `${id}-${reply}`, thread: id, body: words(rng) }, stamp)
    }
    const edit = { id: `${id}-e`, comment: `${id}-0`, before: body, body: words(rng) }
    await insertEdit(db, edit, stamp)
    await insertTurn(db, { id: `${id}-t`, thread: id, kind: 'resolved', reason: 'done' }, stamp)
  }
}

/** The same file in this thread: a worker for each damage would take all our time. */
function opened(file: string): Database {
  const db = new DatabaseSync(file)
  teachRowSum(db)
  const prepare = (sql: string) => {
    const statement = db.prepare(sql)
    const given = (parameters: readonly unknown[]) => parameters as SQLInputValue[]
    return {
      reader: statement.columns().length > 0,
      all: (parameters: readonly unknown[]) => statement.all(...given(parameters)),
      run: (parameters: readonly unknown[]) => statement.run(...given(parameters)),
      iterate: (parameters: readonly unknown[]) => statement.iterate(...given(parameters)),
    }
  }
  const database = { prepare, close: () => db.close() }
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database }) })
}

/** What each document's people are told, or that it is damaged. */
async function told(db: Database): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const document of DOCUMENTS) {
    try {
      if (!(await isWhole(db, document))) throw new Error('damaged')
      const facts = await factsAfter(db, { document, kinds: TOLD, after: 0, count: 1_000 })
      const threads = threadsAsJson(await threadRowsOf(db, document))
      found[document] = JSON.stringify([facts, threads])
    } catch {
      found[document] = 'damaged'
    }
  }
  return found
}

async function toldAfter(hurt: Bytes): Promise<Record<string, string> | 'not opened'> {
  const file = join(folder, 'hurt.sqlite')
  for (const part of ['', '-wal', '-shm']) rmSync(`${file}${part}`, { force: true })
  writeFileSync(file, hurt)
  let db: Database | null = null
  try {
    db = opened(file)
    return await told(db)
  } catch {
    return 'not opened'
  } finally {
    await db?.destroy().catch(() => undefined)
  }
}

test('[OP10] damage in interline.sqlite never says something else, or less, of what people said', {
  timeout: 3_600_000,
}, async () => {
  const rng = seededRng(SEED)
  let noticed = 0
  for (const { kind, harm } of DAMAGES) {
    const count = { trials: 0, refused: 0, whole: 0, ended: 0 }
    const wrong: string[] = []
    for (; count.trials < TRIALS / DAMAGES.length; count.trials++) {
      const { bytes: hurt, what } = harm(Buffer.from(bytes), rng, before)
      const found = await toldAfter(hurt)
      if (found === 'not opened') {
        count.ended++
        continue
      }
      for (const document of DOCUMENTS) {
        if (found[document] === 'damaged') count.refused++
        else if (found[document] === whole[document]) count.whole++
        else wrong.push(`${document}: ${kind}, ${what}`)
      }
    }
    console.log(
      `interline.sqlite, seed ${SEED}: ${count.trials} ${kind}: ${count.refused} records refused, ` +
        `${count.whole} whole, ${count.ended} not opened, ${wrong.length} wrong`,
    )
    expect(wrong).toEqual([])
    noticed += count.refused + count.ended
  }
  expect(noticed).toBeGreaterThan(TRIALS / 10)
})
