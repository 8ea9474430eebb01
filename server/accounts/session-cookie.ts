import { createHmac, timingSafeEqual } from 'node:crypto'
import { cookieOf } from './cookies.ts'

/** As better-auth calls it after our prefix; behind TLS another prefix stands before it. */
export function sessionCookie(isSecure: boolean): string {
  return `${isSecure ? '__Secure-' : ''}interline.session_token`
}

/**
 * The token of a session, if we have signed it. As better-auth reads it, without fetching all of
 * better-auth for everybody who is signed in: `<token>.<HMAC-SHA-256 in base64>`.
 */
export function sessionToken(header: string, isSecure: boolean, secret: string): string | null {
  const value = cookieOf(header, sessionCookie(isSecure)) ?? ''
  const at = value.lastIndexOf('.')
  if (at < 1) return null
  const [token, signature] = [value.slice(0, at), Buffer.from(value.slice(at + 1), 'base64')]
  const own = createHmac('sha256', secret).update(token).digest()
  return signature.length === own.length && timingSafeEqual(signature, own) ? token : null
}
