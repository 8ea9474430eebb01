import { createDecoder, type Decoder } from 'lib0/decoding'
import {
  createEncoder,
  toUint8Array,
  writeVarString,
  writeVarUint,
  writeVarUint8Array,
} from 'lib0/encoding'
import { encodeFrame, FRAME, readBytes, readNumber, readOrNull } from './frame.ts'

/** One client's state. `state` stays the JSON text it came as: 'null' means gone. */
export interface AwarenessEntry {
  client: number
  clock: number
  state: string
}

/**
 * A stock client sends on all whom it hears of; a room has 500 sessions at most.
 * A million entries would stop the event loop for 0.5 s.
 */
const ENTRIES_AT_MOST = 1_000
/** Bytes of one state; a longer one is passed over unread. */
export const STATE_AT_MOST = 4 * 1024
/** Bytes of a frame: parsing 16 MB of states would stop the event loop for seconds. */
const FRAME_AT_MOST = 256 * 1024

/** Frame 1, both ways, as y-protocols has it. */
export function encodeAwareness(entries: readonly AwarenessEntry[]): Uint8Array<ArrayBuffer> {
  const body = createEncoder()
  writeVarUint(body, entries.length)
  for (const { client, clock, state } of entries) {
    writeVarUint(body, client)
    writeVarUint(body, clock)
    writeVarString(body, state)
  }
  return encodeFrame(FRAME.awareness, (encoder) => writeVarUint8Array(encoder, toUint8Array(body)))
}

/** A frame that is too large counts as an empty one: a stock client may only pass on what it got. */
export function decodeAwareness(decoder: Decoder): AwarenessEntry[] | null {
  return readOrNull(() => {
    const bytes = readBytes(decoder)
    if (bytes === null) return null
    if (bytes.length > FRAME_AT_MOST) return []
    const body = createDecoder(bytes)
    const entries: AwarenessEntry[] = []
    const count = readNumber(body)
    if (count > ENTRIES_AT_MOST) return null
    for (let left = count; left > 0; left--) {
      const client = readNumber(body)
      const clock = readNumber(body)
      const text = readBytes(body)
      if (text === null) return null
      if (text.length <= STATE_AT_MOST) entries.push({ client, clock, state: jsonText(text) })
    }
    return entries
  })
}

/** Throws unless it is JSON: peers parse it unguarded, so nothing else may pass through us. */
function jsonText(bytes: Uint8Array): string {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  JSON.parse(text)
  return text
}
