import type { MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { Guest, Guests } from './guests.ts'

export const GUEST_COOKIE = 'interline_guest'
/** The longest that browsers keep one; each visit begins it anew. */
const KEPT_S = 400 * 24 * 60 * 60

export interface WithGuest {
  Variables: { guest: Guest }
}

/** Whoever comes without a valid cookie is welcomed as a new guest. */
export function guestCookie(
  guests: Guests,
  isTls: (header: (name: string) => string | undefined) => boolean,
): MiddlewareHandler<WithGuest> {
  return async (context, next) => {
    const given = getCookie(context, GUEST_COOKIE)
    const known = given ? await guests.recognise(given) : null
    const { guest, token } =
      known && given ? { guest: known, token: given } : await guests.welcome()
    context.set('guest', guest)
    await next()
    // Afterwards: a page that is answered as a bare Response would lose what was set before.
    setCookie(context, GUEST_COOKIE, token, {
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
      secure: isTls((name) => context.req.header(name)),
      maxAge: KEPT_S,
    })
  }
}
