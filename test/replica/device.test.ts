import { afterEach, expect, test } from 'vitest'
import {
  closeAllByForce,
  countWrites,
  failing,
  forbidden,
  fullDisk,
  silent,
  slowDisk,
  slowReads,
} from './faulty-disk.ts'
import { aStage, settle, type Tab, until } from './people.ts'

const stage = aStage()
let mend = () => {}
afterEach(() => mend())

const onDisk = () => stage.wire.disk.getText('body').toString()

/** Ann has opened the document once, and everything is saved. */
async function visited(person = 'ann', words = 'hello'): Promise<Tab> {
  const tab = stage.opens(person)
  await tab.connects()
  tab.types(words)
  await tab.saves()
  await settle()
  return tab
}

/** Opens the document again without a server, and waits until it can be written in. */
async function reopens(person = 'ann'): Promise<Tab> {
  const tab = stage.opens(person)
  await until(() => tab.replica.phase.value === 'ready', `${person} reads from this device`)
  await settle()
  return tab
}

test('[RP1] never ready before this device or the server gave everything', async () => {
  const ann = stage.opens('ann')
  await ann.calls()
  ann.wire.accept()
  await settle()
  expect(ann.replica.phase.value).toBe('loading')
  expect(ann.status.kind).toBe('loading')
  stage.clock.advance(60_000)
  expect(ann.replica.phase.value).toBe('loading')
  await ann.calls(2)
  ann.wire.accept()
  ann.wire.syncs()
  expect(ann.replica.phase.value).toBe('ready')
})

test('[RP1] a visit that broke off before the server gave everything does not count', async () => {
  const ann = stage.opens('ann')
  await ann.calls()
  ann.wire.accept()
  await settle()
  await ann.replica.close()
  const again = stage.opens('ann')
  await again.calls()
  await settle()
  expect(again.replica.phase.value).toBe('loading')
})

test('[RP2] connects only after this device gave what it had', async () => {
  await (await visited()).replica.close()
  const ann = stage.opens('ann')
  let first = ''
  await until(() => {
    if (ann.wire.sockets.length === 0) return false
    first = ann.text
    return true
  }, 'ann calls')
  expect(first).toBe('hello')
})

test('[RP2] a device too slow to load does not keep the server waiting, and its words still come', async () => {
  const ann = await visited()
  ann.wire.drops()
  ann.types(' unsent')
  await settle()
  await ann.replica.close()
  const release = slowReads()
  mend = release
  const again = stage.opens('ann')
  await settle()
  stage.clock.advance(9_999)
  expect(again.wire.sockets).toHaveLength(0)
  stage.clock.advance(1)
  await again.connects()
  expect(again.text).toBe('hello')
  expect(again.replica.device.value).toBe('broken')
  release()
  await until(() => again.text === 'hello unsent', 'the device gives what it has')
  expect(again.status.kind).not.toBe('saved')
  await again.saves()
  expect(again.status.kind).toBe('saved')
  expect(onDisk()).toBe('hello unsent')
})

test('[RP2] a slow device opens the document late where there is no server', async () => {
  await (await visited()).replica.close()
  const release = slowReads()
  mend = release
  const again = stage.opens('ann')
  await settle()
  stage.clock.advance(10_000)
  await settle()
  expect(again.replica.phase.value).toBe('loading')
  release()
  await until(() => again.replica.phase.value === 'ready', 'ann reads from this device')
  expect(again.text).toBe('hello')
})

test('[RP6] On this device is shown only when a strict transaction is complete', async () => {
  const ann = await visited()
  ann.wire.drops()
  expect(ann.status.kind).toBe('saved')
  const since = stage.clock.now()
  const writes = countWrites()
  const release = slowDisk()
  mend = () => {
    release()
    writes.undo()
  }
  ann.types(' offline')
  await settle()
  expect(writes).toMatchObject({ strict: 1 })
  expect(ann.status.kind).toBe('saving')
  release()
  await settle()
  expect(ann.status).toEqual({ kind: 'on-this-device', waiting: 1, since, online: false })
})

test('[RP6] what only others wrote does not make this disk sync', async () => {
  const ann = await visited()
  const bo = await visited('bo', ' and bo')
  const writes = countWrites()
  mend = writes.undo
  ann.wire.tells(bo.wire.updates().at(-1) ?? new Uint8Array())
  await settle()
  expect(ann.text).toBe('hello and bo')
  expect(writes).toMatchObject({ strict: 0, other: 1 })
})

test('[RP6] keys that come while the disk is busy share one transaction', async () => {
  const ann = await visited()
  ann.wire.drops()
  const release = slowDisk()
  const writes = countWrites()
  mend = () => {
    release()
    writes.undo()
  }
  for (let key = 0; key < 50; key++) ann.types('x')
  await settle()
  release()
  await settle()
  expect(writes.strict).toBe(2)
  expect(ann.status).toMatchObject({ kind: 'on-this-device', waiting: 50 })
})

test('[RP7] a write that hangs is not on this device, and counts when it is done', async () => {
  const ann = await visited()
  ann.wire.drops()
  const release = slowDisk()
  mend = release
  ann.types('!')
  stage.clock.advance(5_000)
  await settle()
  expect(ann.status).toMatchObject({ kind: 'not-saved', why: 'no-device-storage' })
  release()
  stage.clock.advance(5_000)
  await settle()
  expect(ann.status).toMatchObject({ kind: 'on-this-device', waiting: 1 })
})

test('[RP7] a full disk shows, work goes on online, and a later write brings everything', async () => {
  const ann = await visited()
  mend = fullDisk()
  ann.types(' one')
  await settle()
  expect(ann.status).toMatchObject({ kind: 'not-saved', why: 'no-device-storage' })
  expect(ann.replica.device.value).toBe('broken')
  await ann.saves()
  expect(ann.status.kind).toBe('saved')
  expect(ann.replica.device.value).toBe('broken')
  ann.wire.drops()
  const since = stage.clock.now()
  ann.types(' two')
  await settle()
  expect(ann.status).toEqual({ kind: 'not-saved', since, why: 'no-device-storage' })
  mend()
  stage.clock.advance(5_000)
  await settle()
  expect(ann.status).toMatchObject({ kind: 'on-this-device', waiting: 1, since })
  await ann.replica.close()
  expect((await reopens()).text).toBe('hello one two')
})

test('[RP7] a tab that closes tries once more to keep what a full disk refused', async () => {
  const ann = await visited()
  ann.wire.drops()
  mend = fullDisk()
  ann.types(' late')
  await settle()
  mend()
  await ann.replica.close()
  expect((await reopens()).text).toBe('hello late')
})

test('[RP7] on a full disk not every key tries to write the whole document', async () => {
  const ann = await visited()
  mend = fullDisk()
  ann.types('x')
  await settle()
  const writes = countWrites()
  for (let key = 0; key < 30; key++) {
    ann.types('x')
    await settle()
  }
  writes.undo()
  expect(writes.strict).toBe(0)
})

test('[RP7] a database that the browser closes is opened again', async () => {
  const ann = await visited()
  ann.wire.drops()
  closeAllByForce()
  ann.types(' later')
  await settle()
  expect(ann.status).toMatchObject({ kind: 'not-saved', why: 'no-device-storage' })
  stage.clock.advance(5_000)
  await settle()
  expect(ann.status).toMatchObject({ kind: 'on-this-device', waiting: 1 })
  await ann.replica.close()
  expect((await reopens()).text).toBe('hello later')
})

for (const [name, factory] of Object.entries({ forbidden, failing, silent, none: null })) {
  test(`[RP7] storage that is ${name} shows, and the document opens from the server`, async () => {
    stage.wire.disk.getText('body').insert(0, 'from the server')
    const ann = stage.opens('ann', { indexedDB: factory })
    await settle()
    stage.clock.advance(3_000)
    await ann.connects()
    expect(ann.text).toBe('from the server')
    expect(ann.replica.device.value).toBe('broken')
    await ann.saves()
    ann.types('!')
    expect(ann.status).toMatchObject({ kind: 'not-saved', why: 'no-device-storage' })
    await ann.saves()
    expect(ann.status.kind).toBe('saved')
    ann.types('?')
    ann.wire.drops()
    expect(ann.status).toMatchObject({ kind: 'not-saved', why: 'no-device-storage' })
  })
}

test('[RP8] after a reload without a server: how many wait, and since when', async () => {
  const ann = await visited()
  ann.wire.drops()
  const since = stage.clock.now()
  ann.types(' world')
  await settle()
  stage.clock.advance(60_000)
  ann.deletes(0, 1)
  await settle()
  await ann.replica.close()
  stage.clock.advance(60_000)
  const again = await reopens()
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
  const ann = await visited()
  ann.wire.drops()
  ann.deletes(0, 5)
  await settle()
  await ann.replica.close()
  const again = await reopens()
  expect(again.status).toMatchObject({ kind: 'on-this-device', waiting: 1 })
  await again.connects()
  await again.saves()
  expect(onDisk()).toBe('')
})

test('[RP8] what was receipted does not wait after a reload', async () => {
  const ann = await visited()
  ann.types(' more')
  await ann.saves()
  await ann.replica.close()
  const again = await reopens()
  expect(again.text).toBe('hello more')
  expect(again.status).toMatchObject({ kind: 'on-this-device', waiting: 0, online: false })
})

test('[RP8] a receipt for some leaves the others waiting, since they were made', async () => {
  const ann = await visited()
  ann.types(' one')
  ann.asksNow()
  stage.clock.advance(3_000)
  const since = stage.clock.now()
  ann.types(' two')
  await settle()
  ann.wire.receipts()
  await settle()
  ann.dies()
  const again = await reopens()
  expect(again.status).toEqual({ kind: 'on-this-device', waiting: 1, since, online: false })
})

test('[RP8] a tab killed in the middle leaves what it stored, and the mark of it', async () => {
  const ann = await visited()
  ann.wire.drops()
  ann.types(' killed')
  await settle()
  ann.dies()
  const again = await reopens()
  expect(again.text).toBe('hello killed')
  expect(again.status).toMatchObject({ kind: 'on-this-device', waiting: 1 })
})

/** Ann writes so much that her rows should become one. */
async function writesMuch(): Promise<Tab> {
  const ann = await visited()
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
  const again = await reopens()
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
  await visited('ann')
  await visited('bo')
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
