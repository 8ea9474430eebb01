import { afterEach, beforeEach, expect, test } from 'vitest'
import { GuardedWorker } from '../../server/platform/guarded-worker.ts'

let hurry: () => void
let worker: GuardedWorker
beforeEach(() => {
  hurry = () => undefined
  worker = new GuardedWorker({
    file: new URL('./guarded-worker-play.ts', import.meta.url),
    memoryMb: 32,
    timeoutMs: 5_000,
    // The watchdog bites when the test says so.
    clock: {
      now: () => 0,
      after: (_ms, wake) => {
        hurry = wake
        return () => {
          hurry = () => undefined
        }
      },
    },
  })
})
afterEach(() => worker.close())

test('[LV13] what kills a worker is one failed job; the next one gets a new thread', async () => {
  for (const order of ['throw', 'leave', 'eat']) {
    const [bad, good] = await Promise.all([worker.run(order), worker.run('answer')])
    expect(bad.kind, order).toBe('failed')
    expect(good, order).toEqual({ kind: 'done', value: 'done' })
  }
})

test('[LV13] what takes too long is ended by the watchdog, and those behind it are not', async () => {
  const hanging = worker.run('hang')
  const behind = worker.run('answer')
  hurry()
  expect(await hanging).toEqual({ kind: 'failed', why: 'took too long' })
  expect((await behind).kind).toBe('done')
})

test('[LV27] one that rests does nothing for as long as the job before took', async () => {
  let now = 0
  const alarms: { ms: number; wake: () => void }[] = []
  const started: string[] = []
  const resting = new GuardedWorker({
    ...{ file: new URL('file:///nowhere'), memoryMb: 32, timeoutMs: 5_000, rests: true },
    clock: {
      now: () => now,
      after: (ms, wake) => {
        alarms.push({ ms, wake })
        return () => undefined
      },
    },
    startThread: ({ answered }) => ({
      ask(question) {
        started.push(String(question))
        now += 80
        queueMicrotask(() => answered(question))
      },
      rest: () => undefined,
      stop: async () => undefined,
    }),
  })
  const [first, second] = [resting.run('first'), resting.run('second')]
  expect(await first).toEqual({ kind: 'done', value: 'first' })
  expect(started).toEqual(['first'])
  const rest = alarms.findLast(({ ms }) => ms === 80)
  rest?.wake()
  expect(await second).toEqual({ kind: 'done', value: 'second' })
  await resting.close()
})

test('[LV28] those who wait take turns: by address, and by person within it', async () => {
  const started: string[] = []
  const turning = new GuardedWorker({
    ...{ file: new URL('file:///nowhere'), memoryMb: 32, timeoutMs: 5_000 },
    clock: { now: () => 0, after: () => () => undefined },
    startThread: ({ answered }) => ({
      ask(question) {
        started.push(String(question))
        queueMicrotask(() => answered(question))
      },
      rest: () => undefined,
      stop: async () => undefined,
    }),
  })
  const jobs = [
    ...['m1', 'm2', 'm3'].map((job) => turning.run(job, { of: ['there', 'mallory'] })),
    ...['o1', 'o2'].map((job) => turning.run(job, { of: ['there', 'the other mallory'] })),
    ...['b1', 'b2'].map((job) => turning.run(job, { of: ['here', 'bo'] })),
  ]
  await Promise.all(jobs)
  expect(started).toEqual(['m1', 'm2', 'b1', 'o1', 'b2', 'm3', 'o2'])
  await turning.close()
})

test('closed, it says so to those who wait and to those who come', async () => {
  const waiting = [worker.run('answer'), worker.run('answer')]
  await worker.close()
  await worker.close()
  for (const outcome of await Promise.all(waiting)) expect(outcome.kind).toBe('failed')
  expect(await worker.run('answer')).toEqual({ kind: 'failed', why: 'closed' })
})
