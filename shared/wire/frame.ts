import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as z from 'zod/mini'

// The page's CSP forbids eval; without this zod probes for it and the browser reports a violation.
z.config({ jitless: true })

/** The first varUint of every message. 0–3 as y-websocket has them; from 100 on ours (`?v=1`). */
export const FRAME = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  hello: 100,
  receipt: 101,
  refusal: 102,
  roster: 103,
  fact: 104,
} as const

/** One message: its number, then what `write` adds. */
export function encodeFrame(
  number: number,
  write: (encoder: encoding.Encoder) => void,
): Uint8Array<ArrayBuffer> {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, number)
  write(encoder)
  return encoding.toUint8Array(encoder) as Uint8Array<ArrayBuffer>
}

/** A frame whose body is one JSON text. */
export function encodeJsonFrame(number: number, body: unknown): Uint8Array<ArrayBuffer> {
  return encodeFrame(number, (encoder) => encoding.writeVarString(encoder, JSON.stringify(body)))
}

/** The JSON text that stands next, judged by `schema`; null if it is not such a thing. */
export function decodeJson<T>(schema: z.ZodMiniType<T>, decoder: decoding.Decoder): T | null {
  return readOrNull(() => {
    const judged = schema.safeParse(JSON.parse(decoding.readVarString(decoder)))
    return judged.success ? judged.data : null
  })
}

/** lib0 and JSON say "malformed" by throwing; across our boundary that is an ordinary no. */
export function readOrNull<T>(read: () => T | null): T | null {
  try {
    return read()
  } catch {
    return null
  }
}

/**
 * A varUint. lib0's own reader makes Infinity or NaN of a hundred and fifty bytes that all go on, and
 * whoever writes one of these down again never ends. Throws.
 */
export function readNumber(decoder: decoding.Decoder): number {
  const number = decoding.readVarUint(decoder)
  if (!Number.isSafeInteger(number)) throw new RangeError('no number that anybody writes')
  return number
}

/**
 * Bytes with their length in front, as a view. lib0's own reader does not check the end of the
 * message and would hand out whatever memory lies behind it.
 */
export function readBytes(decoder: decoding.Decoder): Uint8Array<ArrayBuffer> | null {
  const length = readNumber(decoder)
  if (length > decoder.arr.length - decoder.pos) return null
  return decoding.readUint8Array(decoder, length) as Uint8Array<ArrayBuffer>
}
