import { expect, test } from 'vitest'
import { mayGoOn } from '../../client/documents/may-go-on.ts'
import { REFUSAL_REASONS, type RefusalReason } from '../../shared/wire/refusals.ts'

const refused = (reason: RefusalReason) => mayGoOn({ kind: 'refused', reason, sentence: '' })

test('who sent too much can undo it; who may not write can not', () => {
  expect(mayGoOn({ kind: 'saved' })).toBe(true)
  expect(REFUSAL_REASONS.filter(refused)).toEqual([
    ...['malformed', 'too-large', 'quarantined', 'storage-full'],
  ])
})
