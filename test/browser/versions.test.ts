import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { describeInBrowser } from '../support/browser.ts'
import { blocksOfYjs, type SeenBlock } from '../support/browser-blocks.ts'
import { PAGE, type Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'
import { appendBlock } from '../support/browser-yjs.ts'
import { until } from '../support/cast.ts'

/** What a version after ours may write: a kind, an attribute, a mark and a leaf we do not know. */
const CALLOUT: SeenBlock = {
  attributes: { kind: 'callout', tone: 'warm' },
  runs: [{ text: 'mind the gap', marks: {} }],
}
const COLOURED: SeenBlock = {
  attributes: { column: 2 },
  runs: [
    { text: 'plain ', marks: {} },
    { text: 'red words', marks: { colour: 'red' } },
    { text: ' then ', marks: {} },
    { leaf: { t: 'emoji', name: 'sun' }, marks: {} },
    { text: ' end', marks: {} },
  ],
}

describeInBrowser('a document of a newer version', () => {
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

  async function newer(): Promise<{ id: string; cleo: Y.Doc }> {
    const id = await stage.document()
    const cleo = await stage.client(id)
    cleo.getMap('about').set('schema', 2)
    appendBlock(cleo, {}, 'Title')
    append(cleo, CALLOUT)
    append(cleo, COLOURED)
    appendBlock(cleo, {}, 'last')
    await Promise.all([ann.opens(id), bo.opens(id)])
    return { id, cleo }
  }

  const append = (doc: Y.Doc, { attributes, runs }: SeenBlock) =>
    appendBlock(doc, attributes, ...runs.map((run) => ('text' in run ? { ...run } : run)))

  const seen = (doc: Y.Doc) => blocksOfYjs(doc).map((block) => JSON.stringify(block))

  test('is shown with placeholders, and says that there is more', async () => {
    await newer()
    const page = ann.page.locator(PAGE)
    await page.locator('[data-kind="callout"]').waitFor()
    await until(
      async () => (await page.textContent())?.includes('red words') ?? false,
      'the coloured words',
    )
    expect(await page.locator('[data-leaf="unknown"]').count()).toBe(1)
    expect(await page.locator('[data-unknown-mark]').count()).toBe(1)
    expect(await page.locator('[data-kind="callout"]').textContent()).toMatch(/newer version/)
    await ann.page
      .locator('main')
      .getByText(/newer version/)
      .first()
      .waitFor()
  })

  test('keeps what is not known through writing, kinds, marks, splits and joins', async () => {
    const { id, cleo } = await newer()
    await ann.clicks('after', 'plain')
    await ann.types(' and')
    await ann.presses('Control+Shift+8', 'Tab', 'Control+Alt+2', 'Control+Alt+2')
    await ann.selects('words')
    await ann.presses('Control+b')
    await ann.clicks('after', 'then')
    await ann.presses('Enter')
    await stage.agrees(id, ann, bo)
    const split = seen(cleo)
    expect(split[1]).toBe(JSON.stringify(CALLOUT))
    expect(split[2]).toContain('"column":2')
    expect(split[2]).toContain('"text":"red ","marks":{"colour":"red"}')
    expect(split[2]).toMatch(
      /"text":"words","marks":{("bold":true,"colour":"red"|"colour":"red","bold":true)}/,
    )
    expect(split[3]).toContain('"leaf":{"t":"emoji","name":"sun"}')

    await ann.presses('Backspace')
    await ann.clicks('before', 'last')
    await ann.presses('Backspace')
    await stage.agrees(id, ann, bo)
    const joined = seen(cleo).join('')
    expect(joined).toContain('"colour":"red"')
    expect(joined).toContain('"t":"emoji"')
    await ann.presses('Control+z', 'Control+z', 'Control+z')
    await stage.agrees(id, ann, bo)
    expect(seen(cleo)[1]).toBe(JSON.stringify(CALLOUT))
  })

  test('copies and pastes what is not known whole', async () => {
    const { id, cleo } = await newer()
    await ann.clicksPage()
    await ann.presses('Control+a')
    const clipboard = await ann.copies()
    expect(clipboard.text).toContain('red words')
    await ann.presses('Control+End', 'Enter')
    await ann.pastes(clipboard)
    await stage.agrees(id, ann, bo)
    const all = seen(cleo)
    expect(all.filter((block) => block === JSON.stringify(CALLOUT)).length).toBe(2)
    expect(all.filter((block) => block === JSON.stringify(COLOURED)).length).toBe(2)
  })

  test('one who only looks at it writes nothing into it', async () => {
    const { cleo } = await newer()
    await ann.clicksPage()
    await ann.presses('Control+a', 'ArrowLeft')
    expect([...Y.decodeStateVector(Y.encodeStateVector(cleo)).keys()]).toEqual([cleo.clientID])
    expect(cleo.getMap('about').get('schema')).toBe(2)
  })
})
