import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import { PAGE, PATIENCE_MS } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'
import { Talking } from '../support/browser-threads.ts'
import { until } from '../support/cast.ts'

/** A card stands level with its words: their line is a little taller than the card's own. */
const LEVEL_PX = 16

describeInBrowser('people talk beside a text', () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await Stage.opens()
  })
  afterEach(async () => {
    expect(stage.complaints()).toEqual([])
    await stage.clears()
  })
  afterAll(() => stage.closes())

  test('write, comment, answer, resolve, delete the words, undo, come back: three people, one of them offline', async () => {
    const people = await Promise.all(['ann', 'bo', 'cleo'].map((name) => stage.enters(name)))
    const [ann, bo, cleo] = people.map((person) => new Talking(person)) as [
      Talking,
      Talking,
      Talking,
    ]
    const id = await ann.begins('Plan', 'We meet on Monday at noon.', 'Bring the old maps.')
    await Promise.all([bo.person.opens(id), cleo.person.opens(id)])

    const place = () => bo.person.page.locator(PAGE).boundingBox()
    const before = await place()
    await ann.commentsOn('Monday', 'Is that a holiday?')
    // The first click after it puts the caret where it was made.
    await ann.person.selects('noon')
    for (const each of [bo, cleo]) {
      await each.seesMarked('Monday')
      await each.seesCards(['Is that a holiday?'])
      await until(
        async () => Math.abs(await each.distance('Is that a holiday?')) < LEVEL_PX,
        `the card of ${each.person.name} to stand level with its words`,
      )
    }
    // [MG7] The first comment moved nothing.
    expect(await place()).toEqual(before)
    await bo.person.page.getByText(/commented\.$/).waitFor({ state: 'attached' })

    await cleo.person.cutsOff()
    await cleo.commentsOn('old maps', 'Which ones?')
    await cleo.replies('Is that a holiday?', 'Not in my calendar')
    await cleo.seesCards(['Is that a holiday?', 'Not in my calendar'], ['Which ones?'])
    await until(
      async () => (await cleo.shown()).map(({ waiting }) => waiting).join() === '1,1',
      'both of cleo to be said to wait',
    )

    await bo.replies('Is that a holiday?', 'No, the week after')
    await ann.resolves('Is that a holiday?', 'checked')
    await ann.seesCards()
    // Whoever reads it may go on reading; then it leaves the margin.
    await bo.card('Is that a holiday?').getByText('checked').waitFor()
    await bo.person.clicks('before', 'Plan')
    await bo.seesMarked()
    await bo.opensPanel()
    await bo.panel().getByText('Resolved').click()
    await bo.opensThread('Is that a holiday?')
    await bo.card('Is that a holiday?').getByText('checked').waitFor()
    await bo.person.pushes('Reopen')
    await bo.closesPanel()
    await ann.seesMarked('Monday')

    await ann.person.selects('on Monday at noon')
    await ann.person.presses('Delete')
    await bo.seesMarked()
    await bo.person.pushes('1 detached')
    await bo.panel().getByText('no longer in the text').waitFor()
    await bo.panel().getByText('Monday', { exact: true }).waitFor()

    await cleo.person.returns()
    await ann.seesMarked('old maps')
    await cleo.seesMarked('old maps')
    // Ann may see it before cleo hears that it arrived.
    await until(
      async () => (await cleo.shown()).map(({ waiting }) => waiting).join() === '0',
      'nothing of cleo to wait any more',
    )

    await ann.person.page.locator('.ProseMirror').first().focus()
    await ann.person.presses('Control+z')
    for (const each of [ann, bo, cleo]) await each.seesMarked('Monday', 'old maps')
    await bo.closesPanel()
    await bo.opensThread('Is that a holiday?')
    await until(
      async () => (await bo.shown())[0]?.comments.length === 3,
      'bo to see what cleo said offline',
      PATIENCE_MS,
    )
    const [first] = await bo.shown()
    expect(first?.comments.toSorted()).toEqual(
      ['Is that a holiday?', 'No, the week after', 'Not in my calendar'].toSorted(),
    )
    await stage.agrees(id, ...people)
  })

  test('the browser is killed while a comment waits: it arrives once, and so does nothing else', async () => {
    const ann = new Talking(await stage.enters('ann'))
    const bo = new Talking(await stage.livesHere('bo'))
    const id = await ann.begins('Plan', 'We meet on Monday at noon.')
    await bo.person.opens(id)
    await ann.commentsOn('noon', 'Sharp?')
    await bo.seesMarked('noon')
    // With the first card the page moves over to make room.
    await bo.seesCards(['Sharp?'])
    await bo.person.cutsOff()
    await bo.commentsOn('Monday', 'Not before ten')
    await bo.opensThread('Sharp?')
    await bo.card('Sharp?').locator('[data-act="reply"]').click()
    await bo.field().waitFor()
    await bo.person.types('half a tho')
    await until(
      () => bo.person.page.evaluate(() => JSON.stringify({ ...localStorage }).includes('a tho')),
      'the draft to be kept',
    )
    await bo.person.crashes()
    const again = new Talking(await stage.startsAgain(bo.person))
    await again.person.opens(id)
    await again.seesMarked('Monday', 'noon')
    await ann.seesCards(['Not before ten'], ['Sharp?'])
    // Ann may hear of it before bo does, whose comment it is.
    await until(
      async () => (await again.shown()).map(({ waiting }) => waiting).join() === '0,0',
      'nothing to wait any more',
    )
    await again.opensThread('Sharp?')
    await again.fieldHolds('half a tho')
    await again.person.types('ught')
    await again.person.presses('Control+Enter')
    await ann.opensThread('Sharp?')
    await ann.seesCards(['Not before ten'], ['Sharp?', 'half a thought'])
  })

  test('[MG6] who answers a thread goes on writing while another resolves it', async () => {
    const ann = new Talking(await stage.enters('ann'))
    const bo = new Talking(await stage.enters('bo'))
    const id = await ann.begins('Plan', 'We meet on Monday at noon.')
    await bo.person.opens(id)
    await ann.commentsOn('noon', 'Sharp?')
    await bo.seesCards(['Sharp?'])
    await bo.opensThread('Sharp?')
    await bo.card('Sharp?').locator('[data-act="reply"]').click()
    await bo.field().waitFor()
    await bo.person.types('Not ')
    await ann.resolves('Sharp?', 'yes')
    await bo
      .card('Sharp?')
      .getByText(/resolved this/)
      .waitFor()
    await bo.focusIs('field')
    await bo.person.types('before ten')
    await bo.person.presses('Control+Enter')
    await bo.card('Sharp?').getByText('Not before ten').waitFor()
    await bo.focusIs('card')
  })

  test('[MG6] by keys alone: begin, go there, walk, answer, change, delete, resolve, come back', async () => {
    const person = await stage.enters('ann', { width: 1300 })
    const ann = new Talking(person)
    await ann.begins('Plan', 'We meet on Monday at noon.', 'Bring the old maps.')
    await person.presses('Control+Home', 'Control+Shift+ArrowRight', 'Control+Alt+m')
    await ann.focusIs('field')
    await person.types('What plan?')
    await person.presses('Escape')
    await ann.focusIs('text')
    await ann.seesCards()
    // A draft survives closing its field; what it is about is chosen anew.
    await person.presses('ArrowDown', 'Control+Alt+m')
    await ann.focusIs('field')
    await ann.fieldHolds('What plan?')
    await person.types(' This')
    await person.presses('Control+Enter')
    await ann.focusIs('card')
    await person.presses('r')
    await ann.focusIs('field')
    await person.types('An answer')
    await person.presses('Control+Enter')
    await ann.focusIs('card')
    await ann.seesCards(['What plan? This', 'An answer'])
    await person.presses('Escape')
    await ann.focusIs('text')
    await person.presses('Control+End', 'Control+Shift+ArrowLeft', 'Control+Alt+m')
    await ann.writes('These?')
    await ann.focusIs('card')
    await person.presses('k')
    await ann.seesCards(['What plan? This', 'An answer'], ['These?'])
    await person.presses('ArrowDown')
    await ann.seesCards(['What plan? This'], ['These?'])
    await person.presses('Control+Alt+k')
    await ann.focusIs('text')
    await person.presses('Control+Alt+k')
    await ann.focusIs('card')
    await person.presses('Tab')
    await ann.focusIs('Edit')
    await person.presses('Enter')
    await ann.focusIs('field')
    await person.types(' Those')
    await person.presses('Control+Enter')
    await ann.focusIs('card')
    await person.page.getByText('edited').waitFor()
    await person.page.getByText('edited').click()
    await person.page.getByRole('list', { name: 'Earlier versions' }).getByText('These?').waitFor()
    await person.presses('Escape', 'k')
    await ann
      .card('An answer')
      .locator('[data-comment]')
      .nth(1)
      .getByRole('button', { name: 'Delete' })
      .focus()
    await person.presses('Enter')
    await ann.focusIs('Keep')
    await person.presses('Tab', 'Enter')
    await ann.focusIs('card')
    await ann.seesCards(['What plan? This', 'deleted'], ['These? Those'])
    await person.presses('e')
    await ann.focusIs('Why (optional)')
    await person.presses('Enter')
    await ann.seesCards(['These? Those'])
    await ann.focusIs('card')
    await person.presses('e', 'Enter')
    await ann.seesCards()
    await ann.focusIs('text')
  })
})
