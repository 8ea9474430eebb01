import { beforeEach, expect, test } from 'vitest'
import { Door } from '../../../server/live/door.ts'
import { LIMITS } from '../../../server/live/limits.ts'
import { type Sender, Unfinished } from '../../../server/live/unfinished.ts'
import type { Clock } from '../../../shared/kit/clock.ts'
import { encodeStepTwo } from '../../../shared/wire/sync.ts'
import * as forge from '../../support/network-forgery.ts'
import { Stage, settled } from './stage.ts'

let now = 0
let timers: { at: number; wake: () => void }[] = []
const clock: Clock = {
  now: () => now,
  after(ms, wake) {
    const timer = { at: now + ms, wake }
    timers.push(timer)
    return () => {
      timers = timers.filter((one) => one !== timer)
    }
  },
}
function pass(ms: number) {
  now += ms
  const due = timers.filter(({ at }) => at <= now)
  timers = timers.filter(({ at }) => at > now)
  for (const { wake } of due) wake()
}
beforeEach(() => {
  now = 1_000_000
  timers = []
})

test('[LV22] a minute’s worth comes in at once, then as many as the minute gives back', () => {
  const door = new Door({ ...LIMITS, joinsPerPerson: 60, joinsPerAddress: 6_000 }, clock)
  const knock = (who = 'ann') => door.knock('Person', who)
  for (let n = 0; n < 60; n++) expect(knock()).toBeNull()
  expect(knock()).toEqual({ limit: 'joinsPerPerson', retryAfterMs: 1_000 })
  expect(knock('bo')).toBeNull()
  expect(door.knock('Address', 'ann')).toBeNull()
  // Whoever is turned away spends nothing: to try again and again does not keep one out.
  for (let n = 0; n < 500; n++) knock()
  pass(1_000)
  expect(knock()).toBeNull()
  expect(knock()).not.toBeNull()
  pass(60_000)
  for (let n = 0; n < 60; n++) expect(knock()).toBeNull()
  expect(knock()).not.toBeNull()
})

test('[LV22] so many sockets at once; who leaves makes room, also after an hour', () => {
  const door = new Door({ ...LIMITS, socketsPerPerson: 3, socketsPerAddress: 5 }, clock)
  const leaves = [1, 2, 3].map(() => door.enter('Person', 'ann'))
  expect(door.knock('Person', 'ann')).toEqual({ limit: 'socketsPerPerson', retryAfterMs: 5_000 })
  pass(3_600_000)
  expect(door.knock('Person', 'bo')).toBeNull()
  expect(door.knock('Person', 'ann')).not.toBeNull()
  leaves[0]?.()
  expect(door.knock('Person', 'ann')).toBeNull()
  for (let n = 0; n < 5; n++) door.enter('Address', '10.0.0.1')
  expect(door.knock('Address', '10.0.0.1')?.limit).toBe('socketsPerAddress')
})

test('[LV23] messages that do not end have a room together; who has most of it goes first', () => {
  const unfinished = new Unfinished(1_000, clock)
  const gone: string[] = []
  const sender = (name: string): Sender & { bytesRead: number } => ({
    ...{ bytesRead: 0, destroy: () => gone.push(name) },
  })
  const [ann, bo, cleo] = [sender('ann'), sender('bo'), sender('cleo')]
  const leaves = [ann, bo, cleo].map((one) => unfinished.watch(one))
  ann.bytesRead = 5_000
  unfinished.heard(ann)
  bo.bytesRead = 600
  pass(1_000)
  expect(gone).toEqual([])
  cleo.bytesRead = 700
  ann.bytesRead += 100
  pass(1_000)
  expect(gone).toEqual(['cleo'])
  leaves[2]?.()
  pass(1_000)
  expect(gone).toEqual(['cleo'])
  for (const leave of leaves) leave()
  pass(1_000)
  expect(timers).toEqual([])
})

test('[LV9] presence of a crowd goes out more rarely, so that it stays below 16 MiB a second', async () => {
  const stage = new Stage()
  const crowd = await stage.crowd(40)
  const state = { padding: 'x'.repeat(4_000) }
  for (let step = 1; step <= 40; step++) {
    for (const one of crowd) one.moves(state, step)
    await stage.clock.pass(50)
  }
  const [first] = crowd
  const frames = first?.heard.filter(({ kind }) => kind === 'awareness') ?? []
  const states = frames.flatMap((frame) => (frame.kind === 'awareness' ? frame.entries : []))
  const mib = (states.length * 4_000 * crowd.length) / 1024 / 1024
  expect(mib).toBeGreaterThan(12)
  expect(mib / 2).toBeLessThan(24)
  // Whoever moved last is seen all the same.
  await stage.clock.pass(2_000)
  expect([...(first?.sees.keys() ?? [])]).toHaveLength(40)
})

test('[LV14] a step 2 that the server asked for is free, one that it did not is no way around', async () => {
  const stage = new Stage({ checkedInWorker: 10_000_000 })
  const ann = await stage.enters('ann', { isSilent: true, client: 7 })
  const brings = async (clock: number) => {
    const structs = [forge.text('x'.repeat(700_000))]
    ann.says(encodeStepTwo(forge.handmade([{ client: 7, clock, structs }])))
    await settled()
  }
  // The first answers the step 1 that everybody is sent; a megabyte is saved up for the others.
  await brings(0)
  await brings(700_000)
  expect([stage.batches.length, ann.socket.isPaused]).toEqual([2, false])
  await brings(1_400_000)
  expect([stage.batches.length, ann.socket.isPaused]).toEqual([3, true])
  await stage.clock.pass(3_000)
  expect(ann.socket.isPaused).toBe(false)
})
