import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type * as Y from 'yjs'
import { seededRng } from '../../shared/kit/rng.ts'
import { describeInBrowser } from '../support/browser.ts'
import { PAGE, type Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'
import {
  appendBlock,
  deleteBlockOf,
  deleteWords,
  insertAt,
  markerOf,
  splitAt,
} from '../support/browser-yjs.ts'

const BLOCKS = 120
const MIDDLE = 60
const line = (n: number) => `line ${n} says the same few words as any other line of this text`

/** A line of text higher or lower would be 20 px and more; less is rounding. */
const STILL_PX = 2

describeInBrowser('what others write moves nothing of mine', () => {
  let stage: Stage
  let ann: Person
  let bo: Y.Doc
  let id: string

  beforeAll(async () => {
    stage = await Stage.opens()
    ann = await stage.enters('ann')
    id = await stage.document()
    bo = await stage.client(id)
    bo.transact(() => {
      for (let n = 0; n < BLOCKS; n += 1) appendBlock(bo, {}, line(n))
    })
    await ann.opens(id)
  })
  afterEach(() => expect(stage.complaints()).toEqual([]))
  afterAll(() => stage.closes())

  const edits: [string, (n: number) => void][] = [
    ['typing', (n) => insertAt(bo, line(n), 4, ' and')],
    ['a split', (n) => splitAt(bo, line(n), 10)],
    ['a heading', (n) => markerOf(bo, line(n)).set('kind', 'heading')],
    ['a list', (n) => markerOf(bo, line(n)).set('list', 'bullet')],
    ['deleted words', (n) => deleteWords(bo, line(n))],
    ['a deleted block', (n) => deleteBlockOf(bo, line(n))],
  ]

  /** Where the caret is drawn, in px of the window, and how far the page is scrolled. */
  const view = () =>
    ann.page.evaluate(async () => {
      // What the browser does to hold a page still it does with a frame.
      await new Promise(requestAnimationFrame)
      await new Promise(requestAnimationFrame)
      const range = getSelection()?.getRangeAt(0)
      return { top: range?.getBoundingClientRect().top ?? Number.NaN, scroll: scrollY }
    })
  const place = () =>
    ann.page.evaluate(() => {
      const selection = getSelection()
      const text = selection?.anchorNode?.nodeValue ?? ''
      return `${text.slice(0, selection?.anchorOffset)}|${text.slice(selection?.anchorOffset)}`
    })

  for (const [name, edit] of edits) {
    test(`${name} above, close and below: caret and scroll stay`, async () => {
      await ann.clicks('after', `line ${MIDDLE} says`)
      await ann.page.evaluate((selector) => {
        const focus = getSelection()?.focusNode?.parentElement
        if (document.querySelector(selector)) focus?.scrollIntoView({ block: 'center' })
      }, PAGE)
      const before = { ...(await view()), place: await place() }
      expect(before.place.startsWith(`line ${MIDDLE} says|`)).toBe(true)
      const index = edits.findIndex(([other]) => other === name)
      // Outside the window and below the caret: my line stays where it is on the screen.
      for (const n of [index, MIDDLE - 40 + index, MIDDLE + 3 + index, BLOCKS - 1 - index]) {
        edit(n)
        await stage.agrees(id, ann)
        expect(await place()).toBe(before.place)
        expect(Math.abs((await view()).top - before.top)).toBeLessThanOrEqual(STILL_PX)
      }
      // In sight above the caret: the page is not scrolled, the lines make room.
      const { scroll } = await view()
      edit(MIDDLE - 1 - index)
      await stage.agrees(id, ann)
      expect(await place()).toBe(before.place)
      expect(Math.abs((await view()).scroll - scroll)).toBeLessThanOrEqual(STILL_PX)
    })
  }

  test('a selection over several blocks stays on its letters under many edits', async () => {
    const rng = seededRng(7)
    const [from, to] = [MIDDLE + 9, MIDDLE + 13]
    await ann.clicks('before', `line ${from} says`)
    await ann.page.keyboard.down('Shift')
    await ann.clicks('after', `line ${to} says`)
    await ann.page.keyboard.up('Shift')
    const selected = await ann.selected()
    expect(selected.split('\n').filter((text) => text !== '').length).toBe(5)
    for (let turn = 0; turn < 30; turn += 1) {
      const n = 20 + Math.floor(rng() * 15) + (turn % 2) * 55
      const body = bo.getText('body').toString()
      if (body.includes(line(n))) insertAt(bo, line(n), Math.floor(rng() * 30), 'new ')
    }
    await stage.agrees(id, ann)
    expect(await ann.selected()).toBe(selected)
  })

  test('[ED37] a caret moved in a long frame is not lost to what others write in it', async () => {
    for (let turn = 0; turn < 6; turn += 1) {
      await ann.clicks('after', `line ${MIDDLE} says`)
      const busy = ann.page.evaluate(
        ([selector, words]) => {
          const blocks = [...(document.querySelector(selector)?.children ?? [])]
          const node = blocks.find((block) => block.textContent?.startsWith(words))?.firstChild
          // What an arrow key does, and then a frame that takes its time.
          getSelection()?.collapse(node ?? null, words.length)
          const end = performance.now() + 250
          while (performance.now() < end);
        },
        [PAGE, `line ${MIDDLE + 2} says`] as const,
      )
      for (let letter = 0; letter < 5; letter += 1) insertAt(bo, `line ${MIDDLE + 15}`, 7, '.')
      await busy
      await stage.agrees(id, ann)
      expect(await place()).toContain(`line ${MIDDLE + 2} says|`)
      await ann.types('!')
      await stage.agrees(id, ann)
      expect((await ann.outline()).filter((words) => words.includes('!'))).toHaveLength(1)
      await ann.presses('Backspace')
    }
  })
})
