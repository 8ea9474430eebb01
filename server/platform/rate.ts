import type { MiddlewareHandler } from 'hono'
import type { Clock } from '../../shared/kit/clock.ts'

const MINUTE_MS = 60_000

/**
 * At most so many requests of one person in a minute of the clock; what is more is answered by
 * `tooMany`, which gets the seconds until the next minute.
 */
export function perMinute(
  most: number,
  clock: Clock,
  tooMany: (seconds: number) => Response,
): MiddlewareHandler<{ Variables: { guest: { person: string } } }> {
  let minute = 0
  let counts = new Map<string, number>()
  return async (context, next) => {
    const now = clock.now()
    if (Math.floor(now / MINUTE_MS) !== minute) {
      minute = Math.floor(now / MINUTE_MS)
      counts = new Map()
    }
    const { person } = context.var.guest
    const count = (counts.get(person) ?? 0) + 1
    counts.set(person, count)
    if (count > most) return tooMany(Math.ceil(((minute + 1) * MINUTE_MS - now) / 1000))
    return next()
  }
}
