import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import { PAGE } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'
import { Talking } from '../support/browser-threads.ts'
import { until } from '../support/cast.ts'

describeInBrowser('what people may do beside a text', () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await Stage.opens()
  })
  afterEach(async () => {
    expect(stage.complaints()).toEqual([])
    await stage.clears()
  })
  afterAll(() => stage.closes())

  /** In the sentence of the share dialog. */
  async function lets(owner: Talking, role: string): Promise<void> {
    const { page } = owner.person
    await owner.person.pushes('Share')
    const choice = page.getByLabel('What whoever has the link may do')
    await choice.selectOption(role)
    await owner.person.presses('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }

  test('who may comment sees live text, cannot change it, and comments; who may read sees no threads', async () => {
    const [ann, bo] = [
      new Talking(await stage.enters('ann')),
      new Talking(await stage.enters('bo')),
    ] as const
    const id = await ann.begins('Plan', 'We meet on Monday at noon.')
    await bo.person.opens(id)
    await lets(ann, 'comment')
    await bo.person.page.getByText('You may read and comment here').waitFor()
    await bo.person.page.waitForSelector(`${PAGE}[contenteditable="false"]`)
    expect(await bo.person.page.getByRole('toolbar').count()).toBe(0)

    await ann.person.clicksPage()
    await ann.person.types(' Sharp.')
    const sees = (who: Talking, words: string) =>
      until(
        async () =>
          (await who.person.page.locator(PAGE).first().textContent())?.includes(words) ?? false,
        () => `${who.person.name} to see ${words}`,
      )
    await sees(bo, 'noon. Sharp.')
    // Whatever a page would let through, the server does not.
    const stranger = await stage.client(id)
    const body = stranger.getText('body')
    stranger.transact(() => body.insert(1, 'forged '))

    await bo.commentsOn('Monday', 'A holiday?')
    await ann.seesMarked('Monday')
    await ann.replies('A holiday?', 'No')
    await bo.seesCards(['A holiday?', 'No'])
    await ann.person.clicks('after', 'Sharp.')
    await ann.person.types(' Please.')
    await sees(bo, 'Sharp. Please.')
    expect(await ann.person.page.locator(PAGE).first().textContent()).not.toContain('forged')

    await lets(ann, 'read')
    await bo.person.page.getByText('You may read here').waitFor()
    await bo.seesCards()
    await bo.seesMarked()
    expect(await bo.person.page.getByRole('button', { name: /^Comments/ }).count()).toBe(0)
    await bo.person.presses('Control+Alt+m')
    expect(await bo.field().count()).toBe(0)

    await lets(ann, 'write')
    await bo.person.mayWrite()
    await bo.seesMarked('Monday')
  })

  test('on a phone: words, a button, a sheet with one thread, and all of them', async () => {
    const ann = new Talking(await stage.enters('ann'))
    const kim = new Talking(await stage.enters('kim', { width: 390, height: 800 }))
    const id = await ann.begins('Plan', 'We meet on Monday at noon.', 'Bring the old maps.')
    await ann.commentsOn('old maps', 'Which ones?')
    await kim.person.opens(id)
    await kim.seesMarked('old maps')
    expect(await kim.person.page.locator('aside').count()).toBe(0)
    await kim.person.clicks('after', 'old ma')
    await kim.person.pushes('Show comment')
    await kim.panel().getByText('Which ones?').waitFor()
    // The words stay in sight above the sheet.
    const words = await kim.person.page.locator('.thread').boundingBox()
    const sheet = await kim.panel().boundingBox()
    expect((words?.y ?? 999) + (words?.height ?? 0)).toBeLessThan(sheet?.y ?? 0)
    await kim.card('Which ones?').locator('[data-act="reply"]').click()
    await kim.writes('The red ones')
    await ann.opensThread('Which ones?')
    await ann.seesCards(['Which ones?', 'The red ones'])
    await kim.person.pushes('All comments')
    await kim.panel().getByRole('button', { name: 'Comment on the whole document' }).click()
    await kim.writes('Nice plan')
    await ann.person.clicks('before', 'Plan')
    await ann.seesCards(['Nice plan'], ['Which ones?'])
    await kim.person.presses('Escape', 'Escape')
    await kim.panel().waitFor({ state: 'detached' })
    await kim.focusIs('text')
  })
})
