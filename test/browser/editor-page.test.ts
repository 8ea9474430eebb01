import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { describeInBrowser } from '../support/browser.ts'
import { PAGE, type Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'
import { appendBlock, deleteBlockOf, markerOf } from '../support/browser-yjs.ts'

declare global {
  interface Window {
    kept?: (Element | null)[]
  }
}

describeInBrowser('what the editor owes the page', () => {
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

  /** A document that cleo wrote with nothing but Yjs, and these people in it. */
  async function written(
    blocks: [Record<string, unknown>, string][],
    ...people: Person[]
  ): Promise<{ id: string; cleo: Y.Doc }> {
    const id = await stage.document()
    const cleo = await stage.client(id)
    for (const [attributes, words] of blocks) appendBlock(cleo, attributes, words)
    await Promise.all(people.map((person) => person.opens(id)))
    return { id, cleo }
  }

  const writers = (doc: Y.Doc) => [...Y.decodeStateVector(Y.encodeStateVector(doc)).keys()]

  test('[ED30] with everything selected and copied, what others do is answered by nothing', async () => {
    const { id, cleo } = await written(
      [
        [{}, 'Title'],
        [{}, 'words to delete'],
        [{ list: 'task' }, 'a task'],
      ],
      ann,
    )
    await ann.clicksPage()
    await ann.presses('Control+a')
    await ann.copies()
    deleteBlockOf(cleo, 'words to delete')
    appendBlock(cleo, {}, '# **a** https://a.example ')
    appendBlock(cleo, { kind: 'divider' })
    appendBlock(cleo, {}, { text: 'link', marks: { link: { href: 'https://a.example' } } })
    cleo.getText('body').delete(0, cleo.getText('body').length)
    appendBlock(cleo, { kind: 'code' }, '``` ')
    await stage.agrees(id, ann)
    expect(writers(await stage.client(id))).toEqual([cleo.clientID])
  })

  test('[ED31] an element stays while its tag stays, and only then', async () => {
    const { id, cleo } = await written(
      [
        [{}, 'Title'],
        [{}, 'patched'],
        [{}, 'made anew'],
        [{}, 'ticked'],
      ],
      ann,
    )
    const keep = () =>
      ann.page.evaluate((selector) => {
        window.kept = [...(document.querySelector(selector)?.children ?? [])]
      }, PAGE)
    const same = () =>
      ann.page.evaluate((selector) => {
        const now = [...(document.querySelector(selector)?.children ?? [])]
        return now.map((element, index) => element === window.kept?.[index])
      }, PAGE)
    await keep()
    const patched = markerOf(cleo, 'patched')
    for (const [name, value] of [
      ['indent', 2],
      ['align', 'center'],
      ['list', 'bullet'],
      ['list', 'ordered'],
    ] as const) {
      patched.set(name, value)
      await stage.agrees(id, ann)
    }
    expect(await same()).toEqual([true, true, true, true])
    markerOf(cleo, 'made anew').set('kind', 'heading')
    markerOf(cleo, 'ticked').set('list', 'task')
    await stage.agrees(id, ann)
    expect(await same()).toEqual([true, true, false, false])
    await keep()
    markerOf(cleo, 'ticked').set('checked', true)
    await stage.agrees(id, ann)
    expect(await same()).toEqual([true, true, true, true])
  })

  test('[ED33] a tick box is ticked by the pointer and by Mod-Enter', async () => {
    await written([[{ list: 'task' }, 'milk']], ann, bo)
    await ann.page.getByRole('checkbox').click()
    await Promise.all([ann.sees('[x] milk'), bo.sees('[x] milk')])
    expect(await bo.page.getByRole('checkbox').isChecked()).toBe(true)
    await bo.clicks('after', 'milk')
    await bo.presses('Control+Enter')
    await Promise.all([ann.sees('[ ] milk'), bo.sees('[ ] milk')])
    expect(await ann.page.getByRole('checkbox').isChecked()).toBe(false)
  })

  test('[ED34] nobody is trapped: Escape and Tab leave, Alt-F10 goes to the tools and back', async () => {
    await written([[{}, 'some words']], ann)
    const place = () =>
      ann.page.evaluate(() => {
        const focus = document.activeElement
        if (focus?.closest('[role="toolbar"]')) return 'tools'
        return focus instanceof HTMLElement && focus.isContentEditable ? 'text' : 'elsewhere'
      })
    await ann.clicks('after', 'some words')
    await ann.presses('Tab')
    expect(await place()).toBe('text')
    await ann.presses('Escape', 'Tab')
    expect(await place()).not.toBe('text')
    await ann.clicks('after', 'some')
    await ann.presses('Alt+F10')
    expect(await place()).toBe('tools')
    await ann.presses('Escape')
    expect(await place()).toBe('text')
  })

  test('[ED17] a link that leads to code is no link, whoever wrote it', async () => {
    const { cleo } = await written([[{}, 'Title']], ann)
    for (const href of ['javascript:alert(1)', 'data:text/html,x', ' JavaScript:alert(1)', '//x']) {
      appendBlock(cleo, {}, { text: 'press me', marks: { link: { href } } })
    }
    appendBlock(cleo, {}, { text: 'mail', marks: { link: { href: 'mailto:a@b.example' } } })
    await ann.page.locator(`${PAGE} a`).first().waitFor()
    const hrefs = await ann.page
      .locator(`${PAGE} a`)
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')))
    expect(hrefs).toEqual(['mailto:a@b.example'])
    expect(await ann.page.locator(`${PAGE} [data-refused-link]`).count()).toBe(4)
  })

  test('[ED25] [ED28] an address becomes a link when typed and when pasted over words', async () => {
    const { id, cleo } = await written([[{}, 'see here']], ann, bo)
    await ann.selects('here')
    await ann.pastes({ text: 'https://a.example/x' })
    await Promise.all([
      ann.sees('see [here](https://a.example/x)'),
      bo.sees('see [here](https://a.example/x)'),
    ])
    await ann.presses('End')
    await ann.types(' https://b.example now')
    const line = 'see [here](https://a.example/x) [https://b.example](https://b.example) now'
    await Promise.all([ann.sees(line), bo.sees(line)])
    await stage.agrees(id, ann, bo)
    expect(writers(await stage.client(id)).length).toBe(2)
    expect(writers(cleo)).toContain(cleo.clientID)
  })

  test('[ED6] [ED9] an arrow selects a divider; Enter opens a paragraph below it', async () => {
    const { id, cleo } = await written([[{}, 'over']], ann, bo)
    appendBlock(cleo, { kind: 'divider' })
    appendBlock(cleo, {}, 'under')
    await ann.sees('over', '---', 'under')
    await ann.clicks('after', 'over')
    await ann.presses('ArrowDown')
    await ann.page.locator(`${PAGE} .ProseMirror-selectednode`).waitFor()
    await ann.presses('Enter')
    await ann.types('below')
    await Promise.all([
      ann.sees('over', '---', 'below', 'under'),
      bo.sees('over', '---', 'below', 'under'),
    ])
    await ann.page.locator(`${PAGE} [data-kind="divider"]`).click()
    await ann.presses('Backspace')
    await stage.agrees(id, ann, bo)
    await ann.sees('over', 'below', 'under')
  })

  test('[ED22] blocks of every kind, copied and pasted by keys, come back as they were', async () => {
    const { id, cleo } = await written([[{}, 'Title']], ann, bo)
    appendBlock(cleo, { kind: 'heading', level: 3, align: 'center' }, 'Head')
    appendBlock(cleo, { list: 'ordered', indent: 1 }, 'two  spaces ', {
      text: 'all marks',
      marks: { bold: true, italic: true, strike: true, link: { href: 'https://a.example/' } },
    })
    appendBlock(
      cleo,
      { kind: 'quote', list: 'bullet' },
      'quoted ',
      { leaf: { t: 'break' } },
      'item',
    )
    appendBlock(cleo, { kind: 'divider' })
    appendBlock(cleo, { kind: 'code', language: 'ts' }, '  let a\n\nlet b')
    appendBlock(cleo, {}, 'hello ', { leaf: { t: 'mention', id: 'p1', label: 'Bo' } })
    await stage.agrees(id, ann, bo)
    const before = await ann.blocks()
    await ann.clicksPage()
    await ann.presses('Control+a')
    const copy = await ann.copies()
    await ann.presses('Control+End', 'Enter')
    await ann.pastes(copy)
    const after = await stage.agrees(id, ann, bo)
    expect(after).toEqual([...before, ...before])
  })
})
