import type { MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { Guest, Guests } from './guests.ts'

export const GUEST_COOKIE = 'interline_guest'
const ONE_YEAR_S = 365 * 24 * 60 * 60

export interface WithGuest {
  Variables: { guest: Guest }
}

/** Whoever comes without a valid cookie is welcomed as a new guest. */
export function guestCookie(
  guests: Guests,
  isTls: (header: (name: string) => string | undefined) => boolean,
): MiddlewareHandler<WithGuest> {
  return async (context, next) => {
    const token = getCookie(context, GUEST_COOKIE)
    const known = token ? await guests.recognise(token) : null
    if (known) {
      context.set('guest', known)
      await next()
      return
    }
    const { guest, token: fresh } = await guests.welcome()
    context.set('guest', guest)
    await next()
    // Afterwards: a page that is answered as a bare Response would lose what was set before.
    setCookie(context, GUEST_COOKIE, fresh, {
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
      secure: isTls((name) => context.req.header(name)),
      maxAge: ONE_YEAR_S,
    })
  }
}
