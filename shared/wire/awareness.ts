import { createDecoder, type Decoder, readVarString, readVarUint } from 'lib0/decoding'
import {
  createEncoder,
  toUint8Array,
  writeVarString,
  writeVarUint,
  writeVarUint8Array,
} from 'lib0/encoding'
import { encodeFrame, FRAME, readBytes, readOrNull } from './frame.ts'

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

export function decodeAwareness(decoder: Decoder): AwarenessEntry[] | null {
  return readOrNull(() => {
    const bytes = readBytes(decoder)
    if (bytes === null) return null
    const body = createDecoder(bytes)
    const entries: AwarenessEntry[] = []
    const count = readVarUint(body)
    if (count > ENTRIES_AT_MOST) return null
    for (let left = count; left > 0; left--) {
      const entry = { client: readVarUint(body), clock: readVarUint(body), state: readText(body) }
      if (entry.state === null) return null
      entries.push({ ...entry, state: entry.state })
    }
    return entries
  })
}

/** A text that is JSON: peers parse it unguarded, so nothing else may pass through us. */
function readText(decoder: Decoder): string | null {
  const text = readVarString(decoder)
  if (decoder.pos > decoder.arr.length) return null
  JSON.parse(text)
  return text
}
