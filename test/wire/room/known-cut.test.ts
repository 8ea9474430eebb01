import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { ClockSet, type Range } from '../../../server/live/clock-set.ts'
import { cutKnown } from '../../../server/live/known-cut.ts'
import { readShape, UNBOUNDED } from '../../../server/live/update-shape.ts'
import { seededRng } from '../../../shared/kit/rng.ts'
import { composed, honestUpdates } from '../../support/network-composed.ts'
import * as forge from '../../support/network-forgery.ts'

const ROUNDS = process.env.INTERLINE_LONG ? 200_000 : 800
const LONG_MS = 3_600_000

function setOf(ranges: Iterable<Range>): ClockSet {
  const set = new ClockSet()
  set.addAll(ranges)
  return set
}

function structsOf(update: Uint8Array): Range[] {
  const shape = readShape(update, UNBOUNDED)
  if (typeof shape === 'string') throw new Error(shape)
  return [...shape.structs]
}

/** Some clocks of these, in pieces of up to four. */
function someOf(ranges: readonly Range[], rng: () => number): ClockSet {
  const some = new ClockSet()
  for (const { client, from, to } of ranges) {
    for (let clock = from; clock < to; ) {
      const end = Math.min(to, clock + 1 + Math.floor(rng() * 4))
      if (rng() < 0.5) some.add({ client, from: clock, to: end })
      clock = end
    }
  }
  return some
}

function without(ranges: readonly Range[], known: ClockSet): ClockSet {
  return setOf(ranges.flatMap((range) => known.lacking(range)))
}

function deletesOf(update: Uint8Array): unknown {
  return Y.decodeUpdate(update).ds.clients
}

/** Every clock by itself, as Yjs reads it: what it holds, and where that hangs. */
function clocksOf(update: Uint8Array): Map<string, unknown> {
  const clocks = new Map<string, unknown>()
  for (const struct of Y.decodeUpdate(update).structs) {
    if (struct instanceof Y.Skip) continue
    const { client, clock } = struct.id
    for (let n = 0; n < struct.length; n++) {
      clocks.set(`${client}.${clock + n}`, struct instanceof Y.Item ? split(struct, n) : 'gone')
    }
  }
  return clocks
}

function split({ id, origin, rightOrigin, parent, parentSub, content }: Y.Item, n: number) {
  const kind = content.constructor.name
  const holds = content instanceof Y.ContentDeleted ? kind : content.getContent()[n]
  const left = n > 0 ? Y.createID(id.client, id.clock + n - 1) : origin
  const hangs = left || rightOrigin ? null : { parent, parentSub }
  return { kind, holds: plain(holds), left, rightOrigin, hangs }
}

/** A type has much more in it than was read. */
function plain(holds: unknown): unknown {
  return holds instanceof Y.AbstractType || holds instanceof Y.Doc ? holds.constructor.name : holds
}

test(
  `[LV10] two complementary parts of an update are the update: ${ROUNDS} cuts`,
  () => {
    const seed = process.env.INTERLINE_LONG ? Date.now() % 1e9 : 20261123
    const rng = seededRng(seed)
    const honest = honestUpdates(rng)
    let cuts = 0
    for (let round = 0; round < ROUNDS; round++) {
      const count = 1 + Math.floor(rng() * honest.length)
      const update = round % 2 === 0 ? Y.mergeUpdates(honest.slice(0, count)) : composed(rng)
      if (typeof readShape(update, { structs: 1e5, deletes: 1e5 }) === 'string') continue
      const structs = structsOf(update)
      const known = someOf(structs, rng)
      const rest = without(structs, known)
      const [one, other] = [cutKnown(update, rest), cutKnown(update, known)]
      expect([...setOf(structsOf(one))], `seed ${seed}, round ${round}`).toEqual([...known])
      expect([...setOf(structsOf(other))], `seed ${seed}, round ${round}`).toEqual([...rest])
      const together = new Map([...clocksOf(one), ...clocksOf(other)])
      expect(together, `seed ${seed}, round ${round}`).toEqual(clocksOf(update))
      expect(deletesOf(one)).toEqual(deletesOf(update))
      cuts++
    }
    console.log(`seed ${seed}: ${cuts} updates cut and put together again`)
    expect(cuts).toBeGreaterThan(ROUNDS / 3)
  },
  LONG_MS,
)

test('[LV10] of a letter of two halves each half is what Yjs makes of it', () => {
  const update = forge.handmade([{ client: 7, clock: 0, structs: [forge.text('a👩b')] }])
  for (let length = 1; length < 4; length++) {
    const byYjs = Y.diffUpdate(update, Y.encodeStateVector(new Map([[7, length]])))
    expect(cutKnown(update, setOf([{ client: 7, from: 0, to: length }]))).toEqual(byYjs)
  }
})

test('what is known wholly leaves its deletes, and nothing else', () => {
  const update = forge.handmade(
    [{ client: 7, clock: 0, structs: [forge.text('abc'), forge.skip(2), forge.gc(4)] }],
    [{ client: 7, ranges: [[1, 1]] }],
  )
  const rest = cutKnown(update, setOf([{ client: 7, from: 0, to: 9 }]))
  expect(rest).toEqual(forge.handmade([], [{ client: 7, ranges: [[1, 1]] }]))
})
