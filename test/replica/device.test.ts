import { afterEach, expect, test } from 'vitest'
import { GATHER_MS } from '../../client/live/storage.ts'
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
import { aStage, settle, until } from './people.ts'

const stage = aStage()
let mend = () => {}
afterEach(() => mend())

const onDisk = () => stage.wire.disk.getText('body').toString()

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
  await (await stage.visits('ann')).replica.close()
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
  const ann = await stage.visits('ann')
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
  await (await stage.visits('ann')).replica.close()
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
  const ann = await stage.visits('ann')
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
  const ann = await stage.visits('ann')
  const bo = await stage.visits('bo', ' and bo')
  bo.types(' and bo')
  await bo.saves()
  const writes = countWrites()
  mend = writes.undo
  for (const update of bo.wire.updates().slice(-2)) ann.wire.tells(update)
  await settle()
  expect(ann.text).toBe('hello and bo and bo')
  stage.clock.advance(GATHER_MS)
  await settle()
  expect(writes).toMatchObject({ strict: 0, other: 1 })
})

test('[RP6] keys that come while the disk is busy share one transaction', async () => {
  const ann = await stage.visits('ann')
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
  const ann = await stage.visits('ann')
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
  const ann = await stage.visits('ann')
  mend = fullDisk()
  ann.types(' one')
  await settle()
  expect(ann.status).toMatchObject({ kind: 'not-saved', why: 'no-device-storage' })
  expect(ann.replica.device.value).toBe('broken')
  expect(ann.replica.kept.value).toBe(false)
  await ann.saves()
  expect(ann.status.kind).toBe('saved')
  expect(ann.replica.kept.value).toBe(true)
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
  expect((await stage.reopens('ann')).text).toBe('hello one two')
})

test('[RP1] a first visit that met a full disk opens without a server once there was room', async () => {
  stage.wire.disk.getText('body').insert(0, 'from the server')
  const ann = stage.opens('ann')
  await ann.calls()
  mend = fullDisk()
  ann.wire.accept()
  ann.wire.syncs()
  await settle()
  expect(ann.replica.device.value).toBe('broken')
  mend()
  stage.clock.advance(5_000)
  await settle()
  expect(ann.replica.device.value).toBe('ready')
  await ann.replica.close()
  const again = await stage.reopens('ann')
  expect(again.replica.phase.value).toBe('ready')
  expect(again.text).toBe('from the server')
})

test('[RP7] a tab that closes tries once more to keep what a full disk refused', async () => {
  const ann = await stage.visits('ann')
  ann.wire.drops()
  mend = fullDisk()
  ann.types(' late')
  await settle()
  mend()
  await ann.replica.close()
  expect((await stage.reopens('ann')).text).toBe('hello late')
})

test('[RP7] on a full disk not every key tries to write the whole document', async () => {
  const ann = await stage.visits('ann')
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
  const ann = await stage.visits('ann')
  ann.wire.drops()
  closeAllByForce()
  ann.types(' later')
  await settle()
  expect(ann.status).toMatchObject({ kind: 'not-saved', why: 'no-device-storage' })
  stage.clock.advance(5_000)
  await settle()
  expect(ann.status).toMatchObject({ kind: 'on-this-device', waiting: 1 })
  await ann.replica.close()
  expect((await stage.reopens('ann')).text).toBe('hello later')
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
