import * as z from 'zod/mini'
import { ANYTHING, type Answer, ask } from './ask.ts'

const sessionSchema = z.object({
  token: z.string(),
  updatedAt: z.string(),
  userAgent: z.optional(z.nullable(z.string())),
})
export type Session = z.infer<typeof sessionSchema>

const nowSchema = z.nullable(z.object({ session: z.object({ token: z.string() }) }))

/** The last seen first. `token` is the session's id: the secret never leaves the server. */
export async function sessions(): Promise<Answer<Session[]>> {
  const all = await ask('GET', '/api/auth/list-sessions', z.array(sessionSchema))
  if (all.kind !== 'ok') return all
  return { kind: 'ok', value: all.value.toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt)) }
}

/** Which of them is this browser's; empty: nobody says. */
export async function sessionHere(): Promise<string> {
  const now = await ask('GET', '/api/auth/get-session', nowSchema)
  return now.kind === 'ok' ? (now.value?.session.token ?? '') : ''
}

export const endSession = (token: string): Promise<Answer<unknown>> =>
  ask('POST', '/api/auth/revoke-session', ANYTHING, { token })

export const endOtherSessions = (): Promise<Answer<unknown>> =>
  ask('POST', '/api/auth/revoke-other-sessions', ANYTHING, {})
