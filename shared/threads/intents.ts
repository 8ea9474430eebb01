import * as z from 'zod/mini'
import type { Fact } from '../wire/fact.ts'
import { type Anchor, anchorSchema } from './anchor-schema.ts'
import { type Body, bodySchema } from './body.ts'
import { type By, idSchema, reasonSchema, type ThreadFact, threadFactOf } from './facts.ts'

/** What each route takes; ids in the path are UUIDs as well. */
export const openSchema = z.object({ anchor: anchorSchema, comment: idSchema, body: bodySchema })
export const wordsSchema = z.object({ body: bodySchema })
export const resolveSchema = z.object({ id: idSchema, reason: reasonSchema })
export const reopenSchema = z.object({ id: idSchema })
/** `revision`: of the anchor that the sender saw; if it is another by now, nothing is moved. */
export const moveSchema = z.object({ anchor: anchorSchema, revision: z.int() })

/** The answer to every intent, the first time (201) and each time after (200). */
export const takenSchema = z.object({ sequence: z.int() })

/** A wish of somebody about threads. All ids are UUIDv7 made by the client. */
export type ThreadIntent =
  | { kind: 'thread.open'; thread: string; anchor: Anchor; comment: string; body: Body }
  | { kind: 'thread.reply'; thread: string; comment: string; body: Body }
  | { kind: 'comment.edit'; thread: string; comment: string; edit: string; body: Body }
  | { kind: 'comment.discard'; thread: string; comment: string }
  | { kind: 'thread.resolve'; thread: string; resolution: string; reason: string | null }
  | { kind: 'thread.reopen'; thread: string; resolution: string }
  | { kind: 'thread.move'; thread: string; revision: number; anchor: Anchor }

/** How it travels; an outbox adds its own id, the lane (the document) and the time. */
export interface ThreadRequest {
  kind: ThreadIntent['kind']
  method: 'PUT' | 'DELETE'
  path: string
  body: unknown
}

/** `body.thread` of an edit or a discard is for our own reading (`factOf`); the server knows it. */
export function requestOf(document: string, intent: ThreadIntent): ThreadRequest {
  const { kind, thread } = intent
  const of = `/api/threads/${thread}`
  switch (kind) {
    case 'thread.open': {
      const { anchor, comment, body } = intent
      const path = `/api/documents/${document}/threads/${thread}`
      return { kind, method: 'PUT', path, body: { anchor, comment, body } }
    }
    case 'thread.reply': {
      const path = `${of}/comments/${intent.comment}`
      return { kind, method: 'PUT', path, body: { body: intent.body } }
    }
    case 'comment.edit': {
      const path = `/api/comments/${intent.comment}/edits/${intent.edit}`
      return { kind, method: 'PUT', path, body: { body: intent.body, thread } }
    }
    case 'comment.discard':
      return { kind, method: 'DELETE', path: `/api/comments/${intent.comment}`, body: { thread } }
    case 'thread.resolve': {
      const body = { id: intent.resolution, reason: intent.reason }
      return { kind, method: 'PUT', path: `${of}/resolution`, body }
    }
    case 'thread.reopen':
      return { kind, method: 'DELETE', path: `${of}/resolution`, body: { id: intent.resolution } }
    case 'thread.move': {
      const { anchor, revision } = intent
      return { kind, method: 'PUT', path: `${of}/anchor`, body: { anchor, revision } }
    }
  }
}

/**
 * The fact that a waiting request will become, so that it shows exactly like one. `at`: when it was
 * wished. null: it is not about threads, or it is malformed.
 */
export function factOf(
  request: { kind: string; path: string; body: unknown },
  me: { person: string; by: By },
  at: number,
): ThreadFact | null {
  const said = { ...(request.body as Record<string, unknown> | null) }
  const ids = request.path.split('/').slice(2)
  const fact = (kind: Fact['kind'], body: Fact['body']) =>
    threadFactOf({ kind, body, at, person: me.person, by: me.by })
  switch (request.kind) {
    case 'thread.open':
      return fact('thread.opened', { ...said, thread: ids[3] })
    case 'thread.reply':
      return fact('thread.replied', { ...said, thread: ids[1], comment: ids[3] })
    case 'comment.edit':
      return fact('comment.edited', { ...said, comment: ids[1], edit: ids[3] })
    case 'comment.discard':
      return fact('comment.discarded', { ...said, comment: ids[1] })
    case 'thread.resolve':
      return fact('thread.resolved', { ...said, thread: ids[1], resolution: said.id })
    case 'thread.reopen':
      return fact('thread.reopened', { ...said, thread: ids[1], resolution: said.id })
    case 'thread.move': {
      const seen = typeof said.revision === 'number' ? said.revision : Number.NaN
      return fact('thread.moved', { ...said, thread: ids[1], revision: seen + 1 })
    }
    default:
      return null
  }
}
