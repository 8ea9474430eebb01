import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import type { Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'
import { until } from '../support/cast.ts'

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
    await until(async () => (await theme()) === 'dark', 'the page to be dark')
    await opensIt()
    await options().first().filter({ hasText: 'Dark appearance' }).waitFor()
    await ann.types('no such thing')
    await ann.page.getByText('No command of that name').waitFor()
    await ann.presses('Control+a')
    await ann.types('appear')
    await ann.presses('ArrowUp')
    const idOf = (option: ReturnType<typeof find>) => option.getAttribute('id')
    await until(async () => (await idOf(chosen())) === (await idOf(options().last())), 'the last')
    expect(await find().getAttribute('aria-activedescendant')).toBe(await idOf(options().last()))
    await ann.presses('ArrowDown', 'Escape')
    await find().waitFor({ state: 'hidden' })
    await runs('system')
    await until(async () => (await theme()) === 'system', 'the page to be as the system is')
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

  /** A document of her own. */
  async function begins(): Promise<string> {
    await ann.visits('/')
    await ann.page.getByRole('heading', { level: 1 }).waitFor()
    await runs('new doc')
    await ann.page.waitForURL(/\/d\//)
    await ann.mayWrite()
    return new URL(ann.page.url()).pathname.slice('/d/'.length)
  }

  const menu = () => ann.page.getByRole('menu').getByRole('menuitem')
  const focused = () => ann.page.evaluate(() => getSelection()?.toString())

  test('what is done with a document has a name, a place in its menu, and a key if often', async () => {
    const id = await begins()
    await ann.types('Old name')
    await ann.presses('Enter')
    await ann.types('a line')
    await ann.isTold('saved')
    await ann.presses('F2')
    await until(async () => (await focused()) === 'Old name', 'the title to be selected')
    await ann.types('New name')
    await ann.sees('New name', 'a line')
    await ann.page.getByRole('button', { name: 'What to do with this document' }).click()
    await menu().first().waitFor()
    const inMenu = await menu().evaluateAll((all) => all.map((each) => each.textContent))
    const named = ['Rename', 'Copy link', 'Download as Markdown', 'Delete this document']
    for (const name of named) expect(inMenu.join()).toContain(name)
    await ann.presses('Escape')
    const [file] = await Promise.all([ann.page.waitForEvent('download'), runs('download')])
    expect(file.suggestedFilename()).toBe('New name.md')
    await runs('address read only')
    await ann.page.getByText('Anyone who knows its address can read.').waitFor()
    await ann.presses('Escape')
    await runs('delete this')
    await ann.page.waitForURL(/\/$/)
    await ann.page.getByText('New name is in the trash.').waitFor()
    expect(await ann.page.locator(`a[href="/d/${id}"]`).count()).toBe(0)
    await ann.page.getByRole('button', { name: 'Undo' }).click()
    await ann.page.locator(`a[href="/d/${id}"]`).waitFor()
  })

  test('the row where the focus is has its commands, and two keys lead to each place', async () => {
    const id = await begins()
    await ann.types('Harbour')
    await ann.isTold('saved')
    await ann.visits('/')
    const row = ann.page.locator(`main li a[href="/d/${id}"]`)
    // The list is drawn as it was kept here, and again as the server has it: a palette that was
    // opened between the two speaks of the first.
    await until(async () => {
      await row.focus()
      await opensIt()
      await options().first().waitFor()
      if ((await options().filter({ hasText: 'Rename Harbour' }).count()) > 0) return true
      await ann.presses('Escape')
      await find().waitFor({ state: 'hidden' })
      return false
    }, 'the row to have its commands')
    for (const name of ['Rename Harbour', 'Copy the link of Harbour', 'Delete Harbour'])
      await options().filter({ hasText: name }).waitFor()
    await ann.presses('Escape')
    await find().waitFor({ state: 'hidden' })
    await row.focus()
    await ann.presses('g', 't')
    await ann.page.waitForURL(/\/trash$/)
    await ann.presses('g', 'k')
    await ann.page.waitForURL(/\/kept$/)
    await ann.presses('g', 'x', 'l')
    expect(new URL(ann.page.url()).pathname).toBe('/kept')
    await ann.presses('g', 'l')
    await ann.page.waitForURL(/\/$/)
    await ann.page.getByRole('searchbox').focus()
    await ann.types('gt')
    expect(new URL(ann.page.url()).pathname).toBe('/')
  })

  test('a comment is found, answered and resolved by keys and by name', async () => {
    await stage.document(ann)
    await ann.clicksPage()
    await ann.types('one two')
    for (const word of ['one', 'two']) {
      await ann.selects(word)
      await ann.presses('Control+Alt+m')
      await ann.page.locator('.ProseMirror[contenteditable="true"]').nth(1).waitFor()
      await ann.types(`about ${word}`)
      await ann.presses('Control+Enter')
      await ann.page.locator('[data-card]', { hasText: `about ${word}` }).waitFor()
      await ann.presses('Escape')
    }
    const open = ann.page.locator('[data-card][data-open="true"]')
    await ann.clicks('after', 'one')
    await ann.presses('ArrowLeft')
    await open.filter({ hasText: 'about one' }).waitFor()
    await ann.presses('F8')
    await open.filter({ hasText: 'about two' }).waitFor()
    await ann.presses('Shift+F8')
    await open.filter({ hasText: 'about one' }).waitFor()
    await runs('reply')
    await ann.page.locator('.ProseMirror[contenteditable="true"]').nth(1).waitFor()
    await ann.types('an answer')
    await ann.presses('Control+Enter')
    await open.filter({ hasText: 'an answer' }).waitFor()
    await runs('edit an answer')
    await ann.page.locator('.ProseMirror[contenteditable="true"]').nth(1).waitFor()
    await ann.presses('End')
    await ann.types(' indeed')
    await ann.presses('Control+Enter')
    await open.filter({ hasText: 'an answer indeed' }).waitFor()
    await open.locator('summary').waitFor()
    await runs('earlier versions an answer indeed')
    await open.locator('details[open]').waitFor()
    await open.getByRole('button', { name: 'Edit' }).first().focus()
    await runs('delete about one')
    await ann.page.getByRole('alertdialog').waitFor()
    await ann.pushes('Keep')
    await ann.page.getByRole('alertdialog').waitFor({ state: 'detached' })
    await runs('resolve')
    await ann.page.locator('[data-card] form input').waitFor()
    await ann.presses('Enter')
    await ann.page.locator('[data-card]', { hasText: 'about one' }).waitFor({ state: 'detached' })
  })
})
