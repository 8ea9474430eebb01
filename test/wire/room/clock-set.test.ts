import { expect, test } from 'vitest'
import { ClockSet, decodeClocks, encodeClocks, type Range } from '../../../server/live/clock-set.ts'
import { seededRng } from '../../../shared/kit/rng.ts'

const SEED = 20261123
const STEPS = 5_000
const CLOCKS = 40

test(`a set of clocks is the same as each clock by itself: ${STEPS} steps, seed ${SEED}`, () => {
  const rng = seededRng(SEED)
  const below = (n: number) => Math.floor(rng() * n)
  const range = (): Range => {
    const from = below(CLOCKS)
    return { client: 1 + below(2), from, to: from + below(8) }
  }
  const each = ({ client, from, to }: Range) =>
    Array.from({ length: Math.max(0, to - from) }, (_, n) => `${client}.${from + n}`)
  const set = new ClockSet()
  const model = new Set<string>()
  const counts: Record<string, number> = {}
  for (let step = 0; step < STEPS; step++) {
    const one = range()
    if (rng() < 0.3) {
      set.add(one)
      for (const clock of each(one)) model.add(clock)
    } else if (rng() < 0.5) {
      set.remove(one)
      for (const clock of each(one)) model.delete(clock)
    }
    const asked = range()
    const has = each(asked).filter((clock) => model.has(clock))
    const lacks = each(asked).filter((clock) => !model.has(clock))
    expect(set.has(asked), `step ${step}`).toBe(lacks.length === 0)
    expect(set.overlaps([asked]), `step ${step}`).toBe(has.length > 0)
    expect(set.lacking(asked).flatMap(each), `step ${step}`).toEqual(lacks)
    const all = [...set]
    expect(all.flatMap(each).sort(), `step ${step}`).toEqual([...model].sort())
    expect(set.length).toBe(all.length)
    const ofOne = [...set.of([2, 2, 7])]
    expect(ofOne).toEqual(all.filter(({ client }) => client === 2))
    expect([...decodeClocks(encodeClocks(set))]).toEqual(all)
    for (const what of [`${has.length > 0}`, `has ${lacks.length === 0}`]) {
      counts[what] = (counts[what] ?? 0) + 1
    }
  }
  console.log(`seed ${SEED}:`, counts)
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(STEPS / 20)
})
