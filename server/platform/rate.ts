import type { Context, MiddlewareHandler } from 'hono'
import type { Clock } from '../../shared/kit/clock.ts'

const MINUTE_MS = 60_000

/**
 * At most so many requests in a minute of the clock from whom `keyOf` tells apart; what is more is
 * answered by `tooMany`, which gets the seconds until the next minute.
 */
export function perMinute<Variables extends object>(
  most: number,
  clock: Clock,
  keyOf: (context: Context<{ Variables: Variables }>) => string,
  tooMany: (seconds: number) => Response,
): MiddlewareHandler<{ Variables: Variables }> {
  let minute = 0
  let counts = new Map<string, number>()
  return async (context, next) => {
    const now = clock.now()
    if (Math.floor(now / MINUTE_MS) !== minute) {
      minute = Math.floor(now / MINUTE_MS)
      counts = new Map()
    }
    const key = keyOf(context)
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    if (count > most) return tooMany(Math.ceil(((minute + 1) * MINUTE_MS - now) / 1000))
    return next()
  }
}

/** Where a request comes from, as the network says, or as the proxy says that we trust. */
export function addressOf({ req, env }: Context, isProxyTrusted: boolean): string {
  const told = isProxyTrusted ? req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : ''
  return told || (env?.incoming?.socket?.remoteAddress ?? '')
}
