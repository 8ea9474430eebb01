import * as z from 'zod/mini'

/** Longer questions are cut: nobody means more than this. */
export const QUESTION_LENGTH = 200

/** Words with the ranges that were looked for: pairs of UTF-16 offsets, in order, apart. */
const passageSchema = z.object({
  text: z.string(),
  marks: z.array(z.tuple([z.int(), z.int()])),
})
export type Passage = z.infer<typeof passageSchema>

/** A document in which the words were found. Times are ms UTC. */
const findingSchema = z.object({
  id: z.string(),
  title: passageSchema,
  /** Where the words stand, or how the text begins; null: it has no more than its title. */
  text: z.nullable(passageSchema),
  changedAt: z.int(),
})
export type Finding = z.infer<typeof findingSchema>

/** The best first. */
export const findingsSchema = z.object({
  findings: z.array(findingSchema),
  /** There are more than these. */
  more: z.boolean(),
})
export type Findings = z.infer<typeof findingsSchema>
