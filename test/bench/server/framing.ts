import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as net from '../../support/network.ts'

/** What the load has to tell apart of all that a server says. */
export type Heard =
  | { kind: 'step-one' }
  | { kind: 'step-two'; update: Uint8Array }
  | { kind: 'update'; update: Uint8Array }
  | { kind: 'receipt'; n: number }
  | { kind: 'other' }

/** How one peer's frames look; what is inside is the same y-protocols for all. */
export interface Framing {
  /** What is said when the socket opens. */
  opening(vector: Uint8Array): Uint8Array[]
  stepTwo(update: Uint8Array): Uint8Array
  update(update: Uint8Array): Uint8Array
  /** null: this peer gives no receipts. */
  ask(n: number): Uint8Array | null
  hear(message: Uint8Array): Heard
}

const OTHER: Heard = { kind: 'other' }

/** y-websocket's frames; `isOurs`: with receipts. */
export const plain = (isOurs: boolean): Framing => ({
  opening: (vector) => [net.syncFrame(net.STEP_1, vector)],
  stepTwo: (update) => net.syncFrame(net.STEP_2, update),
  update: (update) => net.syncFrame(net.UPDATE, update),
  ask: (n) => (isOurs ? net.askFrame(n) : null),
  hear(message) {
    const decoder = decoding.createDecoder(message)
    const type = decoding.readVarUint(decoder)
    if (type === net.RECEIPT) return { kind: 'receipt', n: decoding.readVarUint(decoder) }
    return type === net.SYNC ? hearSync(decoder) : OTHER
  },
})

/** A relay knows nothing that could be asked for. */
export const relayed: Framing = { ...plain(false), opening: () => [] }

const AUTH = 2
const TOKEN = 0
const SYNC_REPLY = 4

/** Hocuspocus: the document's name stands before each message, and the first brings a token. */
export function named(document: string): Framing {
  const frame = (type: number, write: (encoder: encoding.Encoder) => void) => {
    const encoder = encoding.createEncoder()
    encoding.writeVarString(encoder, document)
    encoding.writeVarUint(encoder, type)
    write(encoder)
    return encoding.toUint8Array(encoder)
  }
  const sync = (step: number, bytes: Uint8Array) =>
    frame(net.SYNC, (encoder) => {
      encoding.writeVarUint(encoder, step)
      encoding.writeVarUint8Array(encoder, bytes)
    })
  const token = frame(AUTH, (encoder) => {
    encoding.writeVarUint(encoder, TOKEN)
    encoding.writeVarString(encoder, 'bench')
  })
  return {
    opening: (vector) => [token, sync(net.STEP_1, vector)],
    stepTwo: (update) => sync(net.STEP_2, update),
    update: (update) => sync(net.UPDATE, update),
    ask: () => null,
    hear(message) {
      const decoder = decoding.createDecoder(message)
      decoding.readVarString(decoder)
      const type = decoding.readVarUint(decoder)
      return type === net.SYNC || type === SYNC_REPLY ? hearSync(decoder) : OTHER
    },
  }
}

function hearSync(decoder: decoding.Decoder): Heard {
  const step = decoding.readVarUint(decoder)
  if (step === net.STEP_1) return { kind: 'step-one' }
  const update = decoding.readVarUint8Array(decoder)
  return { kind: step === net.STEP_2 ? 'step-two' : 'update', update }
}
