import { type SharingState, sharingSchema } from '../../shared/sharing/sharing.ts'
import type { Person } from './browser-person.ts'
import { until } from './cast.ts'

/** Somebody's account, as a play knows it. */
export interface Credentials {
  name: string
  email: string
  password: string
}

export const ANN: Credentials = {
  ...{ name: 'Ann Harbour', email: 'ann@harbour.example', password: 'boats go out at six' },
}
export const DAN: Credentials = {
  ...{ name: 'Dan Quay', email: 'dan@harbour.example', password: 'ropes and old tar' },
}

/** By the page, as anybody does it; ends where the page leads. */
export async function signsUp(who: Person, { name, email, password }: Credentials): Promise<void> {
  await who.visits('/sign-in?up')
  await who.page.getByLabel('Your name').fill(name)
  await who.page.getByLabel('E-mail address').fill(email)
  await who.page.getByLabel('Password').fill(password)
  await who.pushes('Make the account')
  await who.page.waitForURL((url) => url.pathname !== '/sign-in')
}

/** On the page to sign in, wherever it leads. */
export async function signsIn(who: Person, { email, password }: Credentials): Promise<void> {
  await who.page.getByLabel('E-mail address').fill(email)
  await who.page.getByLabel('Password').fill(password)
  await who.page.getByRole('button', { name: 'Sign in', exact: true }).first().click()
  await who.page.waitForURL((url) => url.pathname !== '/sign-in')
}

/** Opens the dialog in which one shares. */
export async function shares(who: Person): Promise<void> {
  await who.pushes('Share')
  await who.page.getByRole('dialog', { name: 'Share' }).waitFor()
}

/** The sentence that says who can do what, once it says this. */
export async function sentenceIs(who: Person, sentence: string): Promise<void> {
  let now: string | null = null
  await until(
    async () => {
      now = await who.page.locator('[data-sentence]').textContent()
      return now === sentence
    },
    () => `the sentence “${sentence}”; it is “${now}”`,
  )
}

/** The dialog shows a change at once; what is tried next finds it on the server. */
export async function serverHas(
  owner: Person,
  document: string,
  isSo: (sharing: SharingState) => boolean,
): Promise<void> {
  const path = `/api/documents/${document}/sharing`
  const ask = () => owner.page.evaluate(async (at) => (await fetch(at)).json(), path)
  await until(async () => isSo(sharingSchema.parse(await ask())), 'the server to have the change')
}

/** Everything this browser keeps of Interline, by name. */
export async function keeps(who: Person): Promise<{ databases: string[]; keys: string[] }> {
  return who.page.evaluate(async () => ({
    databases: (await indexedDB.databases()).map(({ name }) => name ?? '').sort(),
    keys: Object.keys(localStorage).sort(),
  }))
}
