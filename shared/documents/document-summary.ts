import * as z from 'zod/mini'
import { COLOURS } from '../kit/colours.ts'
import { roleSchema } from '../wire/role.ts'

/** A document as the library shows it. Times are ms UTC. */
export const documentSummarySchema = z.object({
  id: z.string(),
  /** The first line; empty until somebody wrote one. */
  title: z.string(),
  createdAt: z.int(),
  changedAt: z.int(),
  /** What I may do with it. */
  role: roleSchema,
  /** What others may who know its address. */
  visitors: z.optional(roleSchema),
  here: z.array(z.object({ person: z.string(), name: z.string(), colour: z.enum(COLOURS) })),
})
export type DocumentSummary = z.infer<typeof documentSummarySchema>

export const documentListSchema = z.object({ documents: z.array(documentSummarySchema) })

/** The id is a UUID made by the client, so that a document can be begun offline; or by us. */
export const createDocumentSchema = z.object({
  id: z.optional(z.string().check(z.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/))),
})
