import { Hono } from 'hono'
import { createDocumentSchema } from '../../shared/documents/document-summary.ts'
import type { Asker } from '../../shared/sharing/asker.ts'
import { problem } from '../../shared/wire/problem.ts'
import type { RefusalReason } from '../../shared/wire/refusals.ts'
import { jsonBody } from '../platform/json-body.ts'
import { refuse } from '../platform/refuse.ts'
import type { Documents } from './documents.ts'
import type { Trash } from './trash.ts'

interface WithPerson {
  Variables: { who: Asker }
}

export function documentRoutes(documents: Documents, trash: Trash) {
  return new Hono<WithPerson>()
    .post('/', async (context) => {
      const body = await jsonBody(context.req.raw)
      if (body.kind === 'too-large') return refuse(problem('too-large'))
      const said = body.kind === 'json' ? body.value : body.kind === 'nothing' ? {} : null
      const wish = createDocumentSchema.safeParse(said)
      if (!wish.success) return refuse(problem('invalid-request', 'An id is a UUID.'))
      const outcome = await documents.create(context.var.who, wish.data.id)
      if (outcome.kind === 'taken') return refuse(problem('unknown-document'))
      if (outcome.kind === 'refused') return refuse(problem(outcome.reason))
      if (outcome.kind === 'gone') return refuse(problem('deleted'))
      return context.json({ id: outcome.id }, outcome.kind === 'created' ? 201 : 200)
    })
    .get('/', async (context) => context.json({ documents: await documents.list(context.var.who) }))
    .get('/:id', async (context) => {
      const found = await documents.open(context.var.who, context.req.param('id'))
      return typeof found === 'string' ? refuse(problem(found)) : context.json(found)
    })
    .delete('/:id', async ({ req, var: { who } }) =>
      done(
        await trash.destroy(who, req.param('id')),
        'Only what is in the trash can be deleted for ever.',
      ),
    )
    .put('/:id/trash', async ({ req, var: { who } }) => done(await trash.put(who, req.param('id'))))
    .delete('/:id/trash', async ({ req, var: { who } }) =>
      done(await trash.restore(who, req.param('id'))),
    )
    .put('/:id/visit', async ({ req, var: { who } }) =>
      done(await documents.keep(who, req.param('id'))),
    )
    .delete('/:id/visit', async ({ req, var: { who } }) =>
      done(
        await documents.remove(who, req.param('id')),
        'Your own document can be deleted, not left.',
      ),
    )
}

export function trashRoutes(trash: Trash) {
  return new Hono<WithPerson>().get('/', async (context) =>
    context.json({ documents: await trash.list(context.var.who) }),
  )
}

/** `why`: what a request that makes no sense should have known. */
function done(refusal: RefusalReason | null, why?: string): Response {
  if (refusal === null) return new Response(null, { status: 204 })
  return refuse(problem(refusal, refusal === 'invalid-request' ? why : undefined))
}
