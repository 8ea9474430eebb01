import type { Decoder } from 'lib0/decoding'
import * as z from 'zod/mini'
import { decodeJson, encodeJsonFrame, FRAME } from './frame.ts'
import { REFUSAL_REASONS } from './refusals.ts'

/** Frame 102, down: something sent was not taken. */
export const refusalSchema = z.object({
  reason: z.enum(REFUSAL_REASONS),
  /** The highest receipt asked for that will never come because of this; null: none was asked. */
  upTo: z.nullable(z.int().check(z.nonnegative())),
  permanent: z.boolean(),
  retryAfterMs: z.nullable(z.int().check(z.nonnegative())),
})
export type Refusal = z.infer<typeof refusalSchema>

export const encodeRefusal = (refusal: Refusal) => encodeJsonFrame(FRAME.refusal, refusal)
export const decodeRefusal = (decoder: Decoder): Refusal | null =>
  decodeJson(refusalSchema, decoder)
