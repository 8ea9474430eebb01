import * as z from 'zod/mini'

/** Longer than a slow phone needs; a server that takes the call and never answers is none. */
const ANSWER_MS = 12_000

export type Answer<T> =
  | { kind: 'ok'; value: T }
  /** One of shared/wire/refusals.ts, or of a newer server. */
  | { kind: 'refused'; code: string }
  | { kind: 'silent' }

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** Looser than a problem of this version: a newer server may know more reasons. */
const problemSchema = z.object({ refusal: z.string() })

/** Asks the server once. An answer of another shape is nobody's we know: silence. */
export async function ask<T>(
  method: Method,
  path: string,
  schema: z.ZodMiniType<T>,
  body?: unknown,
): Promise<Answer<T>> {
  const reply = await fetch(path, {
    method,
    signal: AbortSignal.timeout(ANSWER_MS),
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  }).catch(() => null)
  if (!reply) return { kind: 'silent' }
  const said: unknown = await reply.json().catch(() => null)
  if (reply.ok) {
    // 202 and 204 may come without a body.
    const read = schema.safeParse(said)
    return read.success ? { kind: 'ok', value: read.data } : { kind: 'silent' }
  }
  const problem = problemSchema.safeParse(said)
  return problem.success ? { kind: 'refused', code: problem.data.refusal } : { kind: 'silent' }
}

/** For answers of which only their coming matters. */
export const ANYTHING = z.unknown()
