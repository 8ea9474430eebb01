import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import { inBothSchemes, TOUCH_PX, tooSmall, violations } from '../support/browser-axe.ts'
import { type Furniture, furnish } from '../support/browser-furniture.ts'
import type { Person } from '../support/browser-person.ts'
import { EMPTY_LIBRARY, screens } from '../support/browser-screens.ts'
import { Stage } from '../support/browser-stage.ts'

describeInBrowser('axe finds nothing', () => {
  let stage: Stage
  let ann: Person
  let furniture: Furniture
  let isFurnished = false

  beforeAll(async () => {
    stage = await Stage.opens()
    ann = await stage.enters('ann', { width: 1440, height: 900 })
  })
  afterAll(async () => {
    expect(isFurnished, 'the furnished screens were looked at').toBe(true)
    expect(stage.complaints()).toEqual([])
    await stage.closes()
  })

  test('on the empty library', async () => {
    expect(await inBothSchemes(ann, EMPTY_LIBRARY)).toEqual([])
  })

  test('on every screen and dialog, light and dark', async () => {
    const bo = await stage.enters('bo')
    furniture = await furnish(stage, [ann, bo, await stage.enters('cleo')])
    const all = screens(furniture)
    const found: string[] = []
    for (const screen of all) found.push(...(await inBothSchemes(ann, screen)))
    isFurnished = true
    console.log(`axe: ${all.length + 1} screens in two schemes`)
    expect(found).toEqual([])
  })

  test(`and a finger finds ${TOUCH_PX} px everywhere`, async () => {
    const touch = await stage.enters('ann on a phone', { width: 390, height: 780, touch: true })
    await touch.context.addCookies(await ann.context.cookies())
    const small: string[] = []
    for (const { name, show } of screens(furniture)) {
      await show(touch)
      small.push(...(await tooSmall(touch)).map((each) => `${name}: ${each}`))
      small.push(...(await violations(touch)).map((each) => `${name} touch: ${each}`))
    }
    expect(small).toEqual([])
  })
})
