import { type Context, Hono } from 'hono'
import type * as z from 'zod/mini'
import type { Asker } from '../../shared/sharing/asker.ts'
import { entranceWishSchema, linkChangeSchema, linkWishSchema } from '../../shared/sharing/links.ts'
import { addressSchema, grantWishSchema, requestWishSchema } from '../../shared/sharing/sharing.ts'
import { audienceSchema } from '../../shared/sharing/visitors.ts'
import { problem } from '../../shared/wire/problem.ts'
import { jsonBody } from '../platform/json-body.ts'
import { refuse } from '../platform/refuse.ts'
import type { Entrance } from './entrance.ts'
import type { Grants } from './grants.ts'
import type { Refused } from './house.ts'
import type { Links } from './links.ts'
import type { Requests } from './requests.ts'
import type { Sharing } from './sharing.ts'
import type { Grantee } from './store.ts'

interface WithPerson {
  Variables: { who: Asker }
}

export interface SharingRoutesOptions {
  sharing: Sharing
  grants: Grants
  links: Links
  entrance: Entrance
  requests: Requests
  /** Where a request comes from. */
  addressOf: (context: Context) => string
}

const AUDIENCE = 'Visitors and members may read, comment, write, or nothing.'
const LINK =
  'A link has a role below owning, an end in ms or none, and a password of 4 or more letters.'

/** Below `/api/documents`. */
export function sharingRoutes(options: SharingRoutesOptions) {
  const { sharing, grants, links, entrance, requests, addressOf } = options
  return new Hono<WithPerson>()
    .get('/:document/sharing', async (context) => {
      const found = await sharing.state(context.var.who, context.req.param('document'))
      return 'reason' in found ? no(found) : context.json(found)
    })
    .put('/:document/visitors', (context) =>
      take(context, audienceSchema, AUDIENCE, async ({ role }) => {
        const { document } = context.req.param()
        const refused = await sharing.letVisitors(context.var.who, document, role)
        return refused ? no(refused) : context.json({ role })
      }),
    )
    .put('/:document/members', (context) =>
      take(context, audienceSchema, AUDIENCE, async ({ role }) => {
        const { document } = context.req.param()
        const refused = await sharing.letMembers(context.var.who, document, role)
        return refused ? no(refused) : context.json({ role })
      }),
    )
    .put('/:document/grants/:kind/:grantee', (context) =>
      take(context, grantWishSchema, 'There is no such role.', async ({ role }) => {
        const grantee = granteeOf(context.req.param())
        if (!grantee) return refuse(problem('invalid-request', NOBODY))
        return done(
          await grants.give(context.var.who, context.req.param('document'), grantee, role),
        )
      }),
    )
    .delete('/:document/grants/:kind/:grantee', async (context) => {
      const grantee = granteeOf(context.req.param())
      if (!grantee) return refuse(problem('invalid-request', NOBODY))
      return done(await grants.take(context.var.who, context.req.param('document'), grantee))
    })
    .post('/:document/links', (context) =>
      take(context, linkWishSchema, LINK, async (wish) => {
        const made = await links.make(context.var.who, context.req.param('document'), wish)
        return 'reason' in made ? no(made) : context.json(made, 201)
      }),
    )
    .put('/:document/links/:id', (context) =>
      take(context, linkChangeSchema, LINK, async (change) => {
        const { document, id } = context.req.param()
        return done(await links.change(context.var.who, document, id, change))
      }),
    )
    .delete('/:document/links/:id', async (context) => {
      const { document, id } = context.req.param()
      return done(await links.delete(context.var.who, document, id))
    })
    .post('/:document/entrance', (context) =>
      take(context, entranceWishSchema, 'A link is a text, and a password, too.', async (wish) => {
        const { document } = context.req.param()
        const from = addressOf(context)
        const outcome = await entrance.enter(context.var.who, document, wish, from)
        return 'reason' in outcome ? no(outcome) : context.json(outcome)
      }),
    )
    .post('/:document/requests', (context) =>
      take(context, requestWishSchema, 'These are too many words.', async ({ words }) => {
        const { document } = context.req.param()
        const refused = await requests.ask(context.var.who, document, words, addressOf(context))
        return refused ? no(refused) : context.body(null, 202)
      }),
    )
    .delete('/:document/requests/:person', async (context) => {
      const { document, person } = context.req.param()
      return done(await requests.dismiss(context.var.who, document, person))
    })
}

const NOBODY = 'Something is given to a person by their id, or to an e-mail address.'

/** null: neither a person's id nor an address. */
function granteeOf({ kind, grantee }: { kind: string; grantee: string }): Grantee | null {
  if (kind === 'person') return { grantee_kind: kind, grantee }
  const address = kind === 'address' ? addressSchema.safeParse(grantee).data : undefined
  return address === undefined ? null : { grantee_kind: 'address', grantee: address }
}

async function take<T>(
  context: Context,
  schema: z.ZodMiniType<T>,
  sentence: string,
  verb: (wish: T) => Promise<Response>,
): Promise<Response> {
  const body = await jsonBody(context.req.raw)
  if (body.kind === 'too-large') return refuse(problem('too-large'))
  const said = body.kind === 'json' ? body.value : body.kind === 'nothing' ? {} : null
  const wish = schema.safeParse(said)
  return wish.success ? verb(wish.data) : refuse(problem('invalid-request', sentence))
}

function done(refused: Refused | null): Response {
  return refused ? no(refused) : new Response(null, { status: 204 })
}

function no({ reason, sentence, retryAfter }: Refused): Response {
  const headers = retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }
  return refuse(problem(reason, sentence), headers)
}
