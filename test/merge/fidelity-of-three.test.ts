import { test } from 'vitest'
import { expectFidelity } from './fidelity.ts'
import { PATIENCE_MS } from './table.ts'

test(
  'no word of three people who write offline is lost, doubled or misplaced',
  async () => {
    await expectFidelity(3, 700)
  },
  PATIENCE_MS,
)
