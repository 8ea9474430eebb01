import type { IncomingMessage } from 'node:http'
import { type Context, Hono } from 'hono'
import { problem } from '../../shared/wire/problem.ts'
import { refuse } from '../platform/refuse.ts'
import type { Acquaintance } from './admission.ts'
import type { Wish } from './live.ts'
import type { Visitor } from './session.ts'
import type { Judgement } from './socket.ts'

/** Where the route leaves its judgement: a Response cannot say "101". */
export interface Upgrade {
  wish: Wish | null
}

export interface WithUpgrade {
  Bindings: { upgrade?: Upgrade }
}

export interface SyncRouteOptions {
  /** Before anybody is asked who they are: what ends from then on counts for this handshake. */
  moment: () => number
  whoIs: (context: Context) => Promise<Visitor>
  isOwnOrigin: (context: Context) => boolean
}

/**
 * Judges who asks for a socket and for what. Access is judged afterwards: a browser cannot read why
 * an upgrade was refused and would try for ever; so we accept and close with a code.
 */
export function syncRoute({ moment, whoIs, isOwnOrigin }: SyncRouteOptions) {
  return new Hono<WithUpgrade>().get('/:document', async (context) => {
    const upgrade = context.env?.upgrade
    if (!upgrade) return refuse(problem('invalid-request', 'This address is for WebSockets.'))
    if (!isOwnOrigin(context)) return refuse(problem('wrong-origin'))
    const { v, log, epoch, after } = context.req.query()
    const isOurs = v !== undefined && /^[1-9]\d{0,3}$/.test(v)
    const askedAt = moment()
    upgrade.wish = {
      askedAt,
      document: context.req.param('document'),
      visitor: await whoIs(context),
      isOurs,
      known: {
        logId: (isOurs && log) || null,
        epoch: isOurs && epoch && /^\d{1,15}$/.test(epoch) ? Number(epoch) : null,
        after: isOurs && after ? readAfter(after) : null,
      },
    }
    return context.body(null, 204)
  })
}

/** `<logId>:<sequence>`; null: nothing of the kind, as good as having no fact at all. */
function readAfter(text: string): Acquaintance['after'] {
  const [, logId, sequence] = /^(.{1,64}):(\d{1,15})$/.exec(text) ?? []
  return logId && sequence ? { logId, sequence: Number(sequence) } : null
}

type Fetch = (request: Request, env: WithUpgrade['Bindings']) => Promise<Response> | Response

/** Sends a handshake through the same door as every request. */
export async function judgeHandshake(fetch: Fetch, incoming: IncomingMessage): Promise<Judgement> {
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  }
  const address = `http://${incoming.headers.host}${incoming.url}`
  const request = requestOf(address, headers)
  if (!request) return { kind: 'refused', response: refuse(problem('invalid-request')) }
  const upgrade: Upgrade = { wish: null }
  const response = await fetch(request, { upgrade })
  if (upgrade.wish) return { kind: 'welcome', wish: upgrade.wish }
  // Some other route answered, and it may have been a page.
  const isRefusal = response.status >= 400
  return {
    kind: 'refused',
    response: isRefusal ? response : refuse(problem('invalid-request', 'No WebSocket here.')),
  }
}

/** null: an address that no Request takes. `Host: a:b@c` parses, yet a password makes it throw. */
function requestOf(address: string, headers: Headers): Request | null {
  try {
    return new Request(address, { headers })
  } catch {
    return null
  }
}
