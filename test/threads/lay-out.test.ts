import { expect, test } from 'vitest'
import { endOf, GAP_PX, layOut, type Place } from '../../client/threads/lay-out.ts'
import { seededRng } from '../../shared/kit/rng.ts'

const card = (id: string, wanted: number, height = 100): Place => ({ id, wanted, height })

test('[MG1] a card stands beside its words while nothing is in the way', () => {
  const tops = layOut([card('a', 0), card('b', 400), card('c', 900)], null)
  expect([...tops]).toEqual([
    ['a', 0],
    ['b', 400],
    ['c', 900],
  ])
})

test('[MG2] a card whose place is taken stands under the one before it', () => {
  const tops = layOut([card('a', 50), card('b', 60), card('c', 70), card('d', 1_000)], null)
  expect([...tops.values()]).toEqual([50, 150 + GAP_PX, 250 + 2 * GAP_PX, 1_000])
})

test('[MG3] the focused card stands beside its words, and the others make room', () => {
  const cards = [card('a', 50), card('b', 60), card('c', 70), card('d', 80)]
  const tops = layOut(cards, 'c')
  expect(tops.get('c')).toBe(70)
  expect(tops.get('d')).toBe(170 + GAP_PX)
  expect(tops.get('b')).toBe(70 - GAP_PX - 100)
  expect(tops.get('a')).toBe(70 - 2 * (GAP_PX + 100))
})

test('[MG3] focus moves nothing that is not in its way', () => {
  const cards = [card('a', 0), card('b', 500), card('c', 520), card('d', 2_000)]
  const tops = layOut(cards, 'c')
  expect([tops.get('a'), tops.get('d')]).toEqual([0, 2_000])
})

test('nobody is focused when the focused card is not here', () => {
  const cards = [card('a', 0), card('b', 10)]
  expect(layOut(cards, 'gone')).toEqual(layOut(cards, null))
  expect(layOut([], 'gone').size).toBe(0)
  expect(endOf([], new Map())).toBe(0)
})

const SEED = Number(process.env.INTERLINE_SEED ?? 20261122)

test(`[MG1] [MG2] [MG3] any cards, any focus (seed ${SEED})`, () => {
  const rng = seededRng(SEED)
  let moved = 0
  for (let round = 0; round < 500; round += 1) {
    let place = 0
    const cards = Array.from({ length: Math.floor(rng() * 40) }, (_, at) => {
      place += rng() < 0.3 ? 0 : Math.floor(rng() * 300)
      return card(String(at), place, 40 + Math.floor(rng() * 400))
    })
    const focused = rng() < 0.7 ? String(Math.floor(rng() * cards.length)) : null
    const tops = layOut(cards, focused)
    expect(tops.size).toBe(cards.length)
    let free = Number.NEGATIVE_INFINITY
    for (const { id, wanted, height } of cards) {
      const top = tops.get(id) ?? Number.NaN
      expect(top, `card ${id} of round ${round} overlaps`).toBeGreaterThanOrEqual(free)
      if (id === focused) expect(top).toBe(wanted)
      if (focused === null) expect(top).toBeGreaterThanOrEqual(wanted)
      if (top !== wanted) moved += 1
      free = top + height + GAP_PX
    }
  }
  expect(moved, 'the cards were in each other’s way').toBeGreaterThan(1_000)
})
