import { t } from '../words/words.ts'
import type { Answer } from './ask.ts'

/** better-auth's and our own reasons, each to a sentence under `accounts.refused`. */
const KEYS = {
  INVALID_EMAIL_OR_PASSWORD: 'wrong',
  USER_ALREADY_EXISTS: 'exists',
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: 'exists',
  PASSWORD_TOO_SHORT: 'short',
  PASSWORD_TOO_LONG: 'long',
  INVALID_EMAIL: 'email',
  VALIDATION_ERROR: 'email',
  EMAIL_NOT_VERIFIED: 'unverified',
  INVALID_PASSWORD: 'password',
  'wrong-password': 'password',
  SESSION_NOT_FRESH: 'fresh',
  SESSION_EXPIRED: 'fresh',
  'not-fresh': 'fresh',
  INVALID_TOKEN: 'expired',
  TOKEN_EXPIRED: 'expired',
  EXPIRED_TOKEN: 'expired',
  PASSKEY_NOT_FOUND: 'passkey',
  AUTHENTICATION_FAILED: 'passkey',
  SIGN_UP_CLOSED: 'closed',
  'sign-up-closed': 'closed',
  SIGN_UP_BY_INVITATION: 'invitation',
  'invitation-needed': 'invitation',
  forbidden: 'forbidden',
  'too-many': 'tooMany',
  // What comes back in the address, from a provider or a link.
  access_denied: 'provider',
  account_not_linked: 'notLinked',
  signup_disabled: 'closed',
  new_user_signup_disabled: 'closed',
} as const satisfies Record<string, string>

/** What the server said no with, for a person to read. */
export function refusedSentence(code: string): string {
  const key = Object.entries(KEYS).find(([each]) => each === code)?.[1]
  return t(`accounts.refused.${key ?? 'other'}`)
}

/** What went wrong; null: nothing did. */
export function troubleOf(answer: Answer<unknown> | { kind: 'stopped' }): string | null {
  switch (answer.kind) {
    case 'ok':
      return null
    case 'stopped':
      return t('accounts.refused.passkeyStopped')
    case 'refused':
      return refusedSentence(answer.code)
    default:
      return t('accounts.signIn.silent')
  }
}
