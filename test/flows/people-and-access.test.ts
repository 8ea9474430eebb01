import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import {
  ANN,
  DAN,
  keeps,
  sentenceIs,
  serverHas,
  shares,
  signsIn,
  signsUp,
} from '../support/browser-account.ts'
import type { Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'
import { Talking } from '../support/browser-threads.ts'
import { until } from '../support/cast.ts'
import { CLIENT, type RunningProvider, startProvider } from '../support/oidc-provider.ts'

describeInBrowser('people and access', () => {
  let stage: Stage
  let office: RunningProvider
  let ann: Person
  /** Ann's document, its words, and its address with a link to comment by. */
  let id: string
  let link: string

  beforeAll(async () => {
    office = await startProvider()
    const env = {
      ...{ INTERLINE_ACCESS: 'accounts', INTERLINE_SIGN_UP: 'open' },
      ...{ OIDC_NAME: 'Harbour Office', OIDC_ISSUER: office.issuer },
      ...{ OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: CLIENT.secret },
    }
    stage = await Stage.opensAlone({ env })
    office.welcomes(`${stage.server.http}/api/auth/callback/oidc`)
    // Passkeys belong to a name, and a number is none.
    ann = await stage.enters('ann', { origin: `http://localhost:${stage.server.port}` })
  })
  afterEach(() => expect(stage.complaints()).toEqual([]))
  afterAll(async () => {
    await stage.closes()
    await office.stop()
  })

  const bodyOf = ({ page }: Person) => page.locator('.ProseMirror').first()
  const sees = (who: Person, words: string) =>
    until(
      async () => (await bodyOf(who).textContent())?.includes(words) ?? false,
      () => `${who.name} to see ${words}`,
    )
  /** At a server of the same play, by a name that everybody else here calls it by. */
  const here = (address: string) => address.replace('localhost', '127.0.0.1')

  test('sign up, write, share by link; a guest comments, writes, and may no more; asks, and may', async () => {
    await ann.visits('/')
    await ann.pushes(/^You: /)
    await ann.pushes('Sign in')
    await ann.page.getByRole('heading', { name: 'Welcome to Interline' }).waitFor()
    await signsUp(ann, ANN)
    await ann.page.getByRole('button', { name: `You: ${ANN.name}` }).waitFor()
    await ann.presses('n')
    await ann.mayWrite()
    id = new URL(ann.page.url()).pathname.slice('/d/'.length)
    await ann.types('Plan')
    await ann.presses('Enter')
    await ann.types('We meet at noon.')
    await ann.isTold('saved')

    const bo = new Talking(await stage.enters('bo'))
    await bo.person.visits(`/d/${id}`)
    await bo.person.page.getByText('There is no document here for you yet').waitFor()
    await shares(ann)
    await sentenceIs(ann, 'Only you can open this document.')
    await ann.pushes('Make a link')
    link = here(await ann.page.getByLabel('The new link').inputValue())
    await sentenceIs(ann, 'Anyone with the link can comment.')
    await ann.presses('Escape')

    // [CS4] [CS5]
    await bo.person.page.goto(link)
    await bo.person.page.getByText('Others see this name beside what you say').waitFor()
    expect(bo.person.page.url()).not.toContain('#')
    await bo.person.page.getByLabel('Your name').fill('Bo')
    await bo.person.pushes('Open the document')
    await bo.person.page.getByText('You may read and comment here').waitFor()
    await bo.commentsOn('noon', 'Sharp?')
    await new Talking(ann).seesCards(['Sharp?'])

    await shares(ann)
    await ann.page.getByLabel(/^What it lets people do/).selectOption('write')
    await sentenceIs(ann, 'Anyone with the link can write.')
    await ann.presses('Escape')
    await bo.person.mayWrite()
    await bo.person.clicksPage()
    await bo.person.types(' I bring tea.')
    await bo.person.isTold('saved')
    await sees(ann, 'I bring tea.')

    // [RP20] Words that had not left when the link came to give less.
    await bo.person.cutsOff()
    await bo.person.types(' And cups.')
    await bo.person.isTold('on-this-device')
    await shares(ann)
    await ann.page.getByLabel(/^What it lets people do/).selectOption('comment')
    await sentenceIs(ann, 'Anyone with the link can comment.')
    await serverHas(ann, id, ({ links }) => links[0]?.role === 'comment')
    await ann.presses('Escape')
    await bo.person.returns()
    await bo.person.page.getByText('What you had not sent is kept on this device').waitFor()
    await bo.person.page.getByText('You may read and comment here').waitFor()
    expect(await bodyOf(bo.person).textContent()).not.toContain('And cups.')

    // [CS7]
    await shares(ann)
    await ann.pushes('Remove this link')
    await sentenceIs(ann, 'Only you can open this document.')
    await ann.presses('Escape')
    await bo.person.page.getByText('You cannot open this document any more').waitFor()
    await bodyOf(bo.person).waitFor({ state: 'hidden' })
    // [CS6]
    await bo.person.pushes('Ask for access')
    await bo.person.types('I forgot the cups')
    await bo.person.pushes('Send the request')
    await bo.person.page.getByText('Your request is on its way').waitFor()
    await shares(ann)
    await ann.page.getByText('I forgot the cups').waitFor()
    await ann.page.getByLabel('What Bo may do then').selectOption('write')
    await ann.pushes('Let in')
    await sentenceIs(ann, 'Bo can write.')
    await ann.presses('Escape')
    await bo.person.mayWrite()
    await sees(bo.person, 'I bring tea.')
    expect(await keeps(bo.person)).toMatchObject({ keys: expect.arrayContaining(['interline.me']) })
  })

  test('everything in the share dialog can be done from the keyboard', async () => {
    await ann.opens(id)
    await ann.page.getByRole('button', { name: 'Share' }).focus()
    await ann.presses('Enter')
    await ann.page.locator('[data-sentence]').waitFor()
    await until(async () => (await focus()) === 'E-mail address', 'the field to have the focus')
    await ann.types('cleo@harbour.example')
    await ann.presses('Tab')
    expect(await focus()).toBe('What they may do')
    await ann.types('r')
    await ann.presses('Tab')
    expect(await focus()).toBe('Invite')
    await ann.presses('Enter')
    await sentenceIs(ann, 'Bo can write; cleo@harbour.example can read.')
    await tabsTo('What cleo@harbour.example may do')
    await ann.types('c')
    await sentenceIs(ann, 'Bo can write; cleo@harbour.example can comment.')
    await tabsTo('Everyone with an account here may')
    await ann.types('r')
    await tabsTo('Limits')
    await ann.presses('Enter')
    await tabsTo('Password, if it should ask for one')
    await ann.types('mole')
    await tabsTo('Make a link')
    await ann.presses('Enter')
    await sentenceIs(
      ann,
      'Bo can write; cleo@harbour.example can comment; everyone with an account here can read; ' +
        'anyone with the link and its password can comment.',
    )
    await tabsTo('Take access back from cleo@harbour.example')
    await ann.presses('Enter')
    await until(
      async () => !(await ann.page.locator('[data-sentence]').textContent())?.includes('cleo'),
      'cleo to be gone',
    )
    await ann.presses('Escape')
    await until(async () => (await focus()) === 'Share', 'the focus to be back')
  })

  const focus = () =>
    ann.page.evaluate(() => {
      const now = document.activeElement
      return (
        now?.getAttribute('aria-label') ??
        now?.closest('div')?.querySelector('label[for]')?.textContent ??
        now?.textContent ??
        ''
      )
    })

  async function tabsTo(name: string): Promise<void> {
    for (let stop = 0; stop < 60; stop += 1) {
      if ((await focus()) === name) return
      await ann.presses('Tab')
    }
    throw new Error(`nothing called ${name} has the focus, whatever one tabs through`)
  }

  test('[CA5] [CA6] [CA7] signing out: what waits is sent, the other tab leaves too, and nothing is left', async () => {
    await ann.opens(id)
    await ann.clicksPage()
    await ann.types(' See you.')
    await ann.isTold('saved')
    const before = await keeps(ann)
    const home = await ann.page.evaluate(() => localStorage.getItem('interline.home') ?? '')
    expect(before.databases.some((name) => name.includes(`/${id}/`))).toBe(true)
    const second = await ann.opensTab('ann beside')
    await second.opens(id)
    await ann.runs('Sign out')
    await ann.page.waitForURL(/\/sign-in\?out$/)
    for (const { page } of [ann, second]) {
      await page.getByText('nothing of yours is left in this browser').waitFor()
    }
    await second.page.close()
    const { databases, keys } = await keeps(ann)
    expect(databases.filter((name) => name.includes(home))).toEqual([])
    expect(keys.filter((key) => !OF_THE_DEVICE.includes(key))).toEqual([])
    expect(await ann.page.evaluate(shelfRows)).toEqual([])
  })

  /** What may be there when nobody is signed in: the new guest's own, and the device's. */
  const OF_THE_DEVICE = [
    ...['interline.home', 'interline.homes', 'interline.me', 'interline.theme'],
    'interline.language',
  ]

  test('[CA1] a guest signs in to an account: unsent words come along, and arrive as theirs', async () => {
    const dan = await stage.enters('dan')
    await signsUp(dan, DAN)
    await comesIn(ann, ANN)
    await ann.opens(id)
    await shares(ann)
    await ann.page.getByLabel('What the link lets people do').selectOption('write')
    await ann.pushes('Make a link')
    const url = here(await ann.page.getByLabel('The new link').inputValue())
    await ann.presses('Escape')

    const guest = await stage.enters('dan at the library')
    await guest.page.routeWebSocket(/\/sync\//, (socket) => {
      if (isShut) void socket.close({ code: 4000 })
      else socket.connectToServer()
    })
    let isShut = false
    await guest.page.goto(url)
    await guest.pushes('Open the document')
    await guest.mayWrite()
    await sees(guest, 'We meet at noon.')
    // Then it is put on the device, which takes a moment.
    await until(
      async () => JSON.stringify(await guest.page.evaluate(shelfRows)).includes(id),
      'the document to be kept here',
    )
    isShut = true
    await guest.page.reload()
    await guest.mayWrite()
    await guest.clicksPage()
    await guest.types(' Dan was here.')
    await guest.isTold('on-this-device')
    await guest.runs('Sign in')
    await signsIn(guest, DAN)
    isShut = false
    await guest.opens(id)
    await guest.isTold('saved')
    await sees(guest, 'Dan was here.')
    await sees(ann, 'Dan was here.')
    await ann.page
      .getByRole('button', { name: new RegExp(DAN.name) })
      .first()
      .waitFor()
  })

  /** Whether or not an earlier play has left them signed in, or with an account. */
  async function comesIn(who: Person, credentials: typeof ANN): Promise<void> {
    await who.visits('/sign-in')
    const isIn = who.page.waitForURL((url) => url.pathname !== '/sign-in').then(() => true)
    const isOut = who.page.getByLabel('E-mail address').waitFor()
    if (!(await Promise.race([isIn, isOut.then(() => false)]))) await signsIn(who, credentials)
    for (const late of [isIn, isOut]) late.catch(() => undefined)
  }

  async function letMembersWrite(): Promise<void> {
    await comesIn(ann, ANN)
    await ann.opens(id)
    await ann.page.evaluate(
      (path) => fetch(path, { method: 'PUT', body: '{"role":"write"}' }),
      `/api/documents/${id}/members`,
    )
    await serverHas(ann, id, ({ members }) => members === 'write')
  }

  test('[CA4] a session that ends while a document is open is said, with the way to sign in', async () => {
    const dan = await stage.enters('dan by the lake')
    await comesIn(dan, DAN)
    await letMembersWrite()
    await dan.opens(id)
    await dan.isTold('saved')
    await dan.page.evaluate(() => fetch('/api/auth/sign-out', { method: 'POST', body: '{}' }))
    const told = dan.page.getByText('You are signed out')
    await told.waitFor()
    await dan.page.getByRole('button', { name: 'Sign in' }).first().waitFor()
  })

  test('[CA5] words that the server does not take are a file before they go', async () => {
    const dan = await stage.enters('dan writes on')
    await comesIn(dan, DAN)
    await letMembersWrite()
    await dan.opens(id)
    await dan.isTold('saved')
    await dan.cutsOff()
    await dan.clicksPage()
    await dan.types(' Written on a train.')
    await dan.isTold('on-this-device')
    await shares(ann)
    await ann.page.locator('[data-sentence]').waitFor()
    for (;;) {
      const takes = ann.page.getByRole('button', { name: /^(Remove th|Take access back)/ })
      if ((await takes.count()) === 0) break
      const count = await takes.count()
      await takes.first().click()
      await until(async () => (await takes.count()) < count, 'one fewer')
    }
    await ann.page.getByLabel('Everyone with an account here may').selectOption('nobody')
    await sentenceIs(ann, 'Only you can open this document.')
    await serverHas(ann, id, (now) => now.grants.length === 1 && now.members === 'nobody')
    await ann.presses('Escape')
    await dan.returns()
    await dan.page.getByText('You cannot open this document any more').waitFor()
    await dan.runs('Sign out')
    await dan.page.getByText('Words in 1 document are only in this browser').waitFor()
    const [file] = await Promise.all([
      dan.page.waitForEvent('download'),
      dan.pushes('Download them and sign out'),
    ])
    const path = join(stage.server.data, file.suggestedFilename())
    await file.saveAs(path)
    expect(readFileSync(path, 'utf8')).toContain('Written on a train.')
    await dan.page.waitForURL(/\/sign-in\?out$/)
  })

  test('a provider says who somebody is, or does not', async () => {
    const eve = await stage.enters('eve')
    await eve.visits('/sign-in?to=/account')
    await eve.pushes('Continue with Harbour Office')
    await eve.page.getByText('[ Cancel ]').click()
    await eve.page.getByText('The other side did not say who you are').waitFor()
    await eve.pushes('Continue with Harbour Office')
    await eve.page.locator('[name="login"]').fill('eve')
    await eve.page.locator('[name="password"]').fill('whatever')
    await eve.page.locator('[type="submit"]').click()
    await eve.page.getByRole('button', { name: 'Continue' }).click()
    await eve.page.getByRole('heading', { name: 'Your account' }).waitFor()
    await eve.page.getByText('eve@office.example').waitFor()
    await eve.page.getByText('Confirmed.').waitFor()
  })

  test('a passkey: added, and then enough', async () => {
    await ann.visits('/account')
    const cdp = await ann.cdp()
    await cdp.send('WebAuthn.enable')
    await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'internal', automaticPresenceSimulation: true },
        ...{ hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
      },
    })
    await ann.pushes('Add a passkey')
    await ann.page.getByText('The passkey is added').waitFor()
    await ann.runs('Sign out')
    await ann.page.waitForURL(/\/sign-in\?out$/)
    await ann.pushes('Sign in with a passkey')
    await ann.page.getByRole('button', { name: `You: ${ANN.name}` }).waitFor()
    expect(new URL(ann.page.url()).pathname).toBe('/')
  })
})

/** Run in the page: the rows of the shelf, of whomever. */
async function shelfRows(): Promise<unknown[]> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('interline/shelf')
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
  const stores = [...database.objectStoreNames]
  const rows = await Promise.all(
    stores.map(
      (name) =>
        new Promise<unknown[]>((resolve) => {
          const request = database.transaction(name).objectStore(name).getAll()
          request.onsuccess = () => resolve(request.result)
        }),
    ),
  )
  database.close()
  return rows.flat()
}
