import type { RefusalReason } from '../../shared/wire/refusals.ts'

/**
 * What better-auth says no with, in our words. A wrong password, an unknown address and one that is
 * not confirmed are one and the same to whoever asks. [AC8] [AC11]
 */
const REASONS: Readonly<Record<string, RefusalReason>> = {
  INVALID_EMAIL_OR_PASSWORD: 'wrong-sign-in',
  EMAIL_NOT_VERIFIED: 'wrong-sign-in',
  INVALID_PASSWORD: 'not-your-password',
  CREDENTIAL_ACCOUNT_NOT_FOUND: 'not-your-password',
  INVALID_EMAIL: 'not-an-address',
  PASSWORD_TOO_SHORT: 'weak-password',
  PASSWORD_TOO_LONG: 'weak-password',
  USER_ALREADY_EXISTS: 'address-taken',
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: 'address-taken',
  'sign-up-closed': 'sign-up-closed',
  'invitation-needed': 'invitation-needed',
  INVALID_TOKEN: 'used-link',
  TOKEN_EXPIRED: 'used-link',
  invalid_token: 'used-link',
  token_expired: 'used-link',
  USER_NOT_FOUND: 'used-link',
  user_not_found: 'used-link',
  SESSION_NOT_FRESH: 'not-fresh',
  SESSION_EXPIRED: 'not-fresh',
  UNAUTHORIZED: 'unauthenticated',
  PROVIDER_NOT_FOUND: 'unknown-provider',
  oauth_provider_not_found: 'unknown-provider',
  INVALID_OAUTH_CONFIGURATION: 'provider-silent',
  account_not_linked: 'provider-not-linked',
  unable_to_link_account: 'provider-not-linked',
  'provider-silent': 'provider-silent',
  PASSKEY_NOT_FOUND: 'unknown-passkey',
  AUTHENTICATION_FAILED: 'unknown-passkey',
  CHALLENGE_NOT_FOUND: 'unknown-passkey',
  FAILED_TO_VERIFY_REGISTRATION: 'invalid-request',
  INVALID_CALLBACK_URL: 'invalid-request',
  VALIDATION_ERROR: 'invalid-request',
}

/** It is better-auth's word for a no, whatever status it gave it. */
export const isRefusal = (code: string): boolean => Object.hasOwn(REASONS, code)

/** `path`: below `/api/auth`. */
export function reasonOf(code: string, path: string): RefusalReason {
  const known = isRefusal(code) ? REASONS[code] : undefined
  if (known) return known
  if (path.startsWith('/callback/') || path === '/sign-in/social') return 'provider-refused'
  if (path === '/magic-link/verify' || path === '/verify-email') return 'used-link'
  return path.startsWith('/passkey/verify-authentication') ? 'unknown-passkey' : 'invalid-request'
}
