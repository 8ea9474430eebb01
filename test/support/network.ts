import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

/**
 * The wire read a second time, from its text and not from shared/wire: if both readings drift
 * apart, these tests fail and not only our own client.
 */
export const SYNC = 0
export const AWARENESS = 1
export const QUERY_AWARENESS = 3
export const HELLO = 100
export const RECEIPT = 101
export const REFUSAL = 102
export const ROSTER = 103
export const FACT = 104

export const STEP_1 = 0
export const STEP_2 = 1
export const UPDATE = 2

export interface Hello {
  protocol: number
  logId: string
  epoch: number
  role: string
  limits: { update: number; stepTwo: number; document: number }
  schema: number
}

export interface Refusal {
  reason: string
  upTo: number | null
  permanent: boolean
  retryAfterMs: number | null
}

export interface Seat {
  client: number
  person: string
  name: string
  colour: string
  device: string
}

export interface Fact {
  sequence: number
  kind: string
  body: Record<string, unknown>
  person: string | null
  at: number
  by: { name: string; colour: string } | null
}

export type Frame =
  | { kind: 'sync'; step: number; bytes: Uint8Array }
  | { kind: 'awareness'; bytes: Uint8Array }
  | { kind: 'hello'; hello: Hello }
  | { kind: 'receipt'; n: number }
  | { kind: 'refusal'; refusal: Refusal }
  | { kind: 'roster'; roster: Seat[] }
  | { kind: 'fact'; fact: Fact }
  | { kind: 'other'; type: number }

export function readFrame(bytes: Uint8Array): Frame {
  const decoder = decoding.createDecoder(bytes)
  const type = decoding.readVarUint(decoder)
  switch (type) {
    case SYNC:
      return {
        kind: 'sync',
        step: decoding.readVarUint(decoder),
        bytes: decoding.readVarUint8Array(decoder),
      }
    case AWARENESS:
      return { kind: 'awareness', bytes: decoding.readVarUint8Array(decoder) }
    case HELLO:
      return { kind: 'hello', hello: JSON.parse(decoding.readVarString(decoder)) }
    case RECEIPT:
      return { kind: 'receipt', n: decoding.readVarUint(decoder) }
    case REFUSAL:
      return { kind: 'refusal', refusal: JSON.parse(decoding.readVarString(decoder)) }
    case ROSTER:
      return { kind: 'roster', roster: JSON.parse(decoding.readVarString(decoder)) }
    case FACT:
      return { kind: 'fact', fact: JSON.parse(decoding.readVarString(decoder)) }
    default:
      return { kind: 'other', type }
  }
}

export function syncFrame(step: number, bytes: Uint8Array): Uint8Array {
  return frame(SYNC, (encoder) => {
    encoding.writeVarUint(encoder, step)
    encoding.writeVarUint8Array(encoder, bytes)
  })
}

export function awarenessFrame(
  entries: { client: number; clock: number; state: unknown }[],
): Uint8Array {
  const inner = encoding.createEncoder()
  encoding.writeVarUint(inner, entries.length)
  for (const { client, clock, state } of entries) {
    encoding.writeVarUint(inner, client)
    encoding.writeVarUint(inner, clock)
    encoding.writeVarString(inner, JSON.stringify(state))
  }
  return frame(AWARENESS, (encoder) =>
    encoding.writeVarUint8Array(encoder, encoding.toUint8Array(inner)),
  )
}

/** The entries of an awareness frame's body. */
export function readAwareness(
  body: Uint8Array,
): { client: number; clock: number; state: unknown }[] {
  const decoder = decoding.createDecoder(body)
  return Array.from({ length: decoding.readVarUint(decoder) }, () => ({
    client: decoding.readVarUint(decoder),
    clock: decoding.readVarUint(decoder),
    state: JSON.parse(decoding.readVarString(decoder)),
  }))
}

export function askFrame(n: number): Uint8Array {
  return frame(RECEIPT, (encoder) => encoding.writeVarUint(encoder, n))
}

export function frame(type: number, write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, type)
  write(encoder)
  return encoding.toUint8Array(encoder)
}
