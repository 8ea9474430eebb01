import type { Decoder } from 'lib0/decoding'
import { writeVarString } from 'lib0/encoding'
import * as z from 'zod/mini'
import { COLOURS } from '../kit/colours.ts'
import { decodeJson, encodeFrame, encodeJsonFrame, FRAME } from './frame.ts'

/** Frame 104, down: something happened to this document. Sequences rise; gaps mean nothing. */
export const factSchema = z.object({
  sequence: z.int().check(z.nonnegative()),
  /** A reader passes over kinds it does not know. */
  kind: z.string(),
  body: z.record(z.string(), z.unknown()),
  person: z.nullable(z.string()),
  /** ms UTC */
  at: z.int(),
  /** Who that is, by their name of now; null: nobody knows. */
  by: z.nullable(z.object({ name: z.string(), colour: z.enum(COLOURS) })),
})
export type Fact = z.infer<typeof factSchema>

export const encodeFact = (fact: Fact) => encodeJsonFrame(FRAME.fact, fact)
/** Of one that is JSON already: a thousand long ones read and written anew hold up everybody. */
export const encodeFactText = (json: string) =>
  encodeFrame(FRAME.fact, (encoder) => writeVarString(encoder, json))
export const decodeFact = (decoder: Decoder): Fact | null => decodeJson(factSchema, decoder)
