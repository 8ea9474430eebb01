import { expect, test } from 'vitest'
import { brokenWorld } from './mutant.ts'
import { MUTATIONS } from './mutations.ts'
import { type Outcome, playsSeeds } from './runner.ts'

const LONG = process.env.INTERLINE_LONG !== undefined
/** Within so many seeds a world must notice that something is wrong. */
const SEEDS = 1_000
/** Where the long run noticed it last: looked at first, so that the short one is quick. */
const NOTICED: Record<string, number> = {
  'the role is not checked': 4,
  'a snapshot that covers more than it holds': 7,
  'a stale snapshot stands for what came while it was made': 11,
  'the tail is trimmed early': 17,
  'client: an update that was held back is lost': 17,
  'client: an ask before its own step 2': 25,
  'client: another log, and the old receipts count': 30,
  'a receipt to the wrong socket': 76,
  'after a full disk nobody is asked for their words again': 98,
  'who wrote is sent nothing of what others wrote with them': 141,
  'after a restore who is back keeps others from bringing their words': 163,
  'a catch-up without deletes': 194,
  'a stale compaction in a catch-up': 416,
}
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
