import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import type { Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'

describeInBrowser('undo is mine alone', () => {
  let stage: Stage
  let ann: Person
  let bo: Person

  beforeAll(async () => {
    stage = await Stage.opens()
    ann = await stage.enters('ann')
    bo = await stage.enters('bo')
  })
  afterEach(() => expect(stage.complaints()).toEqual([]))
  afterAll(() => stage.closes())

  test('takes back my words and leaves what others wrote among them', async () => {
    const id = await stage.document(ann, bo)
    await ann.clicksPage()
    await ann.types('ann wrote')
    await bo.sees('ann wrote')
    await bo.clicks('after', 'ann')
    await bo.types(' and bo')
    await ann.sees('ann and bo wrote')

    await ann.presses('Control+z')
    await Promise.all([ann.sees(' and bo'), bo.sees(' and bo')])
    await ann.presses('Control+Shift+z')
    await Promise.all([ann.sees('ann and bo wrote'), bo.sees('ann and bo wrote')])
    await bo.presses('Control+z')
    await Promise.all([ann.sees('ann wrote'), bo.sees('ann wrote')])
    await stage.agrees(id, ann, bo)
  })

  test('typing, Enter, a list and a mark are separate steps', async () => {
    const id = await stage.document(ann, bo)
    await ann.clicksPage()
    await ann.types('one')
    await ann.presses('Enter')
    await ann.types('- two')
    await ann.sees('one', '- two')
    await ann.presses('Shift+Home', 'Control+b')
    await ann.sees('one', '- **two**')

    await ann.presses('Control+z')
    await ann.sees('one', '- two')
    await ann.presses('Control+z')
    await ann.sees('one', '- ')
    await ann.presses('Control+z')
    await ann.sees('one', '-')
    await ann.presses('Control+z')
    await ann.sees('one', '')
    await ann.presses('Control+z')
    await ann.sees('one')
    await ann.presses('Control+z')
    await Promise.all([ann.sees(''), bo.sees('')])
    for (let step = 0; step < 6; step += 1) await ann.presses('Control+Shift+z')
    await Promise.all([ann.sees('one', '- **two**'), bo.sees('one', '- **two**')])
    await stage.agrees(id, ann, bo)
  })

  test('the caret goes where the change was', async () => {
    const id = await stage.document(ann, bo)
    await ann.clicksPage()
    await ann.types('first')
    await ann.presses('Enter')
    await ann.types('second')
    await bo.sees('first', 'second')
    await ann.clicks('after', 'first')
    await ann.types(' line')
    await ann.clicks('after', 'second')
    await bo.clicks('before', 'first')
    await bo.types('the ')
    await ann.sees('the first line', 'second')
    await ann.presses('Control+z')
    await ann.sees('the first', 'second')
    await ann.types('!')
    await ann.sees('the first!', 'second')
    await stage.agrees(id, ann, bo)
  })
})
