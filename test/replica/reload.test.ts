import { expect, test } from 'vitest'
import { aStage, settle, type Tab, until } from './people.ts'

const stage = aStage()

const onDisk = () => stage.wire.disk.getText('body').toString()

test('[RP8] after a reload without a server: how many wait, and since when', async () => {
  const ann = await stage.visits('ann')
  ann.wire.drops()
  const since = stage.clock.now()
  ann.types(' world')
  await settle()
  stage.clock.advance(60_000)
  ann.deletes(0, 1)
  await settle()
  await ann.replica.close()
  stage.clock.advance(60_000)
  const again = await stage.reopens('ann')
  expect(again.text).toBe('ello world')
  expect(again.status).toEqual({ kind: 'on-this-device', waiting: 2, since, online: false })
  again.types('!')
  await settle()
  expect(again.status).toEqual({ kind: 'on-this-device', waiting: 3, since, online: false })
  await again.connects()
  expect(again.status.kind).toBe('saving')
  await again.saves()
  expect(again.status.kind).toBe('saved')
  expect(onDisk()).toBe('ello world!')
})

test('[RP8] a deletion alone waits after a reload too', async () => {
  const ann = await stage.visits('ann')
  ann.wire.drops()
  ann.deletes(0, 5)
  await settle()
  await ann.replica.close()
  const again = await stage.reopens('ann')
  expect(again.status).toMatchObject({ kind: 'on-this-device', waiting: 1 })
  await again.connects()
  await again.saves()
  expect(onDisk()).toBe('')
})

test('[RP8] what was receipted does not wait after a reload', async () => {
  const ann = await stage.visits('ann')
  ann.types(' more')
  await ann.saves()
  await ann.replica.close()
  const again = await stage.reopens('ann')
  expect(again.text).toBe('hello more')
  expect(again.status).toMatchObject({ kind: 'on-this-device', waiting: 0, online: false })
})

test('[RP8] a receipt for some leaves the others waiting, since they were made', async () => {
  const ann = await stage.visits('ann')
  ann.types(' one')
  ann.asksNow()
  stage.clock.advance(3_000)
  const since = stage.clock.now()
  ann.types(' two')
  await settle()
  ann.wire.receipts()
  await settle()
  ann.dies()
  const again = await stage.reopens('ann')
  expect(again.status).toEqual({ kind: 'on-this-device', waiting: 1, since, online: false })
})

test('[RP8] a tab killed in the middle leaves what it stored, and the mark of it', async () => {
  const ann = await stage.visits('ann')
  ann.wire.drops()
  ann.types(' killed')
  await settle()
  ann.dies()
  const again = await stage.reopens('ann')
  expect(again.text).toBe('hello killed')
  expect(again.status).toMatchObject({ kind: 'on-this-device', waiting: 1 })
})

/** Ann writes so much that her rows should become one. */
async function writesMuch(): Promise<Tab> {
  const ann = await stage.visits('ann')
  ann.wire.drops()
  for (let key = 0; key < 600; key++) {
    ann.types(String(key % 10))
    if (key % 4 === 0) await new Promise((go) => setImmediate(go))
  }
  await until(() => ann.status.kind === 'on-this-device', 'all of it is stored')
  expect(await rowsOf('interline/ann/')).toBeGreaterThan(600)
  return ann
}

test('[RP8] many rows become one, and nothing is lost by it', async () => {
  const ann = await writesMuch()
  const words = ann.text
  stage.clock.advance(1_000)
  await settle()
  expect(await rowsOf('interline/ann/')).toBe(1)
  ann.types('!')
  await settle()
  await ann.replica.close()
  const again = await stage.reopens('ann')
  expect(again.text).toBe(`${words}!`)
  expect(again.status).toMatchObject({ waiting: 601 })
})

test('[RP10] rows are not trimmed while somebody composes: other tabs stand in them', async () => {
  const ann = await writesMuch()
  ann.replica.holdBack(() => true)
  stage.clock.advance(3_000)
  await settle()
  expect(await rowsOf('interline/ann/')).toBeGreaterThan(600)
  ann.replica.holdBack(null)
  stage.clock.advance(1_000)
  await settle()
  expect(await rowsOf('interline/ann/')).toBe(1)
})

test('[RP15] replicas are named by person, document and epoch', async () => {
  await stage.visits('ann')
  await stage.visits('bo')
  const names = (await indexedDB.databases()).map((database) => database.name).sort()
  expect(names).toEqual([
    'interline/ann/0193a000-0000-7000-8000-000000000001/1',
    'interline/bo/0193a000-0000-7000-8000-000000000001/1',
    'interline/shelf',
  ])
})

async function rowsOf(prefix: string): Promise<number> {
  const names = (await indexedDB.databases()).map((database) => database.name ?? '')
  const name = names.find((each) => each.startsWith(prefix)) ?? ''
  return new Promise((resolve) => {
    const request = indexedDB.open(name)
    request.onsuccess = () => {
      const count = request.result.transaction('updates').objectStore('updates').count()
      count.onsuccess = () => {
        request.result.close()
        resolve(count.result)
      }
    }
  })
}
