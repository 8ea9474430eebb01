import type { Writable } from 'node:stream'

const FIN_BINARY = 0x82
const SHORT = 125
const MIDDLE = 0xffff
/** Beyond it copying costs more than another piece in a write. */
const COPIED_AT_MOST = 16 * 1024
const JOINED_AT_MOST = 64 * 1024

/**
 * What goes out on one socket, as WebSocket frames (RFC 6455, 5.2): those of a server are not masked,
 * so what goes to many is framed once for all of them. All that is sent in one turn of the event loop
 * leaves in one write. Beside it ws writes control frames only; before it says goodbye, flush.
 */
export class Outbound {
  #stream: Writable
  #pieces: Uint8Array[] = []
  #bytes = 0

  constructor(stream: Writable) {
    this.#stream = stream
  }

  /** Bytes that have not left yet. */
  get buffered(): number {
    return this.#bytes + this.#stream.writableLength
  }

  send(message: Uint8Array): void {
    if (this.#pieces.length === 0) leavesThisTurn(this)
    if (message.length > COPIED_AT_MOST) this.#add(headerOf(message.length))
    this.#add(message.length > COPIED_AT_MOST ? message : framed(message))
  }

  flush(): void {
    const [first] = this.#pieces
    if (!first) return
    const [pieces, bytes] = [this.#pieces, this.#bytes]
    this.#pieces = []
    this.#bytes = 0
    if (!this.#stream.writable) return
    if (pieces.length === 1) this.#stream.write(first)
    else if (bytes <= JOINED_AT_MOST) this.#stream.write(Buffer.concat(pieces, bytes))
    else {
      this.#stream.cork()
      for (const piece of pieces) this.#stream.write(piece)
      this.#stream.uncork()
    }
  }

  #add(piece: Uint8Array) {
    this.#pieces.push(piece)
    this.#bytes += piece.length
  }
}

let leaving: Outbound[] = []

function leavesThisTurn(outbound: Outbound) {
  if (leaving.length === 0) process.nextTick(flushAll)
  leaving.push(outbound)
}

function flushAll() {
  const now = leaving
  leaving = []
  last = null
  for (const outbound of now) outbound.flush()
}

/** Whoever sends to many sends them one message after the other. */
let last: { message: Uint8Array; frame: Uint8Array } | null = null

function framed(message: Uint8Array): Uint8Array {
  if (last?.message === message) return last.frame
  const header = headerOf(message.length)
  const frame = Buffer.allocUnsafe(header.length + message.length)
  frame.set(header)
  frame.set(message, header.length)
  last = { message, frame }
  return frame
}

function headerOf(length: number): Uint8Array {
  if (length <= SHORT) return Uint8Array.of(FIN_BINARY, length)
  const header = Buffer.alloc(length <= MIDDLE ? 4 : 10)
  header[0] = FIN_BINARY
  header[1] = length <= MIDDLE ? 126 : 127
  if (length <= MIDDLE) header.writeUInt16BE(length, 2)
  else header.writeBigUInt64BE(BigInt(length), 2)
  return header
}
