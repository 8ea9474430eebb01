import { test } from 'vitest'
import { expectFidelity } from './fidelity.ts'
import { PATIENCE_MS } from './table.ts'

test(
  'no word of four people who write offline is lost, doubled or misplaced',
  async () => {
    await expectFidelity(4, 500)
  },
  PATIENCE_MS,
)
