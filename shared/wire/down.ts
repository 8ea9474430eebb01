import { createDecoder, type Decoder } from 'lib0/decoding'
import { decodeDenied } from './auth.ts'
import { type AwarenessEntry, decodeAwareness } from './awareness.ts'
import { decodeFact, type Fact } from './fact.ts'
import { FRAME, readNumber, readOrNull } from './frame.ts'
import { decodeHello, type Hello } from './hello.ts'
import { decodeReceipt } from './receipt.ts'
import { decodeRefusal, type Refusal } from './refusal.ts'
import { decodeRoster, type Peer } from './roster.ts'
import { decodeSync, type Sync } from './sync.ts'

/** Everything a server may say. */
export type Down =
  | Sync
  | { kind: 'awareness'; entries: AwarenessEntry[] }
  | { kind: 'denied'; sentence: string }
  | { kind: 'hello'; hello: Hello }
  | { kind: 'receipt'; n: number }
  | { kind: 'refusal'; refusal: Refusal }
  | { kind: 'roster'; peers: Peer[] }
  | { kind: 'fact'; fact: Fact }

/** null: malformed, or a frame that this version does not know. */
export function decodeDown(message: Uint8Array): Down | null {
  const decoder = createDecoder(message)
  const number = readOrNull(() => readNumber(decoder))
  return number === FRAME.sync ? decodeSync(decoder) : decodeNamed(number, decoder)
}

function decodeNamed(number: number | null, decoder: Decoder): Down | null {
  switch (number) {
    case FRAME.awareness:
      return named(decodeAwareness(decoder), (entries) => ({ kind: 'awareness', entries }))
    case FRAME.auth:
      return named(decodeDenied(decoder), (sentence) => ({ kind: 'denied', sentence }))
    case FRAME.hello:
      return named(decodeHello(decoder), (hello) => ({ kind: 'hello', hello }))
    case FRAME.receipt:
      return named(decodeReceipt(decoder), (n) => ({ kind: 'receipt', n }))
    case FRAME.refusal:
      return named(decodeRefusal(decoder), (refusal) => ({ kind: 'refusal', refusal }))
    case FRAME.roster:
      return named(decodeRoster(decoder), (peers) => ({ kind: 'roster', peers }))
    case FRAME.fact:
      return named(decodeFact(decoder), (fact) => ({ kind: 'fact', fact }))
    default:
      return null
  }
}

function named<T>(body: T | null, name: (body: T) => Down): Down | null {
  return body === null ? null : name(body)
}
