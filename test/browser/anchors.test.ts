import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import { Composition } from '../support/browser-ime.ts'
import { PATIENCE_MS, type Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'
import { Talking } from '../support/browser-threads.ts'
import { until } from '../support/cast.ts'

describeInBrowser('threads follow their words', () => {
  let stage: Stage
  let ann: Talking
  let bo: Talking

  beforeAll(async () => {
    stage = await Stage.opens()
    ann = new Talking(await stage.enters('ann'))
    bo = new Talking(await stage.enters('bo'))
    await bo.person.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  })
  afterEach(() => expect(stage.complaints()).toEqual([]))
  afterAll(() => stage.closes())

  /** What the marked words say, and in which block they stand. */
  const marks = ({ page }: Person) =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('.ProseMirror .thread')].map((span) => {
        const block = span.closest('.ProseMirror > *')
        const at = [...(block?.parentElement?.children ?? [])].indexOf(block as Element)
        return `${at}: ${span.textContent}`
      }),
    )

  const seesMarks = (talking: Talking, ...wanted: string[]) =>
    until(
      async () => (await marks(talking.person)).join() === wanted.join(),
      () => `${talking.person.name} to see ${wanted}`,
      PATIENCE_MS,
    )

  test('[AN8] cut and pasted through the real clipboard they take their thread, a copy takes none', async () => {
    const id = await ann.begins('word', 'one word here', 'word', 'the end')
    await bo.person.opens(id)
    await ann.commentsOn('word here', 'this one?')
    await seesMarks(bo, '1: word here')
    await bo.person.selects('one word here')
    await bo.person.presses('Control+x')
    await seesMarks(ann)
    await bo.person.clicks('after', 'the end')
    await bo.person.presses('Control+v')
    for (const each of [ann, bo]) await seesMarks(each, '3: word here')
    await bo.person.clicks('before', 'word')
    await bo.person.presses('Control+v')
    await bo.person.sees('one word hereword', '', 'word', 'the endone word here')
    for (const each of [ann, bo]) await seesMarks(each, '3: word here')
    await ann.person.visits('/')
    await ann.person.opens(id)
    await seesMarks(ann, '3: word here')
  })

  test('[AN10] a word is composed inside and beside marked words without being torn', async () => {
    const id = await ann.begins('Title', 'one two three')
    await bo.person.opens(id)
    await bo.commentsOn('two', 'why?')
    await seesMarks(ann, '1: two')
    const ime = new Composition(ann.person)
    await ann.person.clicks('before', 'wo three')
    for (const text of ['k', 'か', 'かn', 'かん']) {
      await ime.shows(text)
      // Meanwhile bo looks at the thread: ann's page may not be drawn anew under her fingers.
      if (text === 'か') await bo.commentsOn('one', 'and this?')
    }
    await ime.commits('漢')
    for (const each of [ann, bo]) await each.person.sees('Title', 'one t漢wo three')
    for (const each of [ann, bo]) await seesMarks(each, '1: one', '1: t漢wo')
    await ann.person.clicks('before', ' three')
    await ime.shows('x')
    await ime.commits('xy')
    await bo.person.sees('Title', 'one t漢woxy three')
    for (const each of [ann, bo]) await seesMarks(each, '1: one', '1: t漢wo')
  })
})
