import { expect, test } from 'vitest'
import { brokenWorld } from './mutant.ts'
import { MUTATIONS } from './mutations.ts'
import { playsSeeds } from './runner.ts'

/** Within so many seeds a world must notice that something is wrong. */
const SEEDS = 1_000
const LINE = 46

for (const [what, mutations] of Object.entries(MUTATIONS)) {
  test.concurrent(`${what} is noticed`, async () => {
    const { root, remove } = brokenWorld(mutations)
    try {
      const { failures, seeds, ms } = await playsSeeds(root, 1, SEEDS, 'until-failure')
      const [first] = failures
      const found = first ? `[${first.rule}] ${first.sentence}` : 'not noticed'
      console.log(`${what.padEnd(LINE)} seed ${seeds}, ${ms} ms: ${found}`)
      expect(first, `${seeds} seeds notice nothing`).toBeDefined()
    } finally {
      remove()
    }
  })
}
