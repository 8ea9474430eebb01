import type { IncomingMessage } from 'node:http'
import { isIPv6 } from 'node:net'
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
export function addressOf({ env }: Context, isProxyTrusted: boolean): string {
  return env?.incoming ? comesFrom(env.incoming, isProxyTrusted) : ''
}

export function comesFrom({ headers, socket }: IncomingMessage, isProxyTrusted: boolean): string {
  const said = [headers['x-forwarded-for'] ?? ''].flat().join(',')
  const told = isProxyTrusted ? said.split(',').at(-1)?.trim() : ''
  return networkOf(told || (socket.remoteAddress ?? ''))
}

/** Of IPv6 its /64: that is what one house has, and it may use a new address of it each second. */
export function networkOf(address: string): string {
  const [plain = ''] = address.replace(/^\[(.*)\](:\d+)?$/, '$1').split('%')
  const mapped = /^::ffff:(\d{1,3}(\.\d{1,3}){3})$/i.exec(plain)?.[1]
  if (mapped) return mapped
  if (!isIPv6(plain)) return plain
  const [before = '', after] = plain.toLowerCase().split('::')
  const head = before.split(':').filter(Boolean)
  const tail = (after ?? '').split(':').filter(Boolean)
  // An IPv4 tail stands for two groups, both in the half that does not count.
  const tailGroups = tail.length + Number(tail.at(-1)?.includes('.') ?? false)
  const gap = after === undefined ? 0 : 8 - head.length - tailGroups
  const groups = [...head, ...new Array<string>(Math.max(0, gap)).fill('0'), ...tail]
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
