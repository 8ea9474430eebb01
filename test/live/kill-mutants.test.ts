import { expect, test } from 'vitest'
import { line, Storm } from '../support/cast-storm.ts'
import { type Mutation, mutant } from '../support/server-mutant.ts'

/** Wrong by one line each. If a storm does not notice them, its "nothing lost" says nothing. */
const MUTANTS: Record<string, Mutation[]> = {
  'a receipt before the commit': [
    {
      file: 'server/live/intake.ts',
      from: 'session.receipts.handOver(isStepTwo)',
      to: 'session.receipts.handOver(isStepTwo); session.receipts.committed()',
    },
  ],
  'words sent on before the commit': [
    {
      file: 'server/live/log.ts',
      from: 'this.#waiting = []\n    try {',
      to: 'this.#waiting = []\n    try {\n      this.#tell(batch, 1)',
    },
    {
      file: 'server/live/log.ts',
      from: "this.#tell(batch, outcome.kind === 'committed' ? outcome.first : null)",
      to: 'void outcome',
    },
  ],
  'a delete without new words taken for nothing new': [
    {
      file: 'server/live/knowledge.ts',
      from: ' || !this.#deletes.hasAll(deletes)',
      to: '',
    },
  ],
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
