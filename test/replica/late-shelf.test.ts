import { expect, test } from 'vitest'
import { aStage, settle, until } from './people.ts'

const stage = aStage()

/** A browser whose storage is silent at first, and answers later. */
function lateStorage(): { factory: IDBFactory; wakes: () => void } {
  let isAwake = false
  const open = (name: string) => (isAwake ? indexedDB.open(name) : {})
  return {
    factory: { open } as unknown as IDBFactory,
    wakes: () => {
      isAwake = true
    },
  }
}

test('[RP7] a shelf that opens late still gives what an earlier visit left, and it is sent', async () => {
  const first = await stage.visits('ann')
  first.wire.drops()
  first.types(' and unsent')
  await settle()
  await first.replica.close()

  const { factory, wakes } = lateStorage()
  const ann = stage.opens('ann', { indexedDB: factory })
  await settle()
  stage.clock.advance(3_000)
  await settle()
  expect(ann.text).toBe('')
  expect(ann.replica.device.value).toBe('broken')
  wakes()
  stage.clock.advance(5_000)
  await until(() => ann.replica.phase.value === 'ready', 'ann to read what was left')
  expect(ann.text).toBe('hello and unsent')
  expect(ann.status.kind).toBe('on-this-device')
  ann.wire.shares(first.wire)
  await ann.connects()
  await ann.saves()
  expect(ann.wire.disk.getText('body').toString()).toBe('hello and unsent')
})

test('[RP7] what was written while the shelf was away is kept when it is there', async () => {
  stage.wire.disk.getText('body').insert(0, 'from the server')
  const { factory, wakes } = lateStorage()
  const ann = stage.opens('ann', { indexedDB: factory })
  await settle()
  stage.clock.advance(3_000)
  await ann.connects()
  ann.wire.drops()
  ann.types(', and mine')
  expect(ann.status).toMatchObject({ kind: 'not-saved', why: 'no-device-storage' })
  wakes()
  stage.clock.advance(5_000)
  await until(() => ann.status.kind === 'on-this-device', 'it to be kept')
  await settle()
  await ann.replica.close()
  expect((await stage.reopens('ann')).text).toBe('from the server, and mine')
})

test('[RP7] [RP14] words of another epoch do not come in late', async () => {
  const first = await stage.visits('ann')
  first.wire.drops()
  first.types(' and unsent')
  await settle()
  await first.replica.close()

  const { factory, wakes } = lateStorage()
  const ann = stage.opens('ann', { indexedDB: factory })
  ann.wire.hello = { ...ann.wire.hello, epoch: 2 }
  await settle()
  stage.clock.advance(3_000)
  await ann.connects()
  wakes()
  stage.clock.advance(5_000)
  await settle()
  expect(ann.text).toBe('hello')
  await ann.replica.close()
  expect((await stage.reopens('ann')).text).toBe('hello and unsent')
})

test('[RP17] who leaves does not look for the shelf any more', async () => {
  const { factory, wakes } = lateStorage()
  const ann = stage.opens('ann', { indexedDB: factory })
  await settle()
  stage.clock.advance(3_000)
  await settle()
  await ann.replica.close()
  wakes()
  expect(stage.clock.pending).toBe(0)
})
