import { createDecoder } from 'lib0/decoding'
import { type AwarenessEntry, decodeAwareness } from './awareness.ts'
import { FRAME, readNumber, readOrNull } from './frame.ts'
import { decodeReceipt } from './receipt.ts'
import { decodeSync, type Sync } from './sync.ts'

/** Everything a client may say. */
export type Up =
  | Sync
  | { kind: 'awareness'; entries: AwarenessEntry[] }
  | { kind: 'query-awareness' }
  | { kind: 'receipt'; n: number }

/** null: malformed, or a frame that only a server sends. */
export function decodeUp(message: Uint8Array): Up | null {
  const decoder = createDecoder(message)
  switch (readOrNull(() => readNumber(decoder))) {
    case FRAME.sync:
      return decodeSync(decoder)
    case FRAME.awareness: {
      const entries = decodeAwareness(decoder)
      return entries && { kind: 'awareness', entries }
    }
    case FRAME.queryAwareness:
      return { kind: 'query-awareness' }
    case FRAME.receipt: {
      const n = decodeReceipt(decoder)
      return n === null ? null : { kind: 'receipt', n }
    }
    default:
      return null
  }
}
