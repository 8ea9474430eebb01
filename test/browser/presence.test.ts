import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import { PAGE, type Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'
import { appendBlock } from '../support/browser-yjs.ts'
import { until } from '../support/cast.ts'

/** A caret is drawn where the browser would draw it; more would be another letter. */
const NEAR_PX = 3

describeInBrowser('who else is here, and where', () => {
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

  async function rename(who: Person, name: string): Promise<void> {
    await who.pushes(/^You: /)
    await who.page.getByLabel('Your name').fill(name)
    await who.pushes(/^Save$/)
    await who.page.getByRole('dialog').waitFor({ state: 'detached' })
  }

  const facesOn = (who: Person) => who.page.locator('header [data-person]').count()

  test('faces come, are renamed and go', async () => {
    const id = await stage.document(ann, bo)
    await until(async () => (await facesOn(ann)) === 1 && (await facesOn(bo)) === 1, 'a face each')
    await rename(bo, 'Bo the Second')
    await ann.page.getByRole('button', { name: 'Go to Bo the Second' }).waitFor()

    const cleo = await stage.enters('cleo')
    await cleo.opens(id)
    await until(async () => (await facesOn(ann)) === 2, 'a third person')
    const tab = await bo.opensTab('bo again')
    await tab.opens(id)
    await cleo.page.close()
    await until(async () => (await facesOn(ann)) === 1, 'only bo, though in two tabs')
    await tab.page.close()
    expect(await facesOn(ann)).toBe(1)
  })

  test('a caret and a selection are drawn on the letter they are at, with the name', async () => {
    await stage.document(ann, bo)
    await rename(bo, 'Bo')
    await ann.clicksPage()
    await ann.types('the words between us')
    await bo.sees('the words between us')
    await bo.clicks('after', 'words')
    const caret = ann.page.locator('[data-caret]')
    await caret.waitFor({ state: 'attached' })
    await until(async () => (await caret.textContent())?.includes('Bo') ?? false, 'the new name')

    const boxOf = (who: Person) =>
      who.page.evaluate(
        ([selector, words]) => {
          const page = document.querySelector(selector)
          const text = page && document.createTreeWalker(page, NodeFilter.SHOW_TEXT).nextNode()
          if (!text) return null
          const range = document.createRange()
          const from = (text.nodeValue ?? '').indexOf(words)
          range.setStart(text, from)
          range.setEnd(text, from + words.length)
          return range.getBoundingClientRect().toJSON()
        },
        [PAGE, 'words'] as const,
      )
    const letters = await boxOf(ann)
    const drawn = () => ann.page.locator('[data-caret] > :last-child').boundingBox()
    await until(
      async () => Math.abs(((await drawn())?.x ?? -99) - letters.right) <= NEAR_PX,
      'the caret to stand after "words"',
    )
    expect(Math.abs(((await drawn())?.y ?? -99) - letters.top)).toBeLessThan(letters.height)

    await bo.selects('words')
    const line = ann.page.locator('[data-caret] > :first-child > *').first()
    await until(async () => {
      const box = await line.boundingBox().catch(() => null)
      return box !== null && Math.abs(box.width - letters.width) <= NEAR_PX
    }, 'the selection to be drawn')

    await ann.clicks('before', 'the words')
    await ann.types('here are ')
    const moved = await boxOf(ann)
    await until(async () => {
      const box = await line.boundingBox()
      return box !== null && Math.abs(box.x - moved.left) <= NEAR_PX
    }, 'the selection to move with its word')
    expect(await bo.selected()).toBe('words')
  })

  test('somebody far away shows as an arrow at the edge, and a press goes there', async () => {
    const id = await stage.document()
    const cleo = await stage.client(id)
    cleo.transact(() => {
      for (let n = 0; n < 200; n += 1) appendBlock(cleo, {}, `line ${n} of a long text`)
    })
    await Promise.all([ann.opens(id), bo.opens(id)])
    await rename(bo, 'Bo')
    await ann.clicks('after', 'line 0 of')
    await bo.clicks('after', 'line 190 of')
    const below = ann.page.getByRole('button', { name: 'Bo, further down' })
    await below.waitFor()
    const above = bo.page.locator('[data-edge="above"]')
    await above.waitFor()
    await below.click()
    await ann.page.locator('[data-edge]').waitFor({ state: 'detached' })
    await bo.types('!')
    await until(
      async () => (await ann.page.locator(PAGE).textContent())?.includes('line 190 of!') ?? false,
      'what bo types',
    )
    await ann.page.locator('[data-caret]').first().waitFor({ state: 'attached' })
  })

  test('someone who closes the tab is gone for the others', async () => {
    await stage.document(ann, bo)
    await until(async () => (await facesOn(ann)) === 1, 'bo')
    await bo.page.close()
    await until(async () => (await facesOn(ann)) === 0, 'nobody')
  })
})
