import { expect, test } from 'vitest'
import { brokenWorld } from './mutant.ts'
import { MUTATIONS } from './mutations.ts'
import { type Outcome, playsSeeds } from './runner.ts'

const LONG = process.env.INTERLINE_LONG !== undefined
/** Within so many seeds a world must notice that something is wrong. */
const SEEDS = 1_000
/** Where it was noticed when this was written: looked at first, so that the test is quick. */
const NOTICED: Record<string, number> = {}
const LINE = 46

for (const [what, mutations] of Object.entries(MUTATIONS)) {
  test.concurrent(`${what} is noticed`, async () => {
    const { root, remove } = brokenWorld(mutations)
    try {
      const { seeds, ms, failures } = await notices(root, LONG ? 0 : (NOTICED[what] ?? 0))
      const [first] = failures
      const found = first ? `seed ${first.name}: [${first.rule}] ${first.sentence}` : 'not noticed'
      console.log(`${what.padEnd(LINE)} ${seeds} seeds, ${ms} ms, ${found}`)
      expect(first, `${seeds} seeds notice nothing`).toBeDefined()
    } finally {
      remove()
    }
  })
}

async function notices(root: string, hint: number): Promise<Outcome> {
  const near = hint > 0 ? await playsSeeds(root, hint, 1, 'until-failure') : null
  return near?.failures.length ? near : playsSeeds(root, 1, SEEDS, 'until-failure')
}
