import * as Y from 'yjs'
import * as z from 'zod/mini'

// A clock that no token can have would make Yjs throw while everybody's carets are drawn.
const natural = z.int().check(z.nonnegative())
const itemSchema = z.nullish(z.object({ client: natural, clock: natural }))
const relativeSchema = z.object({
  type: itemSchema,
  tname: z.nullish(z.string()),
  item: itemSchema,
  assoc: z.optional(z.number()),
})

/** What a session tells the others about itself; everything else about it is in the roster. */
const stateSchema = z.object({
  caret: z.nullable(z.object({ anchor: relativeSchema, head: relativeSchema })),
  active: z.boolean(),
})

export interface Caret {
  anchor: Y.RelativePosition
  head: Y.RelativePosition
}

/** The caret in somebody's awareness state, which may hold anything. */
export function readCaret(state: unknown): (Caret & { active: boolean }) | null {
  const read = stateSchema.safeParse(state)
  if (!read.success || !read.data.caret) return null
  const { caret, active } = read.data
  return {
    anchor: Y.createRelativePositionFromJSON(caret.anchor),
    head: Y.createRelativePositionFromJSON(caret.head),
    active,
  }
}

export function writeCaret({ anchor, head }: Caret): { anchor: unknown; head: unknown } {
  return {
    anchor: Y.relativePositionToJSON(anchor),
    head: Y.relativePositionToJSON(head),
  }
}
