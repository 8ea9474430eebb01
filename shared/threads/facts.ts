import * as z from 'zod/mini'
import { COLOURS } from '../kit/colours.ts'
import { isUuid } from '../kit/ids.ts'
import type { Fact } from '../wire/fact.ts'
import { anchorSchema } from './anchor-schema.ts'
import { bodySchema } from './body.ts'

/** Ids are UUIDs made by the client that wishes, so that a wish may be sent twice. */
export const idSchema = z.string().check(z.refine(isUuid))
export const REASON_LENGTH = 500
/** One without a word is none; read again it is the same. */
export const reasonSchema = z.pipe(
  z.nullable(z.string().check(z.maxLength(REASON_LENGTH))),
  z.transform((said) => (said === null ? null : textOrSpace(said).trim() || null)),
)

/** null: the comment was deleted since, and its words with it. */
const wordsSchema = z.nullable(bodySchema)

const BODIES = {
  'thread.opened': z.object({
    ...{ thread: idSchema, anchor: anchorSchema, comment: idSchema, body: wordsSchema },
  }),
  'thread.replied': z.object({ thread: idSchema, comment: idSchema, body: wordsSchema }),
  'comment.edited': z.object({
    ...{ thread: idSchema, comment: idSchema, edit: idSchema, body: wordsSchema },
  }),
  'comment.discarded': z.object({ thread: idSchema, comment: idSchema }),
  'thread.resolved': z.object({ thread: idSchema, resolution: idSchema, reason: reasonSchema }),
  'thread.reopened': z.object({ thread: idSchema, resolution: idSchema }),
  /** `revision`: the anchor's new one. */
  'thread.moved': z.object({ thread: idSchema, revision: z.int(), anchor: anchorSchema }),
}

type Bodies = { [Kind in keyof typeof BODIES]: z.infer<(typeof BODIES)[Kind]> }
export type ThreadFactKind = keyof Bodies

/** Who, as their name and colour are now; null: nobody knows them any more. */
export const bySchema = z.nullable(z.object({ name: z.string(), colour: z.enum(COLOURS) }))
export type By = z.infer<typeof bySchema>

/** Something that happened to a thread: stamped with who and when (ms UTC) by the server. */
export type ThreadFact = {
  [Kind in ThreadFactKind]: {
    kind: Kind
    body: Bodies[Kind]
    person: string
    at: number
    by: By
  }
}[ThreadFactKind]

/** null: it is about something else, or only a newer version knows what it says. */
export function threadFactOf(fact: Omit<Fact, 'sequence'>): ThreadFact | null {
  const { kind, person, at, by } = fact
  if (!isThreadFactKind(kind) || person === null) return null
  const body = BODIES[kind].safeParse(fact.body)
  // Kind and schema come from the same row of BODIES, which TypeScript cannot follow.
  return body.success ? ({ kind, body: body.data, person, at, by } as ThreadFact) : null
}

function isThreadFactKind(kind: string): kind is ThreadFactKind {
  return Object.hasOwn(BODIES, kind)
}

function textOrSpace(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').toWellFormed()
}
