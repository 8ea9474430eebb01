import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import type { Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'
import { until } from '../support/cast.ts'

const STOPS_LIMIT = 60
const SPEAKING = new Set(['button', 'link', 'textbox', 'checkbox', 'radio', 'combobox', 'menuitem'])

describeInBrowser('for hands on keys and for ears', () => {
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

  /** Everything that can be pressed or filled and has no name in the accessibility tree. */
  async function nameless(who: Person): Promise<string[]> {
    const cdp = await who.cdp()
    await cdp.send('Accessibility.enable')
    const { nodes } = await cdp.send('Accessibility.getFullAXTree')
    await cdp.send('Accessibility.disable')
    const speaking = nodes.filter((node) => SPEAKING.has(String(node.role?.value)))
    expect(speaking.length).toBeGreaterThan(0)
    return speaking
      .filter(({ name }) => String(name?.value ?? '').trim() === '')
      .map(({ role, backendDOMNodeId }) => `${role?.value} ${backendDOMNodeId}`)
  }

  /** Tabs on until the focus is on a control of that name; every stop must show its focus. */
  async function tabsTo(who: Person, name: RegExp, key = 'Tab'): Promise<void> {
    for (let stops = 0; stops < STOPS_LIMIT; stops += 1) {
      await who.presses(key)
      const stop = await who.page.evaluate(() => {
        const element = document.activeElement
        if (!(element instanceof HTMLElement) || element === document.body) return null
        const style = getComputedStyle(element)
        const shows = style.outlineStyle !== 'none' || style.boxShadow !== 'none'
        const words = element.getAttribute('aria-label') ?? element.textContent ?? ''
        return { words: words.trim(), shows, isPage: element.isContentEditable }
      })
      if (stop && !stop.isPage) expect(stop.shows, `focus shows on "${stop.words}"`).toBe(true)
      if (stop && name.test(stop.words)) return
    }
    throw new Error(`${who.name} finds no ${name} within ${STOPS_LIMIT} stops`)
  }

  test('everything has a name, a main and a heading, on every page and dialog', async () => {
    await ann.visits('/')
    await ann.page.getByRole('heading', { level: 1 }).waitFor()
    expect(await nameless(ann)).toEqual([])
    expect(await ann.page.getByRole('main').count()).toBe(1)
    await ann.pushes(/^You: /)
    expect(await nameless(ann)).toEqual([])
    await ann.presses('Escape')

    await stage.document(ann, bo)
    await ann.clicksPage()
    await ann.types('[ ] a task with a box')
    await ann.sees('[ ] a task with a box')
    expect(await nameless(ann)).toEqual([])
    expect(await ann.page.getByRole('main').count()).toBe(1)
    await ann.page.locator('[data-sync]').click()
    expect(await nameless(ann)).toEqual([])
  })

  test('from the library to a written, formatted document and back, by keys alone', async () => {
    await ann.visits('/')
    await ann.page.getByRole('heading', { level: 1 }).waitFor()
    await tabsTo(ann, /^New document/)
    await ann.presses('Enter')
    await ann.page.waitForURL(/\/d\//)
    await ann.mayWrite()
    if (!(await isWriting())) {
      await tabsTo(ann, /^Text of the document/)
      await until(isWriting, 'the focus in the text')
    }
    await ann.types('By keys')
    await ann.presses('Enter')
    await ann.types('alone')
    await ann.presses('Shift+Home')
    // Tab indents; Escape lets the next one leave the text.
    await ann.presses('Escape')
    // A toolbar is one stop; inside it the arrows walk.
    await tabsTo(ann, /./, 'Shift+Tab')
    expect(await inToolbar()).toBe(true)
    await tabsTo(ann, /^Bold/, 'ArrowRight')
    await ann.presses('Enter')
    await ann.sees('By keys', '**alone**')
    await tabsTo(ann, /^All documents/, 'Shift+Tab')
    await ann.presses('Enter')
    await ann.page.getByRole('heading', { name: 'Documents' }).waitFor()
  })

  const inToolbar = () =>
    ann.page.evaluate(() => document.activeElement?.closest('[role="toolbar"]') !== null)

  const isWriting = () =>
    ann.page.evaluate(
      () => (document.activeElement as HTMLElement | null)?.isContentEditable ?? false,
    )

  test('every kind and mark is in the toolbar', async () => {
    await stage.document(ann, bo)
    await ann.clicksPage()
    await ann.types('words')
    const blocks: [RegExp, string][] = [
      [/^Heading 1/, '# words'],
      [/^Heading 2/, '## words'],
      [/^Heading 3/, '### words'],
      [/^Quote/, '> words'],
      [/^Code block/, '~ words'],
      [/^Text$/, 'words'],
      [/^Bulleted list/, '- words'],
      [/^Indent/, '  - words'],
      [/^Outdent/, '- words'],
      [/^Numbered list/, '1. words'],
      [/^Task list/, '[ ] words'],
      [/^Task list/, 'words'],
    ]
    for (const [name, line] of blocks) {
      await ann.chooses(name)
      await Promise.all([ann.sees(line), bo.sees(line)])
    }
    const marks: [RegExp, string][] = [
      [/^Bold/, '**words**'],
      [/^Italic/, '_words_'],
      [/^Underline/, '++words++'],
      [/^Strikethrough/, '~~words~~'],
      [/^Code$/, '`words`'],
      [/^Highlight/, '==words=='],
    ]
    await ann.selects('words')
    for (const [name, line] of marks) {
      await ann.chooses(name)
      await Promise.all([ann.sees(line), bo.sees(line)])
      await ann.chooses(name)
    }
    await ann.chooses(/^Link/)
    await ann.page.getByLabel('Address').fill('example.org')
    await ann.presses('Enter')
    await Promise.all([
      ann.sees('[words](https://example.org)'),
      bo.sees('[words](https://example.org)'),
    ])
    await ann.chooses(/^Undo/)
    await ann.sees('words')
    await ann.chooses(/^Redo/)
    await ann.sees('[words](https://example.org)')
  })
})
