import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import { REFUSALS } from '../../shared/wire/refusals.ts'
import type { Limits } from './limits.ts'
import type { Live, Wish } from './live.ts'
import type { Socket } from './session.ts'

/** The judgement of a handshake: a wish to fulfil, or an HTTP answer instead. */
export type Judgement = { kind: 'welcome'; wish: Wish } | { kind: 'refused'; response: Response }

export interface SocketsOptions {
  live: Live
  limits: Limits
  judge: (request: IncomingMessage) => Promise<Judgement>
}

const PING_MS = 30_000
const TOO_LARGE_FOR_WS = 1009

/** Takes the sockets of a server. ws keeps them itself: no Request or Context outlives a handshake. */
export function attachSockets(server: Server, { live, limits, judge }: SocketsOptions) {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.message,
    perMessageDeflate: false,
  })
  const upgrade = async (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    // Whoever goes away while being judged must not end the process.
    stream.on('error', () => stream.destroy())
    if (sockets.clients.size >= limits.sockets) {
      refuse(stream, 503, 'Too many sockets.')
      return
    }
    const judgement = await judge(request)
    if (judgement.kind === 'refused') {
      refuse(stream, judgement.response.status, await judgement.response.text())
      return
    }
    sockets.handleUpgrade(request, stream, head, (ws) => serve(ws, live, judgement.wish))
  }
  server.on('upgrade', (request, stream, head) => void upgrade(request, stream, head))
  const heartbeat = setInterval(() => sockets.clients.forEach(beat), PING_MS)
  heartbeat.unref()

  return {
    /** No new ones; those that are there get `graceMs` to hear our goodbye. */
    async close(graceMs: number): Promise<void> {
      clearInterval(heartbeat)
      const last = performance.now() + graceMs
      while (sockets.clients.size > 0 && performance.now() < last) {
        await new Promise((wake) => setTimeout(wake, 10))
      }
      for (const ws of sockets.clients) ws.terminate()
      sockets.close()
    },
  }
}

function serve(ws: WebSocket, live: Live, wish: Wish) {
  // ws closes a message beyond maxPayload with 1009, from which y-websocket would come back to
  // send the same again, for ever.
  const close = ws.close.bind(ws)
  ws.close = (code, reason) =>
    code === TOO_LARGE_FOR_WS
      ? close(REFUSALS['too-large'].close, 'too-large')
      : close(code, reason)
  const socket: Socket = {
    send: (message) => ws.send(message),
    close: (code, reason) => close(code, reason),
    pause: () => ws.pause(),
    resume: () => ws.resume(),
    get bufferedAmount() {
      return ws.bufferedAmount
    },
  }
  const connection = live.connect(socket, wish)
  ws.on('message', (data: RawData, isBinary) => {
    alive.add(ws)
    connection.receive(isBinary && Buffer.isBuffer(data) ? data : NO_FRAME)
  })
  ws.on('pong', () => alive.add(ws))
  // ws closes the socket by itself; 'close' follows.
  ws.on('error', () => undefined)
  ws.on('close', () => connection.ended())
  alive.add(ws)
}

/** A text message: nothing that we know. */
const NO_FRAME = new Uint8Array()
const alive = new WeakSet<WebSocket>()

/**
 * Who did not answer the last ping is gone, even if the network has not noticed. Whom we made wait
 * may have answered: we do not read it yet.
 */
function beat(ws: WebSocket) {
  if (!alive.has(ws) && !ws.isPaused) {
    ws.terminate()
    return
  }
  alive.delete(ws)
  ws.ping()
}

function refuse(stream: Duplex, status: number, body: string) {
  const length = Buffer.byteLength(body)
  stream.end(
    `HTTP/1.1 ${status} Refused\r\nConnection: close\r\n` +
      `Content-Type: application/problem+json\r\nContent-Length: ${length}\r\n\r\n${body}`,
    // Half open it would stay for as long as the other side likes.
    () => stream.destroy(),
  )
}
