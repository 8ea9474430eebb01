import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import { furnish, inGreek, isCalled } from '../support/browser-furniture.ts'
import { overflowing, untranslated } from '../support/browser-mirrored.ts'
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
