import { expect, test } from 'vitest'
import { arrive, type Homes, NO_HOMES } from '../../client/accounts/homes.ts'

const guest = (person: string) => ({ person, kind: 'guest' as const })
const person = (name: string) => ({ person: name, kind: 'person' as const })

/** Who the server said one was, one after the other; gives where words are kept then. */
function visits(...all: Parameters<typeof arrive>[1][]): Homes & { from: string | null } {
  let homes: Homes & { from: string | null } = { ...NO_HOMES, from: null }
  for (const each of all) homes = arrive(homes, each)
  return homes
}

test('[CA1] a home is the first guest’s, and outlives a lost cookie, a sign-up and a sign-in', () => {
  expect(visits(guest('g')).home).toBe('g')
  expect(visits(guest('g'), guest('another')).home).toBe('g')
  expect(visits(guest('g'), person('g'))).toMatchObject({ home: 'g', of: 'g', from: null })
  expect(visits(guest('g'), person('ann'))).toMatchObject({ home: 'g', of: 'ann', from: null })
  expect(visits(guest('g'), person('ann'), person('ann')).home).toBe('g')
  expect(visits(person('ann'))).toMatchObject({ home: 'ann', of: 'ann' })
})

test('[CA2] nobody else finds what an account keeps here, and it finds it again', () => {
  const ended = visits(guest('g'), person('ann'), guest('h'))
  expect(ended).toMatchObject({ home: 'h', of: null, from: null })
  expect(arrive(ended, guest('h')).home).toBe('h')
  expect(arrive(ended, person('ann')).home).toBe('g')
  const bo = visits(guest('g'), person('ann'), person('bo'))
  expect(bo).toMatchObject({ home: 'bo', of: 'bo', from: null })
  expect(arrive(bo, person('ann'))).toMatchObject({ home: 'g', of: 'ann', from: null })
  expect(visits(guest('g'), person('ann'), guest('h'), person('bo')).home).toBe('h')
})

test('[CA3] what was kept for a guest meanwhile comes along to where the person was before', () => {
  const again = visits(guest('g'), person('ann'), guest('h'), person('ann'))
  expect(again).toMatchObject({ home: 'g', of: 'ann', from: 'h' })
  expect(arrive(again, person('ann')).from).toBeNull()
})
