import { expect, test } from 'vitest'
import { Turnstile } from '../../../server/live/turnstile.ts'

test('[LV27] so many handshakes are judged at a time, in order; one that fails frees its place', async () => {
  const turnstile = new Turnstile(4)
  const begun: number[] = []
  const ends: ((fails: boolean) => void)[] = []
  const judged = Array.from({ length: 7 }, (_, who) =>
    turnstile.pass(() => {
      begun.push(who)
      return new Promise<number>((done, fail) => {
        ends.push((fails) => (fails ? fail(new Error('no answer')) : done(who)))
      })
    }),
  )
  const outcomes = Promise.allSettled(judged)
  const turn = () => new Promise((wake) => setImmediate(wake))
  await turn()
  expect(begun).toEqual([0, 1, 2, 3])
  ends[2]?.(true)
  await turn()
  await turn()
  expect(begun).toEqual([0, 1, 2, 3, 4])
  for (let who = 0; who < 7; who++) {
    ends[who]?.(false)
    await turn()
    await turn()
  }
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6])
  const kinds = (await outcomes).map(({ status }) => status)
  expect(kinds.filter((kind) => kind === 'rejected')).toHaveLength(1)
  // Everybody has left: there is room for four again.
  let inside = 0
  for (let who = 0; who < 5; who++) void turnstile.pass(() => new Promise(() => inside++))
  expect(inside).toBe(4)
})
