import { type Furniture, TITLES } from './browser-furniture.ts'
import type { Person } from './browser-person.ts'

/** A screen of the product, and how to get there in any language. */
export interface Screen {
  name: string
  show: (who: Person) => Promise<void>
}

/** Somebody nobody knows yet: to be looked at before anything is furnished. */
export const EMPTY_LIBRARY: Screen = {
  name: 'library-empty',
  show: async (who) => {
    await goesTo(who, '/')
    await who.page.locator('main button').first().waitFor()
  },
}

/** Every screen and every dialog, furnished. */
export function screens({ document, write }: Furniture): Screen[] {
  const inDocument = (name: string, act: (who: Person) => Promise<void>): Screen => ({
    name: `document${name}`,
    show: async (who) => {
      await who.opens(document)
      await who.page.locator('[data-live]').waitFor({ state: 'attached' })
      // The threads come after the text.
      await who.page.locator('[data-thread]').nth(1).waitFor()
      await act(who)
    },
  })
  const outside = (name: string, path: string, act: (who: Person) => Promise<void>): Screen => ({
    name,
    show: async (who) => {
      await goesTo(who, path)
      await act(who)
    },
  })
  const seen = (who: Person, selector: string) => who.page.locator(selector).first().waitFor()
  return [
    outside('library', '/', (who) =>
      who.page
        .locator('main li a')
        .nth(TITLES.length - 1)
        .waitFor(),
    ),
    outside('library-search', '/', async (who) => {
      await who.page.locator('input[type="search"]').fill(write('harbour'))
      await seen(who, 'main mark')
    }),
    outside('library-menu', '/', async (who) => {
      await who.page.locator('main [aria-haspopup="menu"]').last().click()
      await seen(who, '[role="menuitem"]:visible')
    }),
    outside('account', '/', async (who) => {
      await who.page.locator('header button').last().click()
      await seen(who, 'dialog[open] #my-name')
    }),
    outside('trash', '/trash', (who) => seen(who, 'main li')),
    outside('kept', '/kept', (who) => seen(who, 'main h2')),
    outside('missing', '/d/no-such-document', (who) => seen(who, 'main h1')),
    inDocument('', async () => {}),
    inDocument('-thread', async (who) => {
      await who.clicks('after', write('before the sum'))
      await who.presses('Control+Alt+k')
      await seen(who, '[data-card][data-open="true"]')
    }),
    inDocument('-threads', async (who) => {
      await who.page.locator('header button[aria-expanded]:not([aria-haspopup])').click()
      await seen(who, '[data-card]')
    }),
    inDocument('-compose', async (who) => {
      await who.selects(write('lends a hand'))
      await who.presses('Control+Alt+m')
      await who.page.locator('.ProseMirror[contenteditable="true"]').nth(1).waitFor()
    }),
    inDocument('-link', async (who) => {
      await who.selects(write('neighbours'))
      await who.presses('Control+Shift+k')
      await seen(who, 'input[inputmode="url"]')
    }),
    inDocument('-sync', async (who) => {
      await who.page.locator('[data-sync]').click()
      await seen(who, '[role="note"]:popover-open')
    }),
    inDocument('-share', async (who) => {
      await who.page.locator('header button:has(svg + span)').last().click()
      await seen(who, 'dialog[open]')
    }),
    inDocument('-palette', async (who) => {
      await who.presses('Control+k')
      await seen(who, '[role="option"]')
    }),
    inDocument('-keyboard', async (who) => {
      await who.presses('Control+/')
      await seen(who, 'dialog[open] kbd')
    }),
  ]
}

async function goesTo(who: Person, path: string): Promise<void> {
  await who.visits(path)
  await who.page.locator('h1, main h2').first().waitFor()
}
