import { type Context, Hono } from 'hono'
import type * as z from 'zod/mini'
import { isUuid } from '../../shared/kit/ids.ts'
import type { Asker } from '../../shared/sharing/asker.ts'
import {
  moveSchema,
  openSchema,
  reopenSchema,
  resolveSchema,
  wordsSchema,
} from '../../shared/threads/intents.ts'
import { problem } from '../../shared/wire/problem.ts'
import { jsonBody } from '../platform/json-body.ts'
import { refuse } from '../platform/refuse.ts'
import type { Outcome, Refused } from './once.ts'
import type { Threads } from './threads.ts'

interface WithPerson {
  Variables: { who: Asker }
}

/** Below `/api`. Every wish carries the id that its client gave it and may be sent twice. */
export function threadRoutes(threads: Threads) {
  return new Hono<WithPerson>()
    .get('/documents/:document/threads', async (context) => {
      const found = await threads.list(context.var.who, context.req.param('document'))
      if (found.kind === 'refused') return no(found)
      return context.body(found.json, 200, { 'Content-Type': 'application/json' })
    })
    .put('/documents/:document/threads/:thread', (context) =>
      take(context, openSchema, (wish) =>
        threads.open(context.var.who, { ...wish, ...context.req.param() }),
      ),
    )
    .put('/threads/:thread/comments/:comment', (context) =>
      take(context, wordsSchema, (wish) =>
        threads.reply(context.var.who, { ...wish, ...context.req.param() }),
      ),
    )
    .put('/comments/:comment/edits/:edit', (context) =>
      take(context, wordsSchema, (wish) =>
        threads.edit(context.var.who, { ...wish, ...context.req.param() }),
      ),
    )
    .delete('/comments/:comment', async (context) =>
      answer(context, await threads.discard(context.var.who, context.req.param('comment'))),
    )
    .put('/threads/:thread/resolution', (context) =>
      take(context, resolveSchema, (wish) =>
        threads.resolve(context.var.who, { ...wish, ...context.req.param() }),
      ),
    )
    .delete('/threads/:thread/resolution', (context) =>
      take(context, reopenSchema, (wish) =>
        threads.reopen(context.var.who, { ...wish, ...context.req.param() }),
      ),
    )
    .put('/threads/:thread/anchor', (context) =>
      take(context, moveSchema, (wish) =>
        threads.move(context.var.who, { ...wish, ...context.req.param() }),
      ),
    )
}

/** Parse → verb → reply. */
async function take<T>(
  context: Context,
  schema: z.ZodMiniType<T>,
  verb: (wish: T) => Promise<Outcome>,
): Promise<Response> {
  const ids: Record<string, string> = context.req.param()
  if (!Object.values(ids).every(isUuid)) return refuse(problem('unknown-thread'))
  const body = await jsonBody(context.req.raw)
  if (body.kind === 'too-large') return refuse(problem('too-large'))
  const wish = schema.safeParse(body.kind === 'json' ? body.value : null)
  if (wish.success) return answer(context, await verb(wish.data))
  return refuse(problem('invalid-request', sentenceOf(wish.error)))
}

function answer(context: Context, outcome: Outcome): Response {
  if (outcome.kind === 'refused') return no(outcome)
  return context.json({ sequence: outcome.sequence }, outcome.kind === 'taken' ? 201 : 200)
}

function no({ reason, sentence }: Refused): Response {
  return refuse(problem(reason, sentence))
}

/** The schema of a body says itself what is wrong with it. */
function sentenceOf({ issues }: z.core.$ZodError): string {
  const [issue] = issues
  const field = String(issue?.path[0])
  if (field === 'body' && issue) return issue.message
  return SENTENCES[field] ?? 'The request has the wrong shape.'
}

const SENTENCES: Readonly<Record<string, string>> = {
  anchor: 'The place that the comment points to has the wrong shape.',
  comment: 'An id is a UUID.',
  id: 'An id is a UUID.',
  reason: 'A reason has at most 500 letters.',
}
