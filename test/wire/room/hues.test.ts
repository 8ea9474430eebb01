import { expect, test } from 'vitest'
import { Hues } from '../../../server/live/hues.ts'
import { COLOURS } from '../../../shared/kit/colours.ts'

const ann = { person: 'ann', colour: 'c3' } as const
const bo = { person: 'bo', colour: 'c3' } as const
const cleo = { person: 'cleo', colour: 'c1' } as const

test('[LV9] two people in a room have two colours, and keep them while they are here', () => {
  const hues = new Hues()
  expect(hues.give([ann]).get('ann')).toBe('c3')
  const two = hues.give([ann, bo])
  expect(two.get('ann')).toBe('c3')
  expect(two.get('bo')).toBe('c1')
  const three = hues.give([cleo, ann, bo])
  expect([three.get('ann'), three.get('bo'), three.get('cleo')]).toEqual(['c3', 'c1', 'c2'])
  expect(hues.give([bo]).get('bo')).toBe('c1')
  expect(hues.give([bo, ann]).get('ann')).toBe('c3')
})

test('[LV9] more people than colours share them', () => {
  const crowd = Array.from({ length: 20 }, (_, at) => ({ person: `p${at}`, colour: 'c1' }) as const)
  const given = [...new Hues().give(crowd).values()]
  expect(given).toHaveLength(20)
  expect(new Set(given)).toEqual(new Set(COLOURS))
})
