import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { uuidv7 } from '../../shared/kit/ids.ts'
import { describeInBrowser } from '../support/browser.ts'
import type { Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'
import { until } from '../support/cast.ts'

describeInBrowser('the library', () => {
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

  const rows = (who: Person) => who.page.locator('main li > a').allTextContents()

  /** The library asks every ten seconds, and when somebody looks at it again. */
  const looksAgain = (who: Person) =>
    who.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))

  async function finds(who: Person, title: string): Promise<void> {
    await until(async () => {
      await looksAgain(who)
      return (await rows(who))[0]?.startsWith(title) ?? false
    }, `${title} on top`)
  }

  test('an empty one teaches; a document made there opens, and its first line is its title', async () => {
    await ann.visits('/')
    await ann.pushes('Start your first document')
    await ann.page.waitForURL(/\/d\//)
    await ann.mayWrite()
    await ann.clicksPage()
    await ann.types('Minutes of May')
    await ann.presses('Enter')
    await ann.types('We met.')
    await ann.isTold('saved')
    await until(async () => (await ann.page.title()).includes('Minutes of May'), 'the title')

    await bo.page.goto(ann.page.url())
    await bo.mayWrite()
    await bo.sees('Minutes of May', 'We met.')
    await ann.page.getByRole('link', { name: 'All documents' }).click()
    await finds(ann, 'Minutes of May')
    await until(async () => {
      await looksAgain(ann)
      return (await ann.page.locator('main li [data-person]').count()) === 1
    }, 'bo alone to be in it')

    await bo.visits('/')
    await until(async () => (await rows(bo)).length === 1, 'bo to find what bo opened')
  })

  test('the last changed stands first, and n makes a new one', async () => {
    await ann.visits('/')
    await ann.page.locator('main li > a').first().waitFor()
    const before = (await rows(ann)).length
    await ann.presses('n')
    await ann.page.waitForURL(/\/d\//)
    await ann.mayWrite()
    await ann.clicksPage()
    await ann.types('Newer')
    await ann.isTold('saved')
    await ann.page.goBack()
    await until(async () => (await rows(ann)).length === before + 1, 'one more row')
    await finds(ann, 'Newer')
  })

  test('an address that leads nowhere says so', async () => {
    await ann.visits(`/d/${uuidv7(Date.now())}`)
    await ann.page.getByText('There is no document here').waitFor()
    expect(await ann.page.locator('[contenteditable="true"]').count()).toBe(0)
    await ann.visits('/d/not-an-id')
    await ann.page.getByText('There is no document here').waitFor()
  })
})
