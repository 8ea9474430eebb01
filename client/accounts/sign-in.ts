import * as z from 'zod/mini'
import { ANYTHING, type Answer, ask } from './ask.ts'

const AUTH = '/api/auth'

/** `POST …/sign-up/email`: no token where the address must be confirmed first. */
const signedUpSchema = z.object({ token: z.nullable(z.string()) })
const redirectSchema = z.object({ url: z.string() })

export interface Credentials {
  email: string
  password: string
}

export const signIn = ({ email, password }: Credentials): Promise<Answer<unknown>> =>
  ask('POST', `${AUTH}/sign-in/email`, ANYTHING, { email: email.trim(), password })

/** The account keeps this browser's guest, and with it all that the guest wrote. */
export async function signUp(
  { email, password }: Credentials,
  name: string,
  to: string,
): Promise<Answer<'signed in' | 'to confirm'>> {
  const body = { email: email.trim(), password, name: name.trim(), callbackURL: to }
  const answer = await ask('POST', `${AUTH}/sign-up/email`, signedUpSchema, body)
  if (answer.kind !== 'ok') return answer
  return { kind: 'ok', value: answer.value.token === null ? 'to confirm' : 'signed in' }
}

/** Whoever has the mail has the account; the answer is the same for any address. */
export const sendLink = (email: string, to: string): Promise<Answer<unknown>> =>
  ask('POST', `${AUTH}/sign-in/magic-link`, ANYTHING, {
    email: email.trim(),
    callbackURL: to,
    errorCallbackURL: failurePath(to),
  })

/** A letter with a link to choose another password; the answer is the same for any address. */
export const sendReset = (email: string): Promise<Answer<unknown>> =>
  ask('POST', `${AUTH}/request-password-reset`, ANYTHING, { email: email.trim() })

export const resetPassword = (token: string, newPassword: string): Promise<Answer<unknown>> =>
  ask('POST', `${AUTH}/reset-password`, ANYTHING, { token, newPassword })

/** Every other browser is signed out with it. */
export const changePassword = (
  currentPassword: string,
  newPassword: string,
): Promise<Answer<unknown>> =>
  ask('POST', `${AUTH}/change-password`, ANYTHING, {
    ...{ currentPassword, newPassword, revokeOtherSessions: true },
  })

/** A letter to confirm that an address is mine. */
export const sendConfirmation = (email: string): Promise<Answer<unknown>> =>
  ask('POST', `${AUTH}/send-verification-email`, ANYTHING, { email, callbackURL: '/account' })

/** For ever; without a password only soon after signing in. */
export const deleteAccount = (password: string): Promise<Answer<unknown>> =>
  ask('DELETE', '/api/me', ANYTHING, password === '' ? {} : { password })

/** The token of such a letter, behind the `#`. */
export const resetIn = (hash: string): string | null => /^#reset=([\w-]+)$/.exec(hash)?.[1] ?? null

/** The address of the provider that then says who one is. */
export async function providerAddress(provider: string, to: string): Promise<Answer<string>> {
  const body = { provider, callbackURL: to, errorCallbackURL: failurePath(to) }
  const answer = await ask('POST', `${AUTH}/sign-in/social`, redirectSchema, body)
  return answer.kind === 'ok' ? { kind: 'ok', value: answer.value.url } : answer
}

const failurePath = (to: string) => `/sign-in?to=${encodeURIComponent(to)}`
