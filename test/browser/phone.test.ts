import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import type { Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'
import { appendBlock } from '../support/browser-yjs.ts'
import { until } from '../support/cast.ts'
import type { RunningServer } from '../support/server.ts'

const WIDTHS = [320, 390, 820, 1440]

describeInBrowser('the bar above a document', () => {
  let stage: Stage<RunningServer>
  let ann: Person

  beforeAll(async () => {
    stage = await Stage.opensAlone()
    ann = await stage.enters('ann', { width: 390, height: 780, touch: true })
  })
  afterEach(() => expect(stage.complaints()).toEqual([]))
  afterAll(() => stage.closes())

  /** Its words are whole: nothing cut off, under nothing else, and within the window. */
  const isWhole = ({ page }: Person) =>
    page.evaluate(() => {
      const word = document.querySelector('[data-sync]')
      if (!word) return 'there is none'
      const { left, right, top } = word.getBoundingClientRect()
      for (const other of document.querySelectorAll('header button, header a')) {
        const box = other.getBoundingClientRect()
        const isBeside = box.right <= left + 0.5 || box.left >= right - 0.5
        if (other !== word && !isBeside && Math.abs(box.top - top) < 20 && box.width > 0)
          return `under ${other.getAttribute('aria-label')}`
      }
      const isIn = top >= 0 && left >= 0 && right <= document.documentElement.clientWidth
      return isIn && word.scrollWidth <= word.clientWidth ? 'whole' : `${left}…${right}`
    })

  test('says where my words are in every width', async () => {
    await stage.document(ann, await stage.enters('cleo'))
    await ann.clicksPage()
    await ann.types('words')
    await ann.isTold('saved')
    const look = async (state: string) => {
      await ann.isTold(state)
      for (const width of WIDTHS) {
        await ann.page.setViewportSize({ width, height: 780 })
        let now = ''
        await until(
          async () => {
            now = await isWhole(ann)
            return now === 'whole'
          },
          () => `${state} to be whole at ${width}; it is ${now}`,
        )
      }
    }
    await look('saved')
    await ann.cutsOff()
    await ann.types(' more')
    await look('on-this-device')
    await ann.returns()
    await ann.isTold('saved')
    process.kill(stage.server.pid, 'SIGSTOP')
    try {
      await ann.types(' and more')
      await look('not-saved')
    } finally {
      process.kill(stage.server.pid, 'SIGCONT')
    }
    await ann.isTold('saved')
    await ann.page.setViewportSize({ width: 390, height: 780 })
  })

  test('on a phone one place counts who is here, lists them, and leads to them', async () => {
    const id = await stage.document()
    const doc = await stage.client(id)
    for (let line = 0; line < 60; line += 1) appendBlock(doc, {}, `line ${line}`)
    const bo = await stage.enters('bo')
    await Promise.all([ann.opens(id), bo.opens(id)])
    await bo.clicksPage()
    await bo.types(' bo is here')
    await until(
      async () => (await ann.outline()).some((line) => line.includes('bo is here')),
      'ann to have it',
    )
    const name = (await bo.page.getByRole('button', { name: /^You: / }).getAttribute('title')) ?? ''
    const counted = ann.page.getByRole('button', { name: /^Here: / })
    await counted.tap()
    await ann.page.getByRole('button', { name: `Go to ${name.slice(5)}` }).tap()
    await until(() => ann.page.evaluate(() => scrollY > 300), 'the page to be where bo writes')
  })

  test('Undo and Redo are asleep where there is nothing to take back', async () => {
    await stage.document(ann)
    const tool = (name: RegExp) => ann.page.getByRole('toolbar').getByRole('button', { name })
    const sleeps = (name: RegExp) => tool(name).getAttribute('aria-disabled')
    await ann.page.click('.ProseMirror')
    expect([await sleeps(/^Undo/), await sleeps(/^Redo/)]).toEqual(['true', 'true'])
    await ann.types('a word')
    await until(async () => (await sleeps(/^Undo/)) === null, 'Undo to wake')
    await tool(/^Undo/).tap()
    await ann.sees('')
    await until(async () => (await sleeps(/^Undo/)) === 'true', 'Undo to sleep')
    expect(await sleeps(/^Redo/)).toBeNull()
  })
})
