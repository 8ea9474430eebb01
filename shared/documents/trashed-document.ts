import * as z from 'zod/mini'

/** How long a document lies in the trash before it is gone. */
export const TRASH_MS = 30 * 24 * 60 * 60 * 1000

/** A document in its owner's trash. Times are ms UTC. */
const trashedDocumentSchema = z.object({
  id: z.string(),
  title: z.string(),
  trashedAt: z.int(),
  /** From then on nobody can bring it back. */
  goneAt: z.int(),
})
export type TrashedDocument = z.infer<typeof trashedDocumentSchema>

/** `GET /api/trash`, the last put there first. */
export const trashListSchema = z.object({ documents: z.array(trashedDocumentSchema) })
