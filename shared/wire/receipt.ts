import type { Decoder } from 'lib0/decoding'
import { writeVarUint } from 'lib0/encoding'
import { encodeFrame, FRAME, readNumber, readOrNull } from './frame.ts'

/**
 * Frame 101. Up: "tell me when all I sent before this is on disk". Down: "everything up to n is".
 * n is chosen by the client and rises within a connection.
 */
export const encodeReceipt = (n: number) =>
  encodeFrame(FRAME.receipt, (encoder) => writeVarUint(encoder, n))
export const decodeReceipt = (decoder: Decoder): number | null =>
  readOrNull(() => readNumber(decoder))
