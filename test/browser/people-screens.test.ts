import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import { ANN, DAN, signsUp } from '../support/browser-account.ts'
import { inBothSchemes, tooSmall } from '../support/browser-axe.ts'
import { asIs, inGreek, type Script } from '../support/browser-furniture.ts'
import { overflowing, untranslated } from '../support/browser-mirrored.ts'
import type { Person } from '../support/browser-person.ts'
import type { Screen } from '../support/browser-screens.ts'
import { Stage } from '../support/browser-stage.ts'

const WIDTHS = [390, 820, 1440]
/** Longer than any place for it. */
const LONG = 'cleo.okonkwo-featherstonehaugh@harbour-committee.example.org'

/** What a document's owner has said, and who asks. */
interface Shared {
  id: string
  /** Of a link that asks for a password, and of one that was removed. */
  locked: string
  over: string
}

describeInBrowser('the screens about people', () => {
  let stage: Stage
  let ann: Person
  let guest: Person

  beforeAll(async () => {
    stage = await Stage.opensAlone()
    ann = await stage.enters('ann', {
      ...{ width: 1440, height: 900, origin: `http://localhost:${stage.server.port}` },
    })
    guest = await stage.enters('guest', { width: 1440, height: 900 })
  })
  afterAll(async () => {
    expect(stage.complaints()).toEqual([])
    await stage.closes()
  })

  /** Ann's document, shared in every way there is. */
  async function furnish(write: Script): Promise<Shared> {
    const { id } = await asks(ann, 'POST', '/api/documents', {})
    const path = `/api/documents/${id}`
    await asks(ann, 'PUT', `${path}/visitors`, { role: 'nobody' })
    await asks(ann, 'PUT', `${path}/members`, { role: 'read' })
    const address = encodeURIComponent(write === asIs ? LONG : 'κ@λ.ελ')
    if (write === asIs) await asks(ann, 'PUT', `${path}/grants/address/${address}`, { role: 'own' })
    const label = write('For the neighbours of the harbour')
    const locked = await asks(ann, 'POST', `${path}/links`, {
      ...{ role: 'comment', label, password: 'mole', expiresAt: Date.now() + 1e9 },
    })
    const over = await asks(ann, 'POST', `${path}/links`, { role: 'read' })
    await asks(ann, 'DELETE', `${path}/links/${over.id}`, undefined)
    await guest.visits('/')
    await guest.page.locator('h1').waitFor()
    await asks(guest, 'PUT', '/api/me', { name: write('Bo Lindqvist') })
    await asks(guest, 'POST', `${path}/requests`, { words: write('I took the notes last time') })
    return { id, locked: locked.url, over: over.url }
  }

  function ownersScreens({ id }: Shared): Screen[] {
    return [
      screen('account', '/account', (who) => seen(who, 'main li')),
      screen('account-token', '/account', async (who) => {
        await who.page.locator('main section:nth-of-type(4) button').last().click()
        await seen(who, 'main form select')
      }),
      screen('account-leave', '/account', async (who) => {
        await who.page.locator('main section button').last().click()
        await seen(who, 'dialog[open] form')
      }),
      screen('instance', '/instance', (who) => seen(who, 'main fieldset')),
      screen('share', `/d/${id}`, async (who) => {
        await who.page.locator('header [aria-haspopup="menu"]').click()
        await who.page.locator('[role="menuitem"]:visible').first().click()
        await seen(who, '[data-sentence]')
        const make = who.page.locator('dialog form').last()
        await make.getByRole('button').last().click()
        await make.getByRole('button').first().click()
        await seen(who, 'dialog input[readonly]')
      }),
    ]
  }

  function strangersScreens({ id, locked, over }: Shared): Screen[] {
    return [
      screen('sign-in', '/sign-in', (who) => seen(who, 'form')),
      screen('sign-up', '/sign-in?up&error=used-link', (who) => seen(who, '[role="alert"]')),
      screen('account-guest', '/account', (who) => seen(who, 'main fieldset')),
      screen('instance-closed', '/instance', (who) => seen(who, 'main h2')),
      screen('ask', `/d/${id}`, async (who) => {
        // Asking is loaded behind the page.
        await who.page.locator('main button').nth(1).waitFor()
        await who.page.locator('main button').first().click()
        await seen(who, 'textarea')
      }),
      screen('link-password', locked, (who) => seen(who, '[type="password"]')),
      screen('link-over', over, (who) => seen(who, 'main h1')),
    ]
  }

  test('have nothing that axe finds, light and dark, and a finger finds 44 px everywhere', async () => {
    await signsUp(ann, ANN)
    await signsUp(await stage.enters('dan'), DAN)
    const shared = await furnish(asIs)
    const found: string[] = []
    for (const each of ownersScreens(shared)) found.push(...(await inBothSchemes(ann, each)))
    for (const each of strangersScreens(shared)) found.push(...(await inBothSchemes(guest, each)))
    const touch = { width: 390, height: 780, touch: true }
    const [hers, his] = [
      await stage.enters('ann on a phone', { ...touch, origin: ann.origin }),
      await stage.enters('bo on a phone', touch),
    ]
    await hers.context.addCookies(await ann.context.cookies())
    for (const [who, all] of [
      [hers, ownersScreens(shared)],
      [his, strangersScreens(shared)],
    ] as const) {
      for (const { name, show } of all) {
        await show(who)
        found.push(...(await tooSmall(who)).map((each) => `${name}: ${each}`))
      }
    }
    expect(found).toEqual([])
  })

  test('show no word that is not translated, and are no wider than their window', async () => {
    const shared = await furnish(inGreek)
    await asks(ann, 'PUT', '/api/me', { name: inGreek(ANN.name) })
    const found: string[] = []
    for (const [who, all] of [
      [ann, ownersScreens(shared)],
      [guest, strangersScreens(shared)],
    ] as const) {
      await who.page.addInitScript(() => {
        if (location.protocol !== 'about:') localStorage.setItem('interline.language', 'ar-XB')
      })
      for (const { name, show } of all) {
        await who.page.setViewportSize({ width: 1440, height: 900 })
        await show(who)
        for (const width of WIDTHS) {
          await who.page.setViewportSize({ width, height: 900 })
          await who.page.evaluate(() => new Promise(requestAnimationFrame))
          const words = (await untranslated(who)).filter((each) => !KNOWN.test(each))
          const wrong = [...words, ...(await overflowing(who))]
          found.push(...wrong.map((each) => `${name} at ${width}: ${each}`))
        }
      }
    }
    expect(found).toEqual([])
  })
})

/** What is nobody's to translate: addresses, names of zones, browsers and folders. */
const KNOWN = /@|\/|UTC|Chrome|Linux|mail|Dan Quay|DQ/

const screen = (name: string, path: string, act: (who: Person) => Promise<void>): Screen => ({
  name,
  show: async (who) => {
    // The same path with another hash would load nothing.
    await who.page.goto('about:blank')
    await who.visits(path)
    await act(who)
  },
})

const seen = (who: Person, selector: string) => who.page.locator(selector).first().waitFor()

/** Run in the page: whoever's browser it is, asks. */
async function asks(who: Person, method: string, path: string, body: unknown) {
  return who.page.evaluate(
    async ([method, path, body]) => {
      const headers = { 'content-type': 'application/json' }
      const reply = await fetch(path, { method, headers, body: JSON.stringify(body) })
      if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
      const said = await reply.text()
      return said.startsWith('{') ? JSON.parse(said) : {}
    },
    [method, path, body] as const,
  )
}
