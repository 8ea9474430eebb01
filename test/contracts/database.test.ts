import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { MIGRATIONS } from '../../server/migrations/migrations.ts'
import { type Database, openDatabase } from '../../server/platform/database.ts'

let folder: string
let db: Database

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'interline-database-'))
  db = await openDatabase(join(folder, 'interline.sqlite'), MIGRATIONS)
})
afterEach(async () => {
  await db.destroy()
  rmSync(folder, { recursive: true, force: true })
})

const makes = (by: Pick<Database, 'insertInto'>, id: string) =>
  by
    .insertInto('document')
    .values({ id, creator: 'ann', title: '', created_at: 1, changed_at: 1 })
    .execute()

const listed = async () => {
  const rows = await db.selectFrom('document').select('id').orderBy('id').execute()
  return rows.map(({ id }) => id)
}

test('nobody else sees or joins a transaction; what waited for it comes when it is over', async () => {
  const heard: string[] = []
  const meanwhile: Promise<unknown>[] = []
  const hears = (what: string) => () => void heard.push(what)
  await db.transaction().execute(async (trx) => {
    await makes(trx, 'a')
    meanwhile.push(listed().then((ids) => heard.push(`listed ${ids}`)))
    meanwhile.push(makes(db, 'c').then(hears('c made')))
    meanwhile.push(
      db
        .transaction()
        .execute((other) => makes(other, 'd'))
        .then(hears('d made')),
    )
    // Time for all of them to be answered, if they were asked.
    for (let turn = 0; turn < 5; turn++) await trx.selectFrom('document').selectAll().execute()
    await makes(trx, 'b')
    expect(heard).toEqual([])
  })
  await Promise.all(meanwhile)
  expect(heard).toEqual(['listed a,b', 'c made', 'd made'])
  expect(await listed()).toEqual(['a', 'b', 'c', 'd'])
})

test('a transaction that fails takes nothing else with it and keeps nobody waiting', async () => {
  let made: Promise<unknown> = Promise.resolve()
  const failing = db.transaction().execute(async (trx) => {
    await makes(trx, 'a')
    made = makes(db, 'b')
    for (let turn = 0; turn < 5; turn++) await trx.selectFrom('document').selectAll().execute()
    await makes(trx, 'a')
  })
  await expect(failing).rejects.toThrow(/UNIQUE/)
  await made
  expect(await listed()).toEqual(['b'])
})

test('more statements than are kept prepared all answer', async () => {
  for (let columns = 1; columns <= 300; columns++) {
    const ids = Array.from({ length: columns }, (_, index) => `d${index}`)
    await db.selectFrom('document').select('id').where('id', 'in', ids).execute()
  }
  await makes(db, 'd1')
  expect(await listed()).toEqual(['d1'])
})
