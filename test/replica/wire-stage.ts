import * as Y from 'yjs'
import { must } from '../../shared/kit/assert.ts'
import { encodeHello, type Hello } from '../../shared/wire/hello.ts'
import { encodeReceipt } from '../../shared/wire/receipt.ts'
import { encodeRefusal, type Refusal } from '../../shared/wire/refusal.ts'
import { encodeRoster, type Peer } from '../../shared/wire/roster.ts'
import { encodeStepOne, encodeStepTwo, encodeUpdate } from '../../shared/wire/sync.ts'
import { decodeUp, type Up } from '../../shared/wire/up.ts'
import { SocketEnd } from '../support/network-end.ts'

type Frame = Uint8Array<ArrayBuffer>

/** Delivers when told. */
export class StageSocket extends SocketEnd {
  /** What the client sent, in order, as the server would read it. */
  readonly sent: Up[] = []

  send(bytes: Uint8Array): void {
    if (this.readyState !== this.OPEN) return
    this.sent.push(must(decodeUp(bytes), 'a client sends what a server can read'))
  }

  close(): void {
    if (this.readyState < this.CLOSING) this.readyState = this.CLOSING
  }

  get params(): Record<string, string> {
    return Object.fromEntries(new URL(this.url).searchParams)
  }
}

/**
 * The network and a server of these plays. The server keeps one document, and says nothing before
 * it is told to: `accept`, `answer`, `receipts`, `refuses`, `drops`.
 */
export class WireStage {
  /** What is on the server's disk. */
  disk = new Y.Doc({ gc: false })
  hello: Hello = {
    protocol: 1,
    logId: 'log-1',
    epoch: 1,
    role: 'write',
    limits: { update: 4 << 20, stepTwo: 10 << 20, document: 10 << 20 },
    schema: 1,
  }
  /** While true, what the client sends is lost on the way. */
  cut = false
  /** Every socket that was ever opened, oldest first. */
  readonly sockets: StageSocket[] = []
  readonly #read = new Map<StageSocket, number>()

  /** Give this to a replica as its WebSocket. */
  get WebSocket(): typeof WebSocket {
    const stage = this
    const Socket = class extends StageSocket {
      constructor(url: string) {
        super(url)
        stage.sockets.push(this)
      }
      override send(bytes: Uint8Array): void {
        if (!stage.cut) super.send(bytes)
      }
    }
    return Socket as unknown as typeof WebSocket
  }

  /** The same server, seen through another tab's sockets. */
  shares(other: WireStage): void {
    this.disk = other.disk
    this.hello = other.hello
  }

  get last(): StageSocket {
    return must(this.sockets.at(-1), 'somebody connected')
  }

  /** The handshake succeeds: hello, an empty roster and the server's step 1 are on their way. */
  accept(socket = this.last): void {
    socket.readyState = socket.OPEN
    socket.onopen?.()
    this.down(encodeHello(this.hello), socket)
  }

  /** The server's step 1, and its answer to the client's. */
  syncs(socket = this.last): void {
    this.down(encodeStepOne(Y.encodeStateVector(this.disk)), socket)
    this.down(encodeStepTwo(Y.encodeStateAsUpdate(this.disk)), socket)
  }

  roster(peers: readonly Peer[], socket = this.last): void {
    this.down(encodeRoster(peers), socket)
  }

  /** Writes to disk all that came on this socket and was not read yet. */
  commits(socket = this.last): void {
    for (const frame of this.unread(socket)) {
      if (frame.kind === 'update' || frame.kind === 'step-two') {
        Y.applyUpdate(this.disk, frame.update)
      }
    }
  }

  /** Answers the last ask on this socket. */
  receipts(socket = this.last): void {
    const n = must(this.asks(socket).at(-1), 'a receipt was asked for')
    this.down(encodeReceipt(n), socket)
  }

  receipt(n: number, socket = this.last): void {
    this.down(encodeReceipt(n), socket)
  }

  refuses(refusal: Refusal, socket = this.last): void {
    this.down(encodeRefusal(refusal), socket)
  }

  /** Words of somebody else, on disk and sent on. */
  tells(update: Uint8Array, socket = this.last): void {
    Y.applyUpdate(this.disk, update)
    this.down(encodeUpdate(update), socket)
  }

  drops(code = 1006, socket = this.last): void {
    socket.readyState = socket.CLOSED
    socket.onclose?.({ code, reason: '' })
  }

  asks(socket = this.last): number[] {
    return socket.sent.flatMap((frame) => (frame.kind === 'receipt' ? [frame.n] : []))
  }

  updates(socket = this.last): Uint8Array[] {
    return socket.sent.flatMap((frame) => (frame.kind === 'update' ? [frame.update] : []))
  }

  unread(socket: StageSocket): Up[] {
    const from = this.#read.get(socket) ?? 0
    this.#read.set(socket, socket.sent.length)
    return socket.sent.slice(from)
  }

  down(frame: Frame, socket = this.last): void {
    if (socket.readyState === socket.OPEN) {
      socket.onmessage?.({ data: frame.slice().buffer })
    }
  }
}
