import { expect, test } from 'vitest'
import { REPOSITORY } from '../support/server.ts'
import { NAMED } from './named.ts'
import { type Outcome, playsNamed, playsSeeds } from './runner.ts'

const SEEDS = 1_500
const PROCESSES = 2

test('[LS1] [LV4] [LV5] [LV6] [LV12] [LV16] [LV20] [RP3] [RP6] whatever happens, nothing is untrue and nothing lost', async () => {
  const each = SEEDS / PROCESSES
  const outcomes = await Promise.all(
    Array.from({ length: PROCESSES }, (_, n) => playsSeeds(REPOSITORY, 1 + n * each, each)),
  )
  const { seeds, sums, failures } = outcomes.reduce(together)
  console.log(`${seeds} seeds: ${JSON.stringify(sums)}`)
  expect(failures).toEqual([])
  expect(seeds).toBe(SEEDS)
  expect(sums.receipts).toBeGreaterThanOrEqual(7 * seeds)
  expect(sums.faults).toBeGreaterThanOrEqual(8 * seeds)
})

test('plays that failed once do not fail again', async () => {
  const { seeds, failures } = await playsNamed(REPOSITORY)
  expect(failures).toEqual([])
  expect(seeds).toBe(Object.keys(NAMED).length)
})

function together(one: Outcome, other: Outcome): Outcome {
  const names = [...new Set([...Object.keys(one.sums), ...Object.keys(other.sums)])]
  const sums = names.map((name) => [name, (one.sums[name] ?? 0) + (other.sums[name] ?? 0)])
  return {
    ...{ seeds: one.seeds + other.seeds, ms: Math.max(one.ms, other.ms) },
    ...{ sums: Object.fromEntries(sums), failures: [...one.failures, ...other.failures] },
  }
}
