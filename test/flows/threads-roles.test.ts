import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { describeInBrowser } from '../support/browser.ts'
import { Composition } from '../support/browser-ime.ts'
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
    const choice = page.getByLabel('Anyone who knows its address may')
    await choice.selectOption(role)
    await page.locator('[data-sentence]', { hasText: role }).waitFor()
    await owner.person.presses('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }

  test('[MG5] who may comment sees live text, cannot change it, and comments; who may read sees no threads', async () => {
    const [ann, bo] = [
      new Talking(await stage.enters('ann')),
      new Talking(await stage.enters('bo')),
    ] as const
    const id = await ann.begins('Plan', 'We meet on Monday at noon.')
    await bo.person.opens(id)
    await lets(ann, 'comment')
    await bo.person.page.getByText('You may read and comment here').waitFor()
    await bo.person.page.waitForSelector(`${PAGE}[aria-readonly="true"]`)
    await bo.person.page.getByRole('toolbar').waitFor({ state: 'detached' })

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
    const comments = bo.person.page.getByRole('button', { name: /^Comments/ })
    await comments.waitFor({ state: 'detached' })
    await bo.person.presses('Control+Alt+m')
    expect(await bo.field().count()).toBe(0)

    await lets(ann, 'write')
    await bo.person.mayWrite()
    await bo.seesMarked('Monday')
  })

  test('[MG8] who may comment selects words by the keyboard, and nothing done to the page writes', async () => {
    const [ann, bo] = [
      new Talking(await stage.enters('ann')),
      new Talking(await stage.enters('bo')),
    ] as const
    const id = await ann.begins('Plan', 'We meet on Monday at noon.', 'Bring the old maps.')
    await bo.person.opens(id)
    await lets(ann, 'comment')
    const { page } = bo.person
    const text = page.locator(`${PAGE}[aria-readonly="true"]`)
    await text.waitFor()
    const before = await bo.person.screen()

    await page.getByRole('button', { name: 'Share' }).focus()
    for (let stop = 0; stop < 12 && (await bo.focus()) !== 'text'; stop += 1) {
      await bo.person.presses('Tab')
    }
    await bo.focusIs('text')
    await bo.person.presses('Control+Home', 'ArrowDown', 'Home', 'Control+Shift+ArrowRight')
    await bo.person.presses('Control+Shift+ArrowRight')
    await until(
      async () => (await bo.person.selected()).trim() === 'We meet',
      'two words to be selected',
    )

    const anns = await stage.client(id)
    const known = Y.encodeStateVector(anns)
    await bo.person.presses(
      'Control+c',
      'x',
      'Backspace',
      'Delete',
      'Enter',
      'Control+b',
      'Control+x',
    )
    await bo.person.presses('Control+v', 'Control+z', 'Control+Shift+z', 'Control+Alt+1')
    await page.keyboard.insertText('inserted at once')
    const ime = new Composition(bo.person)
    await ime.shows('に')
    await ime.shows('にほん')
    await ime.commits('日本')
    await ime.shows('ほ')
    await ime.cancels()
    const refused = await text.evaluate((page) => {
      const data = new DataTransfer()
      data.setData('text/plain', 'dropped')
      const kind = { bubbles: true, cancelable: true }
      const corrected = { ...kind, inputType: 'insertReplacementText', data: 'corrected' }
      const tried = [
        new InputEvent('beforeinput', corrected),
        new ClipboardEvent('paste', { ...kind, clipboardData: data }),
        new ClipboardEvent('cut', kind),
        new DragEvent('drop', { ...kind, dataTransfer: data, clientX: 300, clientY: 250 }),
      ]
      return tried.filter((event) => !page.firstElementChild?.dispatchEvent(event)).length
    })
    expect(refused).toBe(4)
    const [from, to] = [page.getByText('We meet'), page.getByText('Bring the old maps')] as const
    await from.dragTo(to, { sourcePosition: { x: 12, y: 12 } })
    expect(await bo.person.screen()).toEqual(before)
    expect(Y.encodeStateVector(anns)).toEqual(known)

    // The caret is there still, what others write still comes, and the words are taken.
    await ann.person.clicksPage()
    await ann.person.types(' Please.')
    await until(async () => (await text.textContent())?.includes('maps. Please.') ?? false, 'words')
    await bo.person.clicks('before', 'We meet')
    await bo.person.presses('Shift+Control+ArrowRight', 'Shift+Control+ArrowRight')
    await bo.person.presses('Control+Alt+m')
    await bo.writes('Who?')
    await ann.seesCards(['Who?'])
    await bo.focusIs('card')
    await bo.person.presses('Escape')
    await bo.focusIs('text')
    await stage.agrees(id, ann.person, bo.person)

    await lets(ann, 'write')
    await bo.person.mayWrite()
    await bo.person.presses('Control+Home')
    await bo.person.types('Our ')
    await ann.person.page.getByText('Our Plan').first().waitFor()
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
    await until(async () => {
      const words = await kim.person.page.locator('.thread').boundingBox()
      const sheet = await kim.panel().boundingBox()
      return (words?.y ?? 999) + (words?.height ?? 0) < (sheet?.y ?? 0)
    }, 'the words to be in sight')
    await kim.card('Which ones?').locator('[data-act="reply"]').click()
    // [MG9] A keyboard of glass covers the lower half of the window.
    const bottom = await kim.panel().evaluate((sheet) => {
      const seen = visualViewport ?? window
      Object.defineProperty(seen, 'height', { value: 400, configurable: true })
      seen.dispatchEvent(new Event('resize'))
      return sheet.getBoundingClientRect().bottom
    })
    expect(bottom).toBe(400)
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
    await kim.commentsOn('Monday', 'A holiday?')
    await ann.seesMarked('Monday', 'old maps')
  })
})
