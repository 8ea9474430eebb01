import { Hono } from 'hono'
import { createDocumentSchema } from '../../shared/documents/document-summary.ts'
import { problem } from '../../shared/wire/problem.ts'
import { jsonBody } from '../platform/json-body.ts'
import { refuse } from '../platform/refuse.ts'
import type { Documents } from './documents.ts'

interface WithPerson {
  Variables: { guest: { person: string } }
}

export function documentRoutes(documents: Documents) {
  return new Hono<WithPerson>()
    .post('/', async (context) => {
      const body = await jsonBody(context.req.raw)
      if (body.kind === 'too-large') return refuse(problem('too-large'))
      const said = body.kind === 'json' ? body.value : body.kind === 'nothing' ? {} : null
      const wish = createDocumentSchema.safeParse(said)
      if (!wish.success) return refuse(problem('invalid-request', 'An id is a UUID.'))
      const outcome = await documents.create(context.var.guest.person, wish.data.id)
      if (outcome.kind === 'taken') return refuse(problem('unknown-document'))
      return context.json({ id: outcome.id }, outcome.kind === 'created' ? 201 : 200)
    })
    .get('/', async (context) =>
      context.json({ documents: await documents.list(context.var.guest.person) }),
    )
    .get('/:id', async (context) => {
      const found = await documents.open(context.var.guest.person, context.req.param('id'))
      return found ? context.json(found) : refuse(problem('unknown-document'))
    })
}
