import type { Decoder } from 'lib0/decoding'
import * as z from 'zod/mini'
import { decodeJson, encodeJsonFrame, FRAME } from './frame.ts'

/** Frame 104, down: something happened to this document. */
export const factSchema = z.object({
  sequence: z.int().check(z.nonnegative()),
  kind: z.string(),
  body: z.record(z.string(), z.unknown()),
  person: z.nullable(z.string()),
  /** ms UTC */
  at: z.int(),
})
export type Fact = z.infer<typeof factSchema>

export const encodeFact = (fact: Fact) => encodeJsonFrame(FRAME.fact, fact)
export const decodeFact = (decoder: Decoder): Fact | null => decodeJson(factSchema, decoder)
