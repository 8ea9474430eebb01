import { type Context, Hono } from 'hono'
import { deleteCookie } from 'hono/cookie'
import * as z from 'zod/mini'
import { accessTokenWishSchema } from '../../shared/accounts/access-tokens.ts'
import { signUpModeSchema } from '../../shared/accounts/instance.ts'
import { problem } from '../../shared/wire/problem.ts'
import type { RefusalReason } from '../../shared/wire/refusals.ts'
import { jsonBody } from '../platform/json-body.ts'
import { refuse } from '../platform/refuse.ts'
import type { AccessTokens } from './access-tokens.ts'
import type { Export } from './export.ts'
import type { InstanceOf } from './instance.ts'
import type { Leaving } from './leaving.ts'
import { sessionCookie } from './session-cookie.ts'
import type { Who } from './who.ts'
import { NOT_BY_TOKEN, type WithWho } from './who-asks.ts'

export interface OwnRoutesOptions {
  tokens: AccessTokens
  leaving: Leaving
  exported: Export
  instance: InstanceOf
  addressOf: (context: Context) => string
  /** Somebody has one, which may end one day. */
  onTokenMade: () => void
  /** Programs that speak for this person have to say anew who they are. */
  onTokenGone: (person: string) => void
}

const TOKEN = 'A token has a name of 1 to 60 characters, a scope, and an end in ms or none.'
const MANY = 'There are too many tokens; take one back first.'
const OWNERS = 'Only who owns this installation may do that.'

/** Below `/api`: what only people with an account have. */
export function ownRoutes(options: OwnRoutesOptions) {
  const { tokens, leaving, exported, instance, addressOf } = options
  const { onTokenMade, onTokenGone } = options
  return new Hono<WithWho>()
    .get('/tokens', (context) =>
      asPerson(context, async ({ person }) => context.json({ tokens: await tokens.list(person) })),
    )
    .post('/tokens', (context) =>
      asPerson(context, ({ person }) =>
        wished(context, accessTokenWishSchema, TOKEN, async (wish) => {
          const made = await tokens.make(person, wish)
          if (!made) return refuse(problem('too-many', MANY))
          onTokenMade()
          return context.json(made, 201)
        }),
      ),
    )
    .delete('/tokens/:id', (context) =>
      asPerson(context, async ({ person }) => {
        // Gone is what it is afterwards, whoever's it was.
        if (await tokens.remove(person, context.req.param('id'))) onTokenGone(person)
        return context.body(null, 204)
      }),
    )
    .get('/me/export', (context) =>
      asPerson(context, async ({ person }) => {
        const { name, text } = await exported.of(person)
        return context.body(text, 200, {
          'Content-Type': 'application/json',
          'Content-Disposition': `attachment; filename="${name}"`,
        })
      }),
    )
    .delete('/me', (context) =>
      asPerson(context, (who) =>
        wished(context, leaveSchema, 'A password is text.', async ({ password }) => {
          const proof = { password, since: context.var.since, from: addressOf(context) }
          const no = await leaving.leave(who, proof)
          if (no) return refuse(problem(no.reason), retryAfter(no))
          context.set('isOver', true)
          const secure = context.var.origin.startsWith('https:')
          deleteCookie(context, sessionCookie(secure), { path: '/', secure })
          return context.body(null, 204)
        }),
      ),
    )
    .get('/instance', (context) =>
      asOwner(context, instance, async () => context.json(await instance.state())),
    )
    .put('/instance/sign-up', (context) =>
      asOwner(context, instance, () =>
        wished(context, signUpModeSchema, 'There is no such mode.', async ({ mode }) => {
          await instance.letSignUp(mode)
          return context.json({ mode })
        }),
      ),
    )
}

const leaveSchema = z.object({ password: z.optional(z.string().check(z.maxLength(1000))) })

async function asPerson(
  { var: { who } }: Context<WithWho>,
  work: (who: Who) => Promise<Response>,
): Promise<Response> {
  if (who.token) return refuse(problem('forbidden', NOT_BY_TOKEN))
  return who.kind === 'person' ? work(who) : refuse(problem('account-needed'))
}

async function asOwner(
  context: Context<WithWho>,
  instance: InstanceOf,
  work: () => Promise<Response>,
): Promise<Response> {
  return asPerson(context, async ({ person }) =>
    (await instance.isOwner(person)) ? work() : refuse(problem('forbidden', OWNERS)),
  )
}

async function wished<T>(
  context: Context<WithWho>,
  schema: z.ZodMiniType<T>,
  sentence: string,
  work: (wish: T) => Promise<Response>,
): Promise<Response> {
  const body = await jsonBody(context.req.raw)
  if (body.kind === 'too-large') return refuse(problem('too-large'))
  const wish = schema.safeParse(body.kind === 'json' ? body.value : {})
  return wish.success ? work(wish.data) : refuse(problem('invalid-request', sentence))
}

function retryAfter(no: { reason: RefusalReason; retryAfter?: number }): Record<string, string> {
  return no.retryAfter === undefined ? {} : { 'Retry-After': String(no.retryAfter) }
}
