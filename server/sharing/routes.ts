import { Hono } from 'hono'
import { audienceSchema } from '../../shared/sharing/visitors.ts'
import { problem } from '../../shared/wire/problem.ts'
import { jsonBody } from '../platform/json-body.ts'
import { refuse } from '../platform/refuse.ts'
import type { Sharing } from './sharing.ts'

interface WithPerson {
  Variables: { guest: { person: string } }
}

/** Below `/api/documents`. */
export function sharingRoutes(sharing: Sharing) {
  return new Hono<WithPerson>().put('/:document/visitors', async (context) => {
    const body = await jsonBody(context.req.raw)
    if (body.kind === 'too-large') return refuse(problem('too-large'))
    const wish = audienceSchema.safeParse(body.kind === 'json' ? body.value : null)
    if (!wish.success) {
      return refuse(problem('invalid-request', 'Visitors may read, comment, write, or nothing.'))
    }
    const { role } = wish.data
    const document = context.req.param('document')
    const no = await sharing.letVisitors(context.var.guest.person, document, role)
    if (no === 'forbidden') {
      return refuse(problem(no, 'Only who owns a document may say what visitors may do.'))
    }
    return no ? refuse(problem(no)) : context.json({ role })
  })
}
