import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import type { Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'
import { until } from '../support/cast.ts'

describeInBrowser('searching the library', () => {
  let stage: Stage
  let ann: Person

  beforeAll(async () => {
    stage = await Stage.opens()
    ann = await stage.enters('ann')
    await stage.document(ann)
    await ann.clicksPage()
    await ann.types('Orchard')
    await ann.presses('Enter')
    await ann.types('The first plums are ripe <img src=x onerror=alert(1)> in July.')
    await ann.isTold('saved')
    await stage.document(ann)
    await ann.clicksPage()
    await ann.types('Plum jam')
    await ann.isTold('saved')
    await ann.visits('/')
    await ann.page.locator('main li > a').nth(1).waitFor()
    const known = () =>
      ann.page.evaluate(async () => (await (await fetch('/api/search?q=plum')).json()).findings)
    await until(async () => (await known()).length === 2, 'the server to have read both')
  })
  afterEach(() => expect(stage.complaints()).toEqual([]))
  afterAll(() => stage.closes())

  const marked = () => ann.page.locator('main mark').allTextContents()
  const found = () => ann.page.locator('main li > a').count()

  test('a slash, some letters, and Enter open what was looked for', async () => {
    await ann.presses('/')
    await ann.types('plum')
    await until(async () => (await marked()).join() === 'Plum,plum', 'title first, then text')
    expect(await ann.page.locator('main li img').count()).toBe(0)
    await ann.page.getByText('ripe <img src=x onerror=alert(1)> in July').waitFor()
    await ann.types('s ripe')
    await until(async () => (await found()) === 1, 'one find')
    await ann.presses('Enter')
    await ann.mayWrite()
    expect((await ann.outline())[0]).toBe('Orchard')
  })

  test('arrows lead through what was found, Escape back to the list', async () => {
    await ann.visits('/')
    await ann.page.getByRole('searchbox').click()
    await ann.types('plum')
    await until(async () => (await marked()).length === 2, 'two finds')
    const focusIsOn = (title: string) =>
      until(
        () =>
          ann.page.evaluate(
            (words) => document.activeElement?.textContent?.slice(0, 8).includes(words) ?? false,
            title,
          ),
        `the focus on ${title}`,
      )
    await ann.presses('ArrowDown')
    await focusIsOn('Plum jam')
    await ann.presses('ArrowDown')
    await focusIsOn('Orchard')
    await ann.presses('ArrowUp')
    await focusIsOn('Plum jam')
    await ann.presses('ArrowUp')
    await until(
      () => ann.page.getByRole('searchbox').evaluate((field) => field.matches(':focus')),
      'the focus in the field',
    )
    await ann.presses('Escape')
    await until(async () => (await marked()).length === 0, 'the list to be back')
    expect(await found()).toBe(2)
  })

  test('nothing found is said in a sentence, and odd words are only words', async () => {
    for (const question of ['"', 'zebra AND (', '*', '🎉']) {
      await ann.page.getByRole('searchbox').fill(question)
      await ann.page.getByRole('heading', { name: `Nothing found for “${question}”` }).waitFor()
    }
    await ann.page.getByRole('button', { name: 'Clear the search' }).first().click()
    await until(async () => (await found()) === 2, 'the list to be back')
  })

  test('without the network titles are searched, and the page says so', async () => {
    await ann.cutsOff()
    await ann.page.getByRole('searchbox').fill('plum')
    await ann.page.getByText('These are titles kept in this browser').waitFor()
    await until(async () => (await marked()).join() === 'Plum', 'the one title')
    await ann.returns()
    await ann.pushes('Try again')
    await until(async () => (await marked()).length === 2, 'the server to be asked again')
  })
})
