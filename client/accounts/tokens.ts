import * as z from 'zod/mini'
import { ANYTHING, type Answer, ask } from './ask.ts'

export const TOKEN_ROLES = ['read', 'comment', 'write', 'own'] as const
export type TokenRole = (typeof TOKEN_ROLES)[number]

const tokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  scope: z.enum(TOKEN_ROLES),
  expiresAt: z.nullable(z.int()),
  lastUse: z.nullable(z.int()),
})
export type Token = z.infer<typeof tokenSchema>

const madeSchema = z.object({ token: z.string() })

export interface TokenWish {
  name: string
  scope: TokenRole
  /** ms UTC; null: never. */
  expiresAt: number | null
}

export async function tokens(): Promise<Answer<Token[]>> {
  const answer = await ask('GET', '/api/tokens', z.object({ tokens: z.array(tokenSchema) }))
  return answer.kind === 'ok' ? { kind: 'ok', value: answer.value.tokens } : answer
}

/** The only time that it is told. */
export const makeToken = (wish: TokenWish): Promise<Answer<{ token: string }>> =>
  ask('POST', '/api/tokens', madeSchema, wish)

export const removeToken = (id: string): Promise<Answer<unknown>> =>
  ask('DELETE', `/api/tokens/${id}`, ANYTHING)
