import { expect, test } from 'vitest'
import { line, Storm } from '../support/cast-storm.ts'
import { type Mutation, mutant } from '../support/server-mutant.ts'
import { DELETES_UNSEEN, EARLY_RECEIPT, EARLY_WORDS } from '../support/server-wrongs.ts'

/** Wrong by one line each. If a storm does not notice them, its "nothing lost" says nothing. */
const MUTANTS: Record<string, readonly Mutation[]> = {
  'a receipt before the commit': EARLY_RECEIPT,
  'words sent on before the commit': EARLY_WORDS,
  'a delete without new words taken for nothing new': DELETES_UNSEEN,
}
const KILLS = 40

for (const [what, mutations] of Object.entries(MUTANTS)) {
  test(`${what} is noticed`, async () => {
    const { root, remove } = mutant(mutations)
    try {
      const report = await new Storm({ seed: 7, kills: KILLS, root, untilLoss: true }).rages()
      console.log(`${what}: ${line(report)}`)
      expect(report.lost.updates).toBeGreaterThan(0)
    } finally {
      remove()
    }
  })
}
