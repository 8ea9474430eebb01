import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import { PATIENCE_MS, type Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'
import { until } from '../support/cast.ts'

declare global {
  interface Window {
    heard?: string[]
  }
}

describeInBrowser('what ears are told', () => {
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

  /** Notes what the page says from now on. */
  const listens = ({ page }: Person) =>
    page.evaluate(() => {
      window.heard = []
      const region = document.querySelector('[data-live]')
      if (!region) throw new Error('no live region')
      new MutationObserver(() => {
        window.heard?.push(region.textContent?.trim() ?? '')
      }).observe(region, { childList: true, characterData: true, subtree: true })
    })
  const heard = ({ page }: Person) => page.evaluate(() => window.heard ?? [])
  const hears = (who: Person, words: RegExp) =>
    until(
      async () => (await heard(who)).some((each) => words.test(each)),
      () => `${who.name} to hear ${words}`,
      PATIENCE_MS,
    )

  test('who comes, that somebody wrote near, that the line is gone and back; not single keys', async () => {
    const id = await stage.document(ann, bo)
    expect(await ann.page.locator('[aria-live]').count()).toBe(1)
    await ann.clicksPage()
    await ann.types('one line')
    await ann.isTold('saved')
    await listens(ann)
    await bo.clicks('after', 'one line')
    await bo.types(', and much more that bo wrote key by key')
    await ann.sees('one line, and much more that bo wrote key by key')
    await hears(ann, /wrote near you\.$/)
    const spoken = (await heard(ann)).filter((each) => /wrote near/.test(each))
    expect(spoken.length).toBe(1)

    const before = (await heard(ann)).length
    await ann.presses('Control+End')
    await ann.types(' and a word of her own')
    await ann.isTold('saved')
    expect((await heard(ann)).length).toBe(before)

    await ann.cutsOff()
    await ann.types('!')
    await hears(ann, /^On this device/)
    await ann.returns()
    await hears(ann, /^Saved/)

    await bo.visits('/')
    await hears(ann, /left\.$/)
    await bo.opens(id)
    await hears(ann, /joined\.$/)
  })

  test('that somebody commented, once, and not my own comments', async () => {
    await stage.document(ann, bo)
    await ann.clicksPage()
    await ann.types('one two')
    await bo.sees('one two')
    const comments = async (who: Person, word: string) => {
      await who.selects(word)
      await who.presses('Control+Alt+m')
      await who.page.locator('.ProseMirror[contenteditable="true"]').nth(1).waitFor()
      await who.types(`about ${word}`)
      await who.presses('Control+Enter')
      for (const { page } of [ann, bo])
        await page.locator('[data-card]', { hasText: `about ${word}` }).waitFor()
    }
    await listens(ann)
    await comments(ann, 'two')
    await comments(bo, 'one')
    await hears(ann, /commented/)
    // What else is said comes after: by then a comment told twice would have been heard twice.
    await ann.presses('Escape')
    await ann.clicksPage()
    await ann.cutsOff()
    await ann.types('!')
    await hears(ann, /^On this device/)
    await ann.returns()
    const spoken = (await heard(ann)).filter((each) => /comment/.test(each))
    const name = await bo.page.getByRole('button', { name: /^You: / }).getAttribute('title')
    expect(spoken).toEqual([`${name?.slice(5)} commented.`])
  })
})
