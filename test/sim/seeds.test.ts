import { expect, test } from 'vitest'
import { REPOSITORY } from '../support/server.ts'
import { NAMED } from './named.ts'
import { type Outcome, playsNamed, playsSeeds } from './runner.ts'

/** The long run takes others each time: so many, or as many as fit into so many minutes. */
const { INTERLINE_LONG, INTERLINE_SEEDS, INTERLINE_MINUTES } = process.env
const LONG = INTERLINE_LONG !== undefined
const SEEDS = LONG ? Number(INTERLINE_SEEDS ?? (INTERLINE_MINUTES ? 1e9 : 10_000)) : 1_500
const FROM = LONG ? Math.floor(Math.random() * 1e9) : 1
const PROCESSES = 2
/** In ms. */
const HOURS = 3_600_000

test(
  '[LS1] [LV4] [LV5] [LV6] [LV10] [LV12] [LV16] [LV20] [RP3] [RP6] whatever fails, nothing is lost',
  async () => {
    const each = Math.ceil(SEEDS / PROCESSES)
    const outcomes = await Promise.all(
      Array.from({ length: PROCESSES }, (_, n) => playsSeeds(REPOSITORY, FROM + n * each, each)),
    )
    const { seeds, ms, sums, failures } = outcomes.reduce(together)
    console.log(`${seeds} seeds from ${FROM} in ${ms} ms: ${JSON.stringify(sums)}`)
    expect(failures).toEqual([])
    if (!INTERLINE_MINUTES) expect(seeds).toBe(each * PROCESSES)
    expect(sums.receipts).toBeGreaterThanOrEqual(7 * seeds)
    expect(sums.faults).toBeGreaterThanOrEqual(8 * seeds)
  },
  LONG ? 24 * HOURS : HOURS / 6,
)

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
