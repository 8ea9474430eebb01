import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import type { Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'
import { until } from '../support/cast.ts'

describeInBrowser('deleting and restoring', () => {
  let stage: Stage
  let ann: Person
  let bo: Person

  beforeAll(async () => {
    stage = await Stage.opens()
    ann = await stage.enters('ann')
    bo = await stage.enters('bo', { width: 390, height: 844 })
    await ann.visits('/')
    await bo.visits('/')
  })
  afterEach(() => expect(stage.complaints()).toEqual([]))
  afterAll(() => stage.closes())

  const rows = (who: Person) => who.page.locator('main li > a').allTextContents()

  const lists = (who: Person, ...titles: string[]) =>
    until(
      async () => {
        await who.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
        const shown = await rows(who)
        return (
          shown.length === titles.length && titles.every((title) => shown.join().includes(title))
        )
      },
      () => `${who.name} to find ${titles.join(', ') || 'nothing'} in the list`,
    )

  const row = (who: Person, title: string) => who.page.locator('main li > a', { hasText: title })

  /** By its menu, as a finger or a mouse does. */
  async function choosesOf(who: Person, title: string, item: string): Promise<void> {
    const menu = who.page.getByRole('button', { name: `What to do with ${title}` })
    await row(who, title).hover()
    await menu.click()
    await who.page.getByRole('menuitem', { name: item }).click()
  }

  /** A document of ann's with this title. */
  async function writes(title: string): Promise<string> {
    await ann.visits('/')
    await ann.page
      .getByRole('heading', { name: /Documents|together/ })
      .first()
      .waitFor()
    await ann.presses('n')
    await ann.page.waitForURL(/\/d\//)
    await ann.mayWrite()
    await ann.clicksPage()
    await ann.types(title)
    await ann.isTold('saved')
    return new URL(ann.page.url()).pathname.split('/')[2] ?? ''
  }

  /** Their own copy can be read; nothing can be written. */
  async function isGoneFor(who: Person): Promise<void> {
    await who.page.getByRole('alert').getByText('This document was deleted.').waitFor()
    expect(await who.page.locator('[contenteditable="true"]').count()).toBe(0)
  }

  test('[TR6] deleted by key and undone: bo, who is in it, sees it go, and may come back', async () => {
    const id = await writes('Harvest plan')
    await bo.opens(id)
    await bo.sees('Harvest plan')
    await ann.visits('/')
    await lists(ann, 'Harvest plan')
    await row(ann, 'Harvest plan').focus()
    await ann.presses('Delete')
    await ann.page.getByText('Harvest plan is in the trash.').waitFor()
    await lists(ann)
    await isGoneFor(bo)
    await bo.visits('/')
    await lists(bo)
    await bo.visits(`/d/${id}`)
    await isGoneFor(bo)
    await bo.sees('Harvest plan')

    await ann.pushes('Undo')
    await lists(ann, 'Harvest plan')
    await bo.opens(id)
    await bo.sees('Harvest plan')
  })

  test('from the trash it is restored, and from its own address', async () => {
    const id = await writes('Seed list')
    await ann.visits('/')
    await lists(ann, 'Harvest plan', 'Seed list')
    await choosesOf(ann, 'Seed list', 'Delete')
    await lists(ann, 'Harvest plan')
    await ann.page.getByRole('link', { name: 'Trash' }).click()
    await ann.page.getByText('29 days left').waitFor()
    await ann.page.getByRole('button', { name: 'Restore' }).focus()
    await ann.runs('Restore Seed list')
    await ann.page.getByText('The trash is empty').waitFor()
    await ann.page.getByRole('button', { name: 'Open' }).click()
    await ann.mayWrite()
    await ann.sees('Seed list')

    await ann.visits('/')
    await lists(ann, 'Harvest plan', 'Seed list')
    await row(ann, 'Seed list').focus()
    await ann.presses('Delete')
    await lists(ann, 'Harvest plan')
    await ann.visits(`/d/${id}`)
    await ann.page.getByRole('alert').getByText('You deleted this document.').waitFor()
    await ann.pushes('Restore')
    await ann.mayWrite()
    await ann.sees('Seed list')
  })

  test('for ever only after a question, and then nobody has it', async () => {
    const id = await writes('Old notes')
    await ann.visits('/')
    await lists(ann, 'Harvest plan', 'Seed list', 'Old notes')
    await row(ann, 'Old notes').focus()
    await ann.presses('Delete')
    await ann.visits('/trash')
    await ann.pushes('Delete for ever')
    await ann.page.getByText('“Old notes” is deleted for everyone').waitFor()
    await ann.pushes('Keep it')
    await until(
      async () => (await ann.page.getByText('Old notes').count()) === 1,
      'the question to be gone, and the document to stay',
    )
    await ann.runs('Delete for ever Old notes')
    await ann.page.getByRole('dialog').getByRole('button', { name: 'Delete for ever' }).click()
    await ann.page.getByText('The trash is empty').waitFor()
    await ann.visits(`/d/${id}`)
    await isGoneFor(ann)
  })

  test('[TR9] what is another’s one only leaves, on a phone, and is asked back at once', async () => {
    await bo.visits('/')
    await lists(bo, 'Harvest plan')
    await choosesOf(bo, 'Harvest plan', 'Remove from my list')
    await lists(bo)
    await bo.pushes('Undo')
    await lists(bo, 'Harvest plan')
    await ann.visits('/')
    await lists(ann, 'Harvest plan', 'Seed list')
    const width = await bo.page.evaluate(() => document.documentElement.scrollWidth)
    expect(width).toBeLessThanOrEqual(390)
  })

  test('rename is the first line, selected', async () => {
    await ann.visits('/')
    await lists(ann, 'Harvest plan', 'Seed list')
    await row(ann, 'Seed list').focus()
    await ann.presses('F2')
    await ann.mayWrite()
    await until(async () => (await ann.selected()) === 'Seed list', 'the title to be selected')
    await ann.types('Seeds')
    await ann.sees('Seeds')
    await ann.isTold('saved')
    await ann.page.goBack()
    // What this browser has just seen is not shown late, also after a reload: the list asks the
    // server again after 10 s only.
    await row(ann, 'Seeds').waitFor({ timeout: 9_000 })
    await ann.page.reload()
    await row(ann, 'Seeds').waitFor({ timeout: 9_000 })
  })

  test('[TR10] without the network the list stays, says since when, and what is deleted is deleted later', async () => {
    await ann.visits('/')
    await lists(ann, 'Harvest plan', 'Seeds')
    await ann.cutsOff()
    await ann.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    await ann.page.getByText('You are offline. This is the list of').waitFor()
    expect((await rows(ann)).length).toBe(2)
    await row(ann, 'Harvest plan').focus()
    await ann.presses('Delete')
    await until(async () => (await rows(ann)).length === 1, 'the row to go')
    await bo.visits('/')
    await lists(bo, 'Harvest plan')
    await ann.returns()
    await lists(bo)
    await lists(ann, 'Seeds')
  })

  test('[LB5] reloaded without the network the library is there, with what is begun in it', async () => {
    const id = await writes('Never opened here')
    const cleo = await stage.enters('cleo', { width: 390, height: 844, keepsTheApp: true })
    await cleo.visits('/')
    await cleo.page.getByRole('heading', { name: 'Write something together' }).waitFor()
    await cleo.keepsTheApp()
    // In the list, but nothing of it in this browser.
    await cleo.page.evaluate((known) => fetch(`/api/documents/${known}`), id)
    await lists(cleo, 'Never opened here')
    await cleo.cutsOff()
    await cleo.page.reload()
    await cleo.page.getByText('You are offline. This is the list of').waitFor()
    await row(cleo, 'Never opened here').getByText('Needs the network').waitFor()
    await cleo.presses('n')
    await cleo.mayWrite()
    await cleo.clicksPage()
    await cleo.types('Begun on the train')
    await cleo.isTold('on-this-device')
    await cleo.page.goBack()
    await row(cleo, 'Begun on the train').getByText('Not sent yet').waitFor()
    await cleo.returns()
    await until(
      async () => (await cleo.page.getByText('Not sent yet').count()) === 0,
      'it to be sent',
    )
    await lists(cleo, 'Begun on the train', 'Never opened here')
  })
})
