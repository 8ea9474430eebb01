import { test } from 'vitest'
import { expectFidelityOfMoves } from './fidelity.ts'
import { PATIENCE_MS } from './table.ts'

test(
  'two who edit apart and move blocks lose no word, and all words and blocks end where they belong',
  async () => {
    await expectFidelityOfMoves(2, 700)
  },
  PATIENCE_MS,
)
