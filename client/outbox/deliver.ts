import * as z from 'zod/mini'
import type { Clock } from '../../shared/kit/clock.ts'
import { REFUSAL_REASONS, REFUSALS, type RefusalReason } from '../../shared/wire/refusals.ts'
import type { Intent } from './intent.ts'

/** A server that takes the call and never answers is none (ms). */
export const ANSWER_MS = 30_000
const LONGEST_WAIT_MS = 300_000

export type Outcome =
  | { kind: 'confirmed' }
  | { kind: 'refused'; refusal: RefusalReason; sentence: string }
  | { kind: 'later'; why: RefusalReason | null; waitMs: number }

/** Looser than a problem of this version: a newer server may know more reasons. */
const saidSchema = z.object({ refusal: z.string(), detail: z.string() })

/** [OB5] Sends an intent once, and says what became of it. */
export async function deliver(
  intent: Intent,
  by: { fetch: typeof fetch; clock: Clock; end: AbortSignal },
): Promise<Outcome> {
  const late = new AbortController()
  const stop = by.clock.after(ANSWER_MS, () => late.abort())
  try {
    const reply = await by.fetch(intent.path, {
      method: intent.method,
      // A page that a hotel's network puts in the server's place must not count as an answer.
      redirect: 'error',
      signal: AbortSignal.any([late.signal, by.end]),
      ...(intent.body !== null && {
        body: JSON.stringify(intent.body),
        headers: { 'content-type': 'application/json' },
      }),
    })
    return await judge(reply)
  } catch {
    return { kind: 'later', why: null, waitMs: 0 }
  } finally {
    stop()
  }
}

async function judge(reply: Response): Promise<Outcome> {
  const type = reply.headers.get('content-type') ?? ''
  if (type.includes('text/html')) return { kind: 'later', why: null, waitMs: 0 }
  if (reply.ok) return { kind: 'confirmed' }
  const waitMs = waitOf(reply)
  const said = saidSchema.safeParse(await reply.json().catch(() => null))
  // Whoever speaks no problem+json is not our server but something before it.
  if (!said.success) return { kind: 'later', why: null, waitMs }
  const refusal = reasonOf(said.data.refusal, reply.status)
  const isFinal = REFUSALS[refusal].permanent && reply.status < 500
  if (!isFinal) return { kind: 'later', why: refusal, waitMs }
  return { kind: 'refused', refusal, sentence: said.data.detail }
}

function reasonOf(said: string, status: number): RefusalReason {
  const known = REFUSAL_REASONS.find((reason) => reason === said)
  const alike = REFUSAL_REASONS.find((reason) => REFUSALS[reason].status === status)
  return known ?? alike ?? (status >= 500 ? 'unreadable' : 'invalid-request')
}

function waitOf(reply: Response): number {
  const seconds = Number(reply.headers.get('retry-after'))
  return seconds > 0 ? Math.min(seconds * 1_000, LONGEST_WAIT_MS) : 0
}
