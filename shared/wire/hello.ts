import type { Decoder } from 'lib0/decoding'
import * as z from 'zod/mini'
import { decodeJson, encodeJsonFrame, FRAME } from './frame.ts'
import { roleSchema } from './role.ts'

const count = z.int().check(z.nonnegative())

/** Frame 100, down, the first of a connection: what this server is and what it allows. */
export const helloSchema = z.object({
  protocol: count,
  /** New after a backup was restored: then a replica pushes all it has. */
  logId: z.string().check(z.minLength(1), z.maxLength(64)),
  /** New when the document was deliberately replaced: then an older replica must not merge. */
  epoch: count,
  role: roleSchema,
  /** In bytes: one update, one sync step 2, the whole document. */
  limits: z.object({ update: count, stepTwo: count, document: count }),
  /** The document model the server knows; it never judges content by it. */
  schema: count,
})
export type Hello = z.infer<typeof helloSchema>

export const encodeHello = (hello: Hello) => encodeJsonFrame(FRAME.hello, hello)
export const decodeHello = (decoder: Decoder): Hello | null => decodeJson(helloSchema, decoder)
