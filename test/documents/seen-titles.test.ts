import { expect, test } from 'vitest'
import { freshTitle, sawTitle } from '../../client/documents/seen-titles.ts'

test('[LB6] a title that this tab has just seen wins over what the server has not read yet', () => {
  sawTitle('plan', 'Plan for the autumn', 1_000)
  const listed = { id: 'plan', title: '' }
  expect(freshTitle(listed, 2_000)).toEqual({ id: 'plan', title: 'Plan for the autumn' })
  expect(freshTitle({ id: 'other', title: 'Other' }, 2_000).title).toBe('Other')
})

test('[LB6] later the server knows better: others may have changed the first line', () => {
  sawTitle('plan', 'Plan for the autumn', 1_000)
  expect(freshTitle({ id: 'plan', title: 'Plan for winter' }, 11_001).title).toBe('Plan for winter')
})
