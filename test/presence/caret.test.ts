import { expect, test } from 'vitest'
import { readCaret } from '../../client/presence/caret.ts'

const at = (client: number, clock: number) => ({ item: { client, clock }, assoc: -1 })
const state = (place: unknown) => ({ caret: { anchor: place, head: place }, active: true })

test('a caret is read from what another says of itself', () => {
  expect(readCaret(state(at(7, 3)))?.head.item).toEqual({ client: 7, clock: 3 })
})

test('a place that no token can have is no caret: it would throw while all carets are drawn', () => {
  for (const place of [at(7, -1), at(-7, 0), at(7, 0.5), at(7, Number.NaN), { item: 'x' }, null])
    expect(readCaret(state(place))).toBeNull()
  expect(readCaret('nothing')).toBeNull()
})
