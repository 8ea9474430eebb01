import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { MIGRATIONS } from '../../server/migrations/migrations.ts'
import { salvageLibrary } from '../../server/operations/salvage-library.ts'
import { openDatabase } from '../../server/platform/database.ts'
import { Access } from '../../server/sharing/access.ts'
import { askerOf } from './askers.ts'
import { Stage } from './stage.ts'

test('[SH4] [OP11] what is put together from a damaged library is nobody’s neither', async () => {
  const stage = await Stage.opens()
  const ann = await stage.member('ann')
  const bo = await stage.member('bo')
  const [lost, handed] = [await stage.makes(ann), await stage.makes(ann)]
  await stage.gives(ann, handed, bo, 'own')
  await stage.takes(ann, handed, ann)
  const { token } = await stage.makesLink(ann, lost)
  await stage.enters(bo, lost, token)
  const from = join(stage.folder, 'interline.sqlite')
  const to = join(stage.folder, 'salvaged.sqlite')
  await (await openDatabase(to, MIGRATIONS)).destroy()
  // Rows that cannot be read any more are as good as none.
  const old = new DatabaseSync(from)
  old.exec('pragma foreign_keys = off')
  old.prepare('delete from "grant" where document = ?').run(lost)
  old.prepare('delete from link').run()
  old.close()
  salvageLibrary(from, to)
  const fresh = new DatabaseSync(to, { readOnly: true })
  const rows = fresh.prepare(`select document, grantee, role from "grant" order by grantee`).all()
  const entrances = fresh.prepare('select count(*) as n from entrance').get()
  fresh.close()
  expect(rows.map(({ document, grantee, role }) => [document, grantee, role])).toEqual([
    [lost, 'ann', 'own'],
    [handed, 'bo', 'own'],
  ])
  expect(entrances?.n).toBe(0)
  await stage.closes()
})

test('[SH4] what was made before there were grants belongs to whoever made it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'interline-older-'))
  const file = join(folder, 'interline.sqlite')
  const older = Object.entries(MIGRATIONS).filter(([name]) => name < '0004')
  expect(older).toHaveLength(3)
  const before = await openDatabase(file, Object.fromEntries(older))
  const row = { id: 'd1', creator: 'ann', title: 'Old', created_at: 1, changed_at: 2 }
  await before.insertInto('document').values(row).execute()
  await before.destroy()
  const db = await openDatabase(file, MIGRATIONS)
  const access = new Access(db, { now: () => 3, after: () => () => undefined })
  expect(await access.roleOf(askerOf('ann'), 'd1')).toBe('own')
  expect(await access.roleOf(askerOf('bo'), 'd1')).toBe('write')
  await db.destroy()
  rmSync(folder, { recursive: true, force: true })
})
