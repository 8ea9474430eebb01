import { timingSafeEqual } from 'node:crypto'
import { type Context, Hono } from 'hono'
import type { Measures } from './measures.ts'
import type { Readiness } from './readiness.ts'

export interface OperationsOptions {
  measures: Measures
  readiness: Readiness
  /** Whoever brings it may read the figures; null: whoever sits at this very machine may. */
  token: string | null
  /** Only this machine can reach us, and no proxy speaks for others. */
  isPrivate: boolean
  isLoopback: (host: string) => boolean
  /** Where a request comes from; null: not known. */
  peerOf: (context: Context) => string | null
  otherwise: () => Response
}

/** Whoever forwards for others says so in one of these. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via']

/** For whoever runs this. [OP2] [OP3] */
export function operationsRoutes(options: OperationsOptions) {
  const { measures, readiness, otherwise } = options
  return new Hono()
    .get('/healthz', (context) => context.text('ok'))
    .get('/readyz', async (context) => {
      const why = await readiness.reasons()
      return context.json({ ready: why.length === 0, why }, why.length === 0 ? 200 : 503)
    })
    .get('/metrics', async (context) => {
      if (!mayRead(context, options)) return otherwise()
      const { registry } = measures
      return context.body(await registry.metrics(), 200, { 'Content-Type': registry.contentType })
    })
}

function mayRead(context: Context, options: OperationsOptions): boolean {
  const { token, isPrivate, isLoopback, peerOf } = options
  const { req } = context
  if (token !== null) return isSame(req.header('authorization') ?? '', `Bearer ${token}`)
  const peer = peerOf(context)
  if (!isPrivate || peer === null || !isLoopback(peer.replace(/^::ffff:/, ''))) return false
  return FORWARDED.every((name) => req.header(name) === undefined)
}

/** In a time that says nothing of where they differ. */
function isSame(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)]
  return one.length === other.length && timingSafeEqual(one, other)
}
