import type { Decoder } from 'lib0/decoding'
import * as z from 'zod/mini'
import { COLOURS } from '../kit/colours.ts'
import { decodeJson, encodeJsonFrame, FRAME } from './frame.ts'

/** Who is behind a Yjs client id, as the server knows it; never as content claims it. */
export const peerSchema = z.object({
  client: z.int().check(z.nonnegative()),
  person: z.string(),
  name: z.string(),
  colour: z.enum(COLOURS),
  /** The kind of device, for a person with several. */
  device: z.enum(['computer', 'phone', 'tablet', 'program']),
})
export type Peer = z.infer<typeof peerSchema>

/** Frame 103, down: the whole list, on every change. */
export const rosterSchema = z.array(peerSchema)

export const encodeRoster = (peers: readonly Peer[]) => encodeJsonFrame(FRAME.roster, peers)
export const decodeRoster = (decoder: Decoder): Peer[] | null => decodeJson(rosterSchema, decoder)
