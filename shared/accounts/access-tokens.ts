import * as z from 'zod/mini'

/** The most that a token may, of what its person may; `own` is everything with documents. */
export const SCOPES = ['read', 'comment', 'write', 'own'] as const
export type Scope = (typeof SCOPES)[number]

const TOKEN_NAME_LENGTH = 60

/** `POST /api/tokens` → 201 with `accessTokenMadeSchema`. */
export const accessTokenWishSchema = z.object({
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(TOKEN_NAME_LENGTH)),
  scope: z.enum(SCOPES),
  /** ms UTC; null: it does not end. */
  expiresAt: z._default(z.nullable(z.int().check(z.gte(0))), null),
  /** The only document that it is for; null: all. */
  document: z._default(z.nullable(z.uuid()), null),
})
export type AccessTokenWish = z.infer<typeof accessTokenWishSchema>

export const accessTokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  scope: z.enum(SCOPES),
  document: z.nullable(z.string()),
  at: z.int(),
  expiresAt: z.nullable(z.int()),
  /** To the minute. */
  lastUse: z.nullable(z.int()),
})
export type AccessToken = z.infer<typeof accessTokenSchema>

/** `token` is told this once. */
export const accessTokenMadeSchema = z.object({ ...accessTokenSchema.shape, token: z.string() })

/** `GET /api/tokens` */
export const accessTokenListSchema = z.object({ tokens: z.array(accessTokenSchema) })
