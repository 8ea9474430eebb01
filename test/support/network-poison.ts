import * as encoding from 'lib0/encoding'

/** One struct of text, by hand: what no Y.Doc would write. */
export function forged(client: number, clock: number, text: string): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, 1) // clients
  encoding.writeVarUint(encoder, 1) // structs
  encoding.writeVarUint(encoder, client)
  encoding.writeVarUint(encoder, clock)
  encoding.writeUint8(encoder, 4) // ContentString, no origin
  encoding.writeVarUint(encoder, 1) // parent is a root …
  encoding.writeVarString(encoder, 'body')
  encoding.writeVarString(encoder, text)
  encoding.writeVarUint(encoder, 0) // no deletes
  return encoding.toUint8Array(encoder)
}

/** Deletes and nothing else. */
export function deletion(client: number, ranges: { clock: number; length: number }[]): Uint8Array {
  const encoder = encoding.createEncoder()
  for (const number of [0, 1, client, ranges.length]) encoding.writeVarUint(encoder, number)
  for (const { clock, length } of ranges) {
    encoding.writeVarUint(encoder, clock)
    encoding.writeVarUint(encoder, length)
  }
  return encoding.toUint8Array(encoder)
}
