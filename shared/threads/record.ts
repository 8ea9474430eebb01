import * as z from 'zod/mini'
import { anchorSchema } from './anchor-schema.ts'
import { bodySchema } from './body.ts'
import { bySchema, idSchema, reasonSchema, type ThreadFact } from './facts.ts'

const stamp = { person: z.string(), by: bySchema, at: z.int() }

export const commentSchema = z.object({
  id: idSchema,
  ...stamp,
  /** null: deleted by its author; a tombstone in place. */
  body: z.nullable(bodySchema),
  /** Each change of it: who looks sees when, and the words it replaced. */
  edits: z.array(z.object({ id: idSchema, at: z.int(), body: z.nullable(bodySchema) })),
})
export type Comment = z.infer<typeof commentSchema>

export const threadSchema = z.object({
  id: idSchema,
  document: z.string(),
  anchor: anchorSchema,
  /** Of the anchor: 0 when the thread was opened, one more with each move. */
  revision: z.int(),
  /** In the order in which the server took them. */
  comments: z.array(commentSchema),
  /** null: open. */
  resolution: z.nullable(z.object({ id: idSchema, ...stamp, reason: reasonSchema })),
  /** The ids of all resolutions and reopenings so far, so that each counts once. */
  turns: z.array(idSchema),
  openedAt: z.int(),
})
export type Thread = z.infer<typeof threadSchema>
export type Threads = ReadonlyMap<string, Thread>

/** The answer of `GET /api/documents/:document/threads`: all there is up to `sequence`. */
export const threadListSchema = z.object({
  logId: z.string(),
  sequence: z.int(),
  threads: z.array(threadSchema),
})

/**
 * The threads of a document after one more fact. The same fact again, or one about a thread or
 * comment that nobody knows, changes nothing: then the very same map comes back. [TH10]
 */
export function applyFact(threads: Threads, fact: ThreadFact, document: string): Threads {
  return applyFacts(threads, [fact], document)
}

/** The same for many: the map is copied once, not once a fact. */
export function applyFacts(
  threads: Threads,
  facts: Iterable<ThreadFact>,
  document: string,
): Threads {
  let after: Map<string, Thread> | null = null
  for (const fact of facts) {
    const known = (after ?? threads).get(fact.body.thread)
    const changed = known ? threadAfter(known, fact) : threadFrom(fact, document)
    if (!changed || changed === known) continue
    after ??= new Map(threads)
    after.set(changed.id, changed)
  }
  return after ?? threads
}

/** null: somebody did something to a thread that is not there. */
function threadFrom(fact: ThreadFact, document: string): Thread | null {
  if (fact.kind !== 'thread.opened') return null
  const { body, person, at, by } = fact
  const { thread: id, anchor } = body
  const comments: Comment[] = [{ id: body.comment, person, by, at, body: body.body, edits: [] }]
  const opened = { id, document, anchor, revision: 0, comments, resolution: null, turns: [] }
  return { ...opened, openedAt: at }
}

/** The very same thread if it has changed nothing. */
function threadAfter(thread: Thread, fact: ThreadFact): Thread {
  const { kind, body, person, at, by } = fact
  switch (kind) {
    case 'thread.opened':
      return thread
    case 'thread.replied': {
      if (thread.comments.some(({ id }) => id === body.comment)) return thread
      const reply: Comment = { id: body.comment, person, by, at, body: body.body, edits: [] }
      return { ...thread, comments: [...thread.comments, reply] }
    }
    case 'comment.edited':
      return withComment(thread, body.comment, (comment) => edited(comment, fact))
    case 'comment.discarded':
      return withComment(thread, body.comment, (comment) =>
        comment.body === null && comment.edits.length === 0
          ? comment
          : { ...comment, body: null, edits: [] },
      )
    case 'thread.resolved': {
      const { resolution: id, reason } = body
      const resolution = { id, person, by, at, reason }
      return thread.turns.includes(id)
        ? thread
        : { ...thread, resolution, turns: [...thread.turns, id] }
    }
    case 'thread.reopened': {
      const { resolution: id } = body
      return thread.turns.includes(id)
        ? thread
        : { ...thread, resolution: null, turns: [...thread.turns, id] }
    }
    case 'thread.moved': {
      const { anchor, revision } = body
      return revision > thread.revision ? { ...thread, anchor, revision } : thread
    }
  }
}

function withComment(thread: Thread, id: string, change: (comment: Comment) => Comment): Thread {
  const comments = thread.comments.map((one) => (one.id === id ? change(one) : one))
  return comments.some((one, at) => one !== thread.comments[at]) ? { ...thread, comments } : thread
}

/** What a deleted comment said before is not brought back by a fact that comes late. */
function edited(comment: Comment, { body, at }: Extract<ThreadFact, { kind: 'comment.edited' }>) {
  if (comment.body === null || comment.edits.some(({ id }) => id === body.edit)) return comment
  const edits = [...comment.edits, { id: body.edit, at, body: comment.body }]
  return { ...comment, body: body.body, edits }
}
