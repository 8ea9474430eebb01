import { createServer } from 'node:http'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { type WebSocket, WebSocketServer } from 'ws'
import * as sync from 'y-protocols/sync'
import * as Y from 'yjs'

const SYNC = 0

/** The least that y-websocket's provider needs: a document a room, and each update to all others. */
export interface Relay {
  readonly address: string
  close(): void
}

export async function startRelay(): Promise<Relay> {
  const rooms = new Map<string, Room>()
  const host = createServer()
  const sockets = new WebSocketServer({ server: host, perMessageDeflate: false })
  sockets.on('connection', (socket, { url = '/' }) => {
    const room = rooms.get(url) ?? new Room()
    rooms.set(url, room)
    room.welcome(socket)
  })
  await new Promise<void>((ready) => host.listen(0, '127.0.0.1', ready))
  const at = host.address()
  return {
    address: `ws://127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}`,
    close() {
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
      host.close()
      for (const room of rooms.values()) room.doc.destroy()
    },
  }
}

class Room {
  readonly doc = new Y.Doc()
  readonly #sockets = new Set<WebSocket>()

  constructor() {
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      const bytes = framed((encoder) => sync.writeUpdate(encoder, update))
      for (const socket of this.#sockets) if (socket !== origin) socket.send(bytes)
    })
  }

  welcome(socket: WebSocket): void {
    this.#sockets.add(socket)
    socket.on('close', () => this.#sockets.delete(socket))
    socket.on('message', (data: Buffer) => {
      const decoder = decoding.createDecoder(new Uint8Array(data))
      if (decoding.readVarUint(decoder) !== SYNC) return
      const answer = encoding.createEncoder()
      encoding.writeVarUint(answer, SYNC)
      sync.readSyncMessage(decoder, answer, this.doc, socket)
      if (encoding.length(answer) > 1) socket.send(encoding.toUint8Array(answer))
    })
    socket.send(framed((encoder) => sync.writeSyncStep1(encoder, this.doc)))
  }
}

function framed(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, SYNC)
  write(encoder)
  return encoding.toUint8Array(encoder)
}
