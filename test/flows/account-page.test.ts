import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { must } from '../../shared/kit/assert.ts'
import { describeInBrowser } from '../support/browser.ts'
import { ANN, signsIn, signsUp } from '../support/browser-account.ts'
import type { Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'
import { until } from '../support/cast.ts'

/** One dot. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const NEW_PASSWORD = 'nets dry in the sun'

describeInBrowser('an account', () => {
  let stage: Stage
  let ann: Person

  beforeAll(async () => {
    const env = { INTERLINE_ACCESS: 'accounts', INTERLINE_SIGN_UP: 'open' }
    stage = await Stage.opensAlone({ env })
    ann = await stage.enters('ann')
    await signsUp(ann, ANN)
  })
  afterEach(() => expect(stage.complaints()).toEqual([]))
  afterAll(() => stage.closes())

  /** Without a mail server letters are files. */
  function letters(): string[] {
    const folder = join(stage.server.data, 'mail')
    if (!existsSync(folder)) return []
    return readdirSync(folder)
      .sort()
      .map((name) => join(folder, name))
  }

  /** The link in the letter that comes after so many. */
  async function linkAfter(before: number): Promise<string> {
    let found: string | undefined
    await until(() => {
      const latest = letters().at(-1)
      if (!latest || letters().length <= before) return false
      const text = readFileSync(latest, 'utf8')
        .replaceAll(/=\r?\n/g, '')
        .replaceAll('=3D', '=')
      found = /https?:\/\/\S+(?=\s)/.exec(text)?.[0]
      return found !== undefined
    }, 'a letter with a link')
    return must(found, 'a link')
  }

  test('a letter lets one in, once; a forgotten password is chosen anew, and every other browser is out', async () => {
    const phone = await stage.enters('ann on her phone', { width: 390 })
    await phone.visits('/sign-in')
    await phone.page.getByLabel('E-mail address').fill(ANN.email)
    let before = letters().length
    await phone.pushes('Send me a link instead')
    await phone.page.getByRole('heading', { name: 'Look into your mail' }).waitFor()
    const link = await linkAfter(before)
    await phone.page.goto(link)
    await phone.page.getByRole('button', { name: `You: ${ANN.name}` }).waitFor()

    const late = await stage.enters('somebody with the old letter')
    await late.page.goto(link)
    await late.page.getByText('This link was used already').waitFor()

    const third = await stage.enters('ann, forgetful')
    await third.visits('/sign-in')
    await third.page.getByLabel('E-mail address').fill(ANN.email)
    await third.page.getByLabel('Password').fill('boats go out at eight')
    await third.page.getByRole('button', { name: 'Sign in', exact: true }).first().click()
    await third.page.getByText('do not belong together').waitFor()
    before = letters().length
    await third.pushes('Forgot your password?')
    await third.page.getByRole('heading', { name: 'Look into your mail' }).waitFor()
    await third.page.goto(await linkAfter(before))
    await third.page.getByLabel('New password').fill(NEW_PASSWORD)
    await third.pushes('Take this password')
    await third.page.getByLabel('E-mail address').waitFor()
    await signsIn(third, { ...ANN, password: NEW_PASSWORD })
    await phone.visits('/account')
    await phone.page.getByRole('heading', { name: 'You are a guest here' }).waitFor()
  })

  test('[CA9] a picture, German dates, another browser signed out from here, and in the end the account deleted', async () => {
    await ann.visits('/sign-in')
    await signsIn(ann, { ...ANN, password: NEW_PASSWORD })
    await ann.visits('/account')
    const file = { name: 'me.png', mimeType: 'image/png', buffer: PICTURE }
    await ann.page.getByLabel('Choose a picture').setInputFiles(file)
    await ann.page.getByRole('button', { name: 'Remove the picture' }).waitFor()
    await ann.page.reload()
    await ann.page.getByRole('button', { name: 'Remove the picture' }).waitFor()

    const writtenAs = ann.page.getByLabel('How dates and times are written')
    await ann.page.getByText('Last seen now').first().waitFor()
    await writtenAs.selectOption({ label: 'Deutsch' })
    await ann.page.getByText('Last seen jetzt').first().waitFor()
    await ann.page.reload()
    await ann.page.getByText('Last seen jetzt').first().waitFor()
    expect(await ann.page.locator('html').getAttribute('lang')).toMatch(/^en/)
    await writtenAs.selectOption({ index: 0 })
    await ann.page.getByText('Last seen now').first().waitFor()

    await ann.page.getByRole('button', { name: 'Sign out there' }).click()
    await ann.page.getByText('Signed out there.').waitFor()
    await ann.page.getByRole('button', { name: 'Sign out there' }).waitFor({ state: 'detached' })

    await ann.pushes('Delete my account')
    const question = ann.page.getByRole('dialog', { name: 'Delete your account' })
    await question.getByLabel('Password').fill('not this one at all')
    await question.getByRole('button', { name: 'Delete for ever' }).click()
    await question.getByText('This is not your password.').waitFor()
    await question.getByLabel('Password').fill(NEW_PASSWORD)
    await question.getByRole('button', { name: 'Delete for ever' }).click()
    await ann.page.getByText('Your account is deleted').waitFor()
    await ann.page.getByRole('heading', { name: 'Welcome to Interline' }).waitFor()
  })
})
