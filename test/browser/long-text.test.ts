import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type * as Y from 'yjs'
import { describeInBrowser } from '../support/browser.ts'
import { PAGE, type Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'
import { appendBlock, insertAt } from '../support/browser-yjs.ts'
import { until } from '../support/cast.ts'

const BLOCKS = 300
const line = (n: number) => `line ${n} says the same few words as any other line of this text`

describeInBrowser('a long text', () => {
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
    await stage.agrees(id, ann)
  })
  afterEach(() => expect(stage.complaints()).toEqual([]))
  afterAll(() => stage.closes())

  test('[ED40] is laid out once, block by block, and what changes beside it by itself', async () => {
    const seen = await ann.page.evaluate((page) => {
      const text = document.querySelector(page)
      const holders: string[] = []
      for (let at = text; at; at = at.parentElement) holders.push(getComputedStyle(at).display)
      const layers = [...(text?.children ?? [])].filter(
        (block) => getComputedStyle(block).position !== 'static',
      )
      const bar = document.querySelector('[data-sync]')?.closest('header > div')
      const carets = text?.closest('main')?.querySelector('[aria-hidden="true"]')
      const contained = [bar, carets].map((each) => each && getComputedStyle(each).contain)
      return { holders, layers: layers.length, contained }
    }, PAGE)
    expect(seen.holders.length).toBeGreaterThan(5)
    expect(seen.holders.filter((display) => !/^(block|flow-root)$/.test(display))).toEqual([])
    expect(seen.layers).toBe(0)
    for (const contain of seen.contained) {
      expect(contain).toContain('size')
      expect(contain).toContain('layout')
    }
  })

  test('[ED40] a key asks no other block whether it is still the same', async () => {
    await ann.page.evaluate(countAsked, PAGE)
    const asked = () => ann.page.evaluate(() => window.compared?.splice(0).length ?? Number.NaN)
    await ann.clicks('after', 'line 3 says')
    await asked()

    await ann.page.keyboard.type('!')
    await stage.agrees(id, ann)
    expect(await asked()).toBeLessThan(10)

    insertAt(bo, line(BLOCKS - 2), 4, ' and')
    insertAt(bo, line(1), 4, ' and')
    await stage.agrees(id, ann)
    expect(await asked()).toBeLessThan(10)

    // That it counts at all: a new block moves all below it.
    await ann.page.keyboard.press('Enter')
    await stage.agrees(id, ann)
    expect(await asked()).toBeGreaterThan(BLOCKS - 10)
  })

  test('[ED40] nothing in the bar is drawn anew before the key is painted', async () => {
    await ann.clicks('after', 'line 5 says')
    await ann.page.locator('[data-sync="saved"]').waitFor()
    await ann.page.evaluate(countInBar)
    await ann.page.keyboard.press('?')
    await stage.agrees(id, ann)
    const drawn = () => ann.page.evaluate(() => window.inBar)
    // That it counts at all: the word for a key comes after it.
    await until(async () => ((await drawn())?.later ?? 0) > 0, 'the word for a key')
    expect(await drawn()).toMatchObject({ early: 0, claims: 0, hidden: 1 })
  })
})

declare global {
  interface Window {
    compared?: unknown[]
    inBar?: { early: number; later: number; claims: number; hidden: number }
  }
}

/**
 * Counts what changes in the bar between a key and its paint, and otherwise; and whether the word is
 * to be seen in the paint of a key that is not saved.
 */
function countInBar(): void {
  const bar = document.querySelector('[data-sync]')?.closest('header')
  const counts = { early: 0, later: 0, claims: 0, hidden: 0 }
  window.inBar = counts
  let isPainted = true
  addEventListener(
    'keydown',
    () => {
      isPainted = false
      requestAnimationFrame(() => {
        const [now, said] = [
          document.querySelector('[data-sync]'),
          document.querySelector('[data-of]'),
        ]
        if (now && said && now.getAttribute('data-sync') !== 'saved') {
          counts[getComputedStyle(said).visibility === 'hidden' ? 'hidden' : 'claims']++
        }
        setTimeout(() => {
          isPainted = true
        })
      })
    },
    true,
  )
  const seen = new MutationObserver((all) => {
    const drawn = all.filter(({ attributeName }) => attributeName !== 'data-sync')
    counts[isPainted ? 'later' : 'early'] += drawn.length
  })
  const all = { subtree: true, childList: true, attributes: true, characterData: true }
  if (bar) seen.observe(bar, all)
}

/** Notes each block that ProseMirror compares with a node of its document. */
function countAsked(page: string): void {
  interface Drawn {
    parent: Drawn
    children: Drawn[]
    matchesNode(...all: unknown[]): boolean
  }
  const text = document.querySelector(page) as unknown as { pmViewDesc: Drawn }
  let kind = Object.getPrototypeOf(text.pmViewDesc.children[0])
  while (!Object.hasOwn(kind, 'matchesNode') || !Object.hasOwn(kind, 'updateChildren'))
    kind = Object.getPrototypeOf(kind)
  const { matchesNode } = kind
  const asked: unknown[] = []
  window.compared = asked
  kind.matchesNode = function (this: Drawn, ...all: unknown[]) {
    if (this.parent === text.pmViewDesc) asked.push(this)
    return matchesNode.apply(this, all)
  }
}
