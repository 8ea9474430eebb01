import type { IncomingMessage, Server } from 'node:http'
import type { Socket as NetSocket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import type { Clock } from '../../shared/kit/clock.ts'
import { problem } from '../../shared/wire/problem.ts'
import { encodeRefusal } from '../../shared/wire/refusal.ts'
import { REFUSALS } from '../../shared/wire/refusals.ts'
import { Door, type TurnedAway } from './door.ts'
import type { Limits } from './limits.ts'
import type { Live, Wish } from './live.ts'
import type { Meter } from './meter.ts'
import { Outbound } from './outbound.ts'
import type { Socket, Visitor } from './session.ts'
import { Turnstile } from './turnstile.ts'
import { Unfinished } from './unfinished.ts'

/** The judgement of a handshake: a wish to fulfil, or an HTTP answer instead. */
export type Judgement = { kind: 'welcome'; wish: Wish } | { kind: 'refused'; response: Response }

export interface SocketsOptions {
  live: Live
  limits: Limits
  clock: Clock
  meter: Meter
  /** By what somebody is counted at the door; null: not at all. */
  addressOf: (request: IncomingMessage) => string | null
  personOf: (visitor: Visitor) => string | null
  judge: (request: IncomingMessage) => Promise<Judgement>
}

/** Who comes in for what, and by what they are counted. */
interface Comer {
  wish: Wish
  address: string | null
  person: string | null
}

const PING_MS = 30_000
/** A message too large, or in too many pieces. */
const TOO_LARGE_FOR_WS: readonly unknown[] = [1009, 1008]
const FULL_S = 5
/** Handshakes that are judged at once: five hundred in one turn would hold up who is here. */
const JUDGED_AT_ONCE = 4

/** Takes the sockets of a server. ws keeps them itself: no Request or Context outlives a handshake. */
export function attachSockets(server: Server, options: SocketsOptions) {
  const { live, limits, clock, meter, addressOf, personOf, judge } = options
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.message,
    maxFragments: limits.fragments,
    maxBufferedChunks: limits.chunks,
    perMessageDeflate: false,
  })
  const door = new Door(limits, clock)
  const unfinished = new Unfinished(limits.unfinished, clock)
  const turnstile = new Turnstile(JUDGED_AT_ONCE)
  /** Being judged; no socket yet. */
  let arriving = 0

  /** In a scope that does not know the request: whatever listens to a socket keeps its scope. */
  const seat = (ws: WebSocket, stream: NetSocket, { wish, address, person }: Comer) => {
    const leaves = [
      ...(address === null ? [] : [door.enter('Address', address)]),
      ...(person === null ? [] : [door.enter('Person', person)]),
      unfinished.watch(stream),
    ]
    ws.on('close', () => leaves.forEach((leave) => void leave()))
    serve(ws, stream, live, { wish, network: address }, () => unfinished.heard(stream))
  }
  const letIn = async (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const turnAway = ({ limit, retryAfterMs }: TurnedAway) => {
      meter.limited(limit)
      sockets.handleUpgrade(request, stream, head, (ws) => {
        ws.on('error', () => undefined)
        const refusal = { reason: 'too-many', upTo: null, permanent: false } as const
        const isOurs = /[?&]v=[1-9]/.test(request.url ?? '')
        if (isOurs) ws.send(encodeRefusal({ ...refusal, retryAfterMs }))
        ws.close(REFUSALS['too-many'].close, `too-many: ${limit}`)
      })
    }
    const address = addressOf(request)
    const tooOften = address === null ? null : door.knock('Address', address)
    if (tooOften) return turnAway(tooOften)
    const judgement = await turnstile.pass(async () => (stream.destroyed ? null : judge(request)))
    // Gone while others were judged.
    if (judgement === null) return
    if (judgement.kind === 'refused') {
      refuse(stream, judgement.response.status, await judgement.response.text())
      return
    }
    const person = personOf(judgement.wish.visitor)
    const again = person === null ? null : door.knock('Person', person)
    if (again) return turnAway(again)
    const comer: Comer = { wish: judgement.wish, address, person }
    sockets.handleUpgrade(request, stream, head, (ws) => seat(ws, request.socket, comer))
  }
  const upgrade = async (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    // Whoever goes away while being judged must not end the process.
    stream.on('error', () => stream.destroy())
    if (sockets.clients.size + arriving >= limits.sockets) {
      meter.limited('sockets')
      const full = JSON.stringify(problem('too-many', 'This server has no socket left: sockets.'))
      refuse(stream, 503, full, `Retry-After: ${FULL_S}\r\n`)
      return
    }
    arriving++
    await letIn(request, stream, head).finally(() => {
      arriving--
    })
  }
  server.on('upgrade', (request, stream, head) => void upgrade(request, stream, head))
  const heartbeat = setInterval(() => sockets.clients.forEach(beat), PING_MS)
  heartbeat.unref()

  return {
    /** No new ones; those that are there get `graceMs` to hear our goodbye. */
    async close(graceMs: number): Promise<void> {
      clearInterval(heartbeat)
      unfinished.close()
      const last = performance.now() + graceMs
      while (sockets.clients.size > 0 && performance.now() < last) {
        await new Promise((wake) => setTimeout(wake, 10))
      }
      for (const ws of sockets.clients) ws.terminate()
      sockets.close()
    },
  }
}

/** `heard`: a message of it is whole. */
function serve(
  ws: WebSocket,
  stream: NetSocket,
  live: Live,
  { wish, network }: { wish: Wish; network: string | null },
  heard: () => void,
) {
  const outbound = new Outbound(stream)
  const goodbye = ws.close.bind(ws)
  const close: WebSocket['close'] = (code, reason) => {
    outbound.flush()
    goodbye(code, reason)
  }
  // ws closes a message beyond maxPayload with 1009, from which y-websocket would come back to
  // send the same again, for ever.
  ws.close = (code, reason) =>
    TOO_LARGE_FOR_WS.includes(code)
      ? close(REFUSALS['too-large'].close, `too-large: ${code === 1009 ? 'message' : 'fragments'}`)
      : close(code, reason)
  const socket: Socket = {
    network,
    send(message) {
      // Nothing may follow the frame that says goodbye, whoever said it.
      if (ws.readyState === ws.OPEN) outbound.send(message)
    },
    close,
    pause: () => ws.pause(),
    resume: () => ws.resume(),
    get bufferedAmount() {
      return outbound.buffered
    },
  }
  const connection = live.connect(socket, wish)
  ws.on('message', (data: RawData, isBinary) => {
    alive.add(ws)
    heard()
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

function refuse(stream: Duplex, status: number, body: string, more = '') {
  const length = Buffer.byteLength(body)
  stream.end(
    `HTTP/1.1 ${status} Refused\r\nConnection: close\r\n` +
      `Content-Type: application/problem+json\r\n${more}Content-Length: ${length}\r\n\r\n${body}`,
    // Half open it would stay for as long as the other side likes.
    () => stream.destroy(),
  )
}
