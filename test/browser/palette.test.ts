import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import type { Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'

describeInBrowser('the list of all commands', () => {
  let stage: Stage
  let ann: Person

  beforeAll(async () => {
    stage = await Stage.opens()
    ann = await stage.enters('ann')
  })
  afterEach(() => expect(stage.complaints()).toEqual([]))
  afterAll(() => stage.closes())

  const find = () => ann.page.getByRole('combobox', { name: 'Commands' })
  const options = () => ann.page.getByRole('listbox').getByRole('option')
  const chosen = () => ann.page.locator('[role="option"][aria-selected="true"]')

  async function opensIt(): Promise<void> {
    await ann.presses('Control+k')
    await find().waitFor()
  }

  async function runs(words: string): Promise<void> {
    await opensIt()
    await ann.types(words)
    await ann.presses('Enter')
    await find().waitFor({ state: 'hidden' })
  }

  const theme = () => ann.page.evaluate(() => document.documentElement.dataset.theme ?? 'system')

  test('is there on every page, finds by words, runs by Enter, and remembers', async () => {
    await ann.visits('/')
    await ann.page.getByRole('heading', { level: 1 }).waitFor()
    await runs('dark')
    expect(await theme()).toBe('dark')
    await opensIt()
    expect(await options().first().textContent()).toContain('Dark appearance')
    await ann.types('no such thing')
    await ann.page.getByText('No command of that name').waitFor()
    await ann.presses('Control+a')
    await ann.types('appear')
    await ann.presses('ArrowUp')
    const last = await options().last().getAttribute('id')
    expect(await chosen().getAttribute('id')).toBe(last)
    expect(await find().getAttribute('aria-activedescendant')).toBe(last)
    await ann.presses('ArrowDown', 'Escape')
    await find().waitFor({ state: 'hidden' })
    await runs('system')
    expect(await theme()).toBe('system')
    await runs('new doc')
    await ann.page.waitForURL(/\/d\//)
    await ann.mayWrite()
    await runs('all documents')
    await ann.page.waitForURL(/\/$/)
  })

  test('acts on the text where the caret was, and gives it back', async () => {
    await stage.document(ann)
    await ann.clicksPage()
    await ann.types('one two')
    await ann.selects('two')
    await runs('bold')
    await ann.sees('one **two**')
    await ann.presses('End')
    await ann.types(' three')
    await ann.sees('one **two three**')
    await opensIt()
    await ann.presses('Escape')
    await runs('heading 2')
    await ann.sees('## one **two three**')
    await ann.types('!')
    await ann.sees('## one **two three!**')
    await ann.presses('Control+Shift+k')
    await ann.page.getByLabel('Address').waitFor()
    await ann.presses('Escape')
  })

  test('has every button of the toolbar, with its key', async () => {
    await stage.document(ann)
    await ann.clicksPage()
    const buttons = ann.page.getByRole('toolbar').first().getByRole('button')
    const tools = await buttons.evaluateAll((all) =>
      all.map((each) => ({
        name: each.getAttribute('aria-label'),
        key: each.getAttribute('aria-keyshortcuts'),
      })),
    )
    expect(tools.length).toBeGreaterThan(20)
    await opensIt()
    const listed = await options().evaluateAll((all) =>
      all.map((each) => ({
        name: each.querySelector('[dir]')?.textContent ?? '',
        key: each.getAttribute('aria-keyshortcuts'),
      })),
    )
    expect(listed).toEqual(expect.arrayContaining(tools))
    await ann.presses('Escape')
  })

  test('the keyboard help lists the keys of the page, by group', async () => {
    const help = ann.page.getByRole('dialog', { name: 'Keyboard' })
    await stage.document(ann)
    await ann.clicksPage()
    await ann.types('what?')
    await ann.sees('what?')
    expect(await help.count()).toBe(0)
    await ann.presses('Control+/')
    await help.getByText('Strikethrough').waitFor()
    await help.getByText('Ctrl+Shift+S').waitFor()
    expect(await help.getByRole('heading', { level: 3 }).count()).toBeGreaterThan(1)
    await ann.presses('Escape')
    await help.waitFor({ state: 'hidden' })
    await ann.visits('/')
    await ann.page.getByRole('heading', { level: 1 }).waitFor()
    await ann.presses('?')
    await help.getByText('Keyboard help').waitFor()
    expect(await help.getByText('Strikethrough').count()).toBe(0)
  })
})
