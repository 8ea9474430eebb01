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
export function screens({ document, busy, write }: Furniture): Screen[] {
  const inDocument = (
    name: string,
    act: (who: Person) => Promise<void>,
    id = document,
  ): Screen => ({
    name: `document${name}`,
    show: async (who) => {
      await who.opens(id)
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
      await seen(who, 'dialog[open] [autocomplete=nickname]')
    }),
    outside('trash', '/trash', (who) => seen(who, 'main li')),
    outside('kept', '/kept', async (who) => {
      await seen(who, 'main h2')
      // In another browser of the same person nothing is kept.
      const words = who.page.locator('main summary')
      if ((await words.count()) > 0) await words.first().click()
    }),
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
    inDocument('-menu', async (who) => {
      await who.page.locator('header [aria-haspopup="menu"]').click()
      await seen(who, '[role="menuitem"]:visible')
    }),
    inDocument('-thirty', (who) => who.page.locator('[data-thread]').nth(29).waitFor(), busy),
    inDocument(
      '-thirty-listed',
      async (who) => {
        await who.page.locator('header button[aria-expanded]:not([aria-haspopup])').click()
        await who.page.locator('[data-card]').nth(29).waitFor()
      },
      busy,
    ),
    inDocument('-share', async (who) => {
      await who.page.locator('header [aria-haspopup="menu"]').click()
      await who.page.locator('[role="menuitem"]:visible').first().click()
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
