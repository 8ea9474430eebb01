import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import { furnish, inGreek, isCalled } from '../support/browser-furniture.ts'
import type { Person } from '../support/browser-person.ts'
import { EMPTY_LIBRARY, type Screen, screens } from '../support/browser-screens.ts'
import { Stage } from '../support/browser-stage.ts'

const WIDTHS = [390, 820, 1440]

describeInBrowser('in a language that reads from the right', () => {
  let stage: Stage
  let ann: Person

  beforeAll(async () => {
    stage = await Stage.opens()
    ann = await stage.enters('ann', { width: 1440, height: 900 })
    await ann.page.addInitScript(() => localStorage.setItem('interline.language', 'ar-XB'))
  })
  afterAll(async () => {
    expect(stage.complaints()).toEqual([])
    await stage.closes()
  })

  /**
   * Words in Latin letters: what people wrote is Greek here, and the interface Arabic. Left over
   * are names of keys, and what nobody sees or hears.
   */
  function untranslated({ page }: Person): Promise<string[]> {
    return page.evaluate(() => {
      const found: string[] = []
      const isLatin = (text: string | null) => /[a-z]{2,}/i.test(text ?? '')
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const { parentElement: parent, textContent: text } = node
        if (!parent || !isLatin(text) || parent.closest('script, style, noscript, kbd')) continue
        if (parent.checkVisibility()) found.push(`“${text}”`)
      }
      const names = ['aria-label', 'aria-description', 'aria-roledescription', 'placeholder', 'alt']
      for (const name of names) {
        for (const each of document.querySelectorAll(`body [${name}]`)) {
          const text = each.getAttribute(name)
          if (isLatin(text) && each.checkVisibility()) found.push(`${name}=“${text}”`)
        }
      }
      return found
    })
  }

  /** What sticks out at a side, and is in nothing that scrolls. */
  function overflowing({ page }: Person): Promise<string[]> {
    return page.evaluate(() => {
      const { scrollWidth, clientWidth, dir } = document.documentElement
      const found = dir === 'rtl' ? [] : [`dir is ${dir}`]
      if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth} wide`)
      const clips = (element: Element): boolean => {
        const { overflowX, clipPath } = getComputedStyle(element)
        if (overflowX !== 'visible' || clipPath !== 'none') return true
        return element.parentElement !== null && clips(element.parentElement)
      }
      for (const each of document.querySelectorAll('body *')) {
        if (!each.checkVisibility({ visibilityProperty: true })) continue
        const { left, right, width } = each.getBoundingClientRect()
        const isIn = left >= -1 && right <= clientWidth + 1
        if (isIn || width === 0 || clips(each.parentElement ?? each)) continue
        found.push(`<${each.tagName} class="${each.className}"> ${left}…${right}`)
      }
      return found
    })
  }

  async function looksAt({ name, show }: Screen): Promise<string[]> {
    const found: string[] = []
    for (const width of WIDTHS) {
      await ann.page.setViewportSize({ width, height: 900 })
      if (width === WIDTHS[0] || /^document-(thread|compose)/.test(name)) await show(ann)
      await ann.page.evaluate(() => new Promise(requestAnimationFrame))
      const wrong = [...(await untranslated(ann)), ...(await overflowing(ann))]
      found.push(...wrong.map((each) => `${name} at ${width}: ${each}`))
    }
    return found
  }

  test('no screen shows a word that is not translated, and none is wider than its window', async () => {
    // The first name a guest has is the server's: two English words.
    await isCalled(ann, inGreek('Ann'))
    const found = await looksAt(EMPTY_LIBRARY)
    await ann.page.setViewportSize({ width: 1440, height: 900 })
    const people = [ann, await stage.enters('bo'), await stage.enters('cleo')] as const
    const all = screens(await furnish(stage, people, inGreek))
    for (const screen of all) found.push(...(await looksAt(screen)))
    console.log(`mirrored: ${all.length + 1} screens at ${WIDTHS.join(', ')} px`)
    expect(found).toEqual([])
  })
})
