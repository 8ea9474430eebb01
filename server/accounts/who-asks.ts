import type { Context, MiddlewareHandler } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import { problem } from '../../shared/wire/problem.ts'
import { refuse } from '../platform/refuse.ts'
import { cookieOf } from './cookies.ts'
import { GUEST_COOKIE, GUEST_KEPT_S } from './guest-cookie.ts'
import { type Who, type WhoHouse, whoIs } from './who.ts'

/** What a token may never do, however much its person may. */
export const NOT_BY_TOKEN = 'An access token is for documents; it cannot change an account.'

export interface WithWho {
  Variables: {
    who: Who
    /** Where we are, as whoever asks calls it. */
    origin: string
    /** When this session began, ms UTC; null: there is none. */
    since: number | null
    /** Somebody has just signed in: what they were as a guest is over. */
    isOver?: boolean
  }
}

export interface WhoAsksOptions {
  house: WhoHouse
  originOf: (context: Context) => string
  /** Not a visit: whoever is nobody stays nobody. */
  isPassing: (context: Context) => boolean
}

/** Before every route: who asks. Whoever comes without anything is welcomed as a new guest. */
export function whoAsks({
  house,
  originOf,
  isPassing,
}: WhoAsksOptions): MiddlewareHandler<WithWho> {
  return async (context, next) => {
    const { headers } = context.req.raw
    const origin = originOf(context)
    const found = await whoIs(house, headers, origin)
    if (found.kind === 'unknown-token') {
      return refuse(problem('unauthenticated'), { 'WWW-Authenticate': 'Bearer' })
    }
    let { who } = found
    let token =
      who.kind === 'guest' ? cookieOf(headers.get('cookie') ?? '', GUEST_COOKIE) : undefined
    if (who.kind === 'anonymous' && !isPassing(context)) {
      const welcomed = await house.guests.welcome()
      who = { ...who, ...welcomed.guest, kind: 'guest' }
      token = welcomed.token
    }
    context.set('who', who)
    context.set('origin', origin)
    context.set('since', found.since)
    await next()
    // Afterwards: a page that is answered as a bare Response would lose what was set before.
    const secure = origin.startsWith('https:')
    for (const cookie of found.cookies) context.header('Set-Cookie', cookie, { append: true })
    const isGuests = headers.get('cookie')?.includes(`${GUEST_COOKIE}=`)
    if (context.var.isOver || (who.kind === 'person' && who.token === null && isGuests)) {
      deleteCookie(context, GUEST_COOKIE, { path: '/', secure })
    } else if (token !== undefined) {
      const cookie = { path: '/', httpOnly: true, sameSite: 'Lax', secure } as const
      setCookie(context, GUEST_COOKIE, token, { ...cookie, maxAge: GUEST_KEPT_S })
    }
  }
}
