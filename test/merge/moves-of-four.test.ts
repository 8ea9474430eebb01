import { test } from 'vitest'
import { expectFidelityOfMoves } from './fidelity.ts'
import { PATIENCE_MS } from './table.ts'

test(
  'four who edit apart and move blocks lose no word, and all words and blocks end where they belong',
  async () => {
    await expectFidelityOfMoves(4, 600)
  },
  PATIENCE_MS,
)
