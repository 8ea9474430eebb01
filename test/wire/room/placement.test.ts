import { expect, test } from 'vitest'
import { readShape, UNBOUNDED } from '../../../server/live/update-shape.ts'

/** One letter of client 5 at clock 3 that stands after (client, clock), as Yjs v1 writes it. */
const letterAfter = (client: number, clock: number) =>
  Uint8Array.of(...[1, 1, 5, 3], ...[0x84, client, clock], ...[1, 'e'.charCodeAt(0)], 0)

test('[LV13] a letter alone stands beside what it names, which is not in the update', () => {
  const range = { client: 5, from: 3, to: 4 }
  for (const [client, clock] of [
    [5, 2],
    [6, 3],
    [5, 4],
  ] as const) {
    const shape = readShape(letterAfter(client, clock), UNBOUNDED)
    expect(shape).toMatchObject({ structs: [range], beside: [{ range, at: { client, clock } }] })
  }
})

test('[LV13] a letter that stands beside itself is malformed', () => {
  expect(readShape(letterAfter(5, 3), UNBOUNDED)).toBe('malformed')
})
