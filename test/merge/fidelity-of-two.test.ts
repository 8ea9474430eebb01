import { test } from 'vitest'
import { expectFidelity } from './fidelity.ts'
import { PATIENCE_MS } from './table.ts'

test(
  'no word of two people who write offline is lost, doubled or misplaced',
  async () => {
    await expectFidelity(2, 800)
  },
  PATIENCE_MS,
)
