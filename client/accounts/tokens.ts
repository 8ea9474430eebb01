import {
  type AccessToken,
  accessTokenListSchema,
  accessTokenMadeSchema,
  type Scope,
} from '../../shared/accounts/access-tokens.ts'
import { ANYTHING, type Answer, ask } from './ask.ts'

export interface TokenWish {
  name: string
  scope: Scope
  /** ms UTC; null: never. */
  expiresAt: number | null
}

export async function tokens(): Promise<Answer<AccessToken[]>> {
  const answer = await ask('GET', '/api/tokens', accessTokenListSchema)
  return answer.kind === 'ok' ? { kind: 'ok', value: answer.value.tokens } : answer
}

/** The only time that it is told. */
export const makeToken = (wish: TokenWish): Promise<Answer<{ token: string }>> =>
  ask('POST', '/api/tokens', accessTokenMadeSchema, wish)

export const removeToken = (id: string): Promise<Answer<unknown>> =>
  ask('DELETE', `/api/tokens/${id}`, ANYTHING)
