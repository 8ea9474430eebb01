import { type Decoder, readVarString, readVarUint } from 'lib0/decoding'
import { writeVarString, writeVarUint } from 'lib0/encoding'
import { encodeFrame, FRAME, readOrNull } from './frame.ts'

/** Frame 2, down, as y-protocols has it: the only "no" that a stock client can read. */
export const encodeDenied = (sentence: string) =>
  encodeFrame(FRAME.auth, (encoder) => {
    writeVarUint(encoder, 0)
    writeVarString(encoder, sentence)
  })

export const decodeDenied = (decoder: Decoder): string | null =>
  readOrNull(() => (readVarUint(decoder) === 0 ? readVarString(decoder) : null))
