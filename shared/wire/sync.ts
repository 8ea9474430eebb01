import type { Decoder } from 'lib0/decoding'
import { writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import { encodeFrame, FRAME, readBytes, readNumber, readOrNull } from './frame.ts'

/** Frame 0, both ways, as y-protocols has it: "I have this", "here is what you lack", "this is new". */
export type Sync =
  | { kind: 'step-one'; vector: Uint8Array<ArrayBuffer> }
  | { kind: 'step-two'; update: Uint8Array<ArrayBuffer> }
  | { kind: 'update'; update: Uint8Array<ArrayBuffer> }

export const encodeStepOne = (vector: Uint8Array) => encodeSync(0, vector)
export const encodeStepTwo = (update: Uint8Array) => encodeSync(1, update)
export const encodeUpdate = (update: Uint8Array) => encodeSync(2, update)

export function decodeSync(decoder: Decoder): Sync | null {
  return readOrNull(() => {
    const step = readNumber(decoder)
    const bytes = readBytes(decoder)
    if (bytes === null) return null
    if (step === 0) return { kind: 'step-one', vector: bytes }
    if (step === 1) return { kind: 'step-two', update: bytes }
    return step === 2 ? { kind: 'update', update: bytes } : null
  })
}

function encodeSync(step: number, bytes: Uint8Array) {
  return encodeFrame(FRAME.sync, (encoder) => {
    writeVarUint(encoder, step)
    writeVarUint8Array(encoder, bytes)
  })
}
