import { type Decoder, readVarUint8Array } from 'lib0/decoding'
import type { Encoder } from 'lib0/encoding'
import type { Awareness } from 'y-protocols/awareness'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import type { Clock } from '../../shared/kit/clock.ts'
import { decodeFact } from '../../shared/wire/fact.ts'
import { FRAME } from '../../shared/wire/frame.ts'
import { decodeHello } from '../../shared/wire/hello.ts'
import { decodeReceipt, encodeReceipt } from '../../shared/wire/receipt.ts'
import { decodeRefusal } from '../../shared/wire/refusal.ts'
import { decodeRoster } from '../../shared/wire/roster.ts'
import { decodeSync, encodeStepOne, encodeStepTwo } from '../../shared/wire/sync.ts'
import { PROTOCOL } from '../../shared/wire/version.ts'
import type { LinkEvent } from './link-event.ts'

export interface LinkOptions {
  /** `ws://…/sync` */
  server: string
  document: string
  doc: Y.Doc
  awareness: Awareness
  clock: Clock
  WebSocket: typeof WebSocket
  hear: (event: LinkEvent) => void
}

/**
 * y-websocket's provider with our frames. It sends and encodes; when to connect again is decided
 * outside, on the injected clock: its own back-off has no jitter and its timer outlives `destroy`.
 */
export class Link {
  readonly #options: LinkOptions
  readonly #provider: WebsocketProvider
  /** What the server had when it last said so on this connection. */
  #vector: Uint8Array | null = null
  #place: { log: string; epoch: number } | null = null
  #after: string | null = null
  #cancelRetry: (() => void) | null = null
  #connected = false
  #closed = false

  constructor(options: LinkOptions) {
    this.#options = options
    this.#provider = new WebsocketProvider(options.server, options.document, options.doc, {
      connect: false,
      disableBc: true,
      awareness: options.awareness,
      WebSocketPolyfill: options.WebSocket,
      params: { v: String(PROTOCOL) },
      maxBackoffTime: 0,
      shouldReconnect: () => true,
    })
    this.#listen()
    this.#teachFrames()
    this.#tellOnlyOfMe()
  }

  /** The origin of Yjs transactions that came over the wire: the provider does not send them back. */
  get origin(): object {
    return this.#provider
  }

  /** Which log and which epoch this replica belongs to: said in the URL from now on. */
  belong(log: string, epoch: number): void {
    this.#place = { log, epoch }
    this.#sayWhere()
  }

  /** The same, unless the server has told already. False: it told of another epoch. */
  settles({ log, epoch }: { log: string; epoch: number }): boolean {
    if (this.#place) return this.#place.epoch === epoch
    this.belong(log, epoch)
    return true
  }

  /** The last fact that came: the next connection goes on behind it. */
  follow(after: string): void {
    this.#after = after
    this.#sayWhere()
  }

  get place(): { readonly log: string; readonly epoch: number } | null {
    return this.#place
  }

  connect(): void {
    this.#cancelRetry?.()
    this.#cancelRetry = null
    if (this.#closed) return
    try {
      this.#provider.connect()
    } catch {
      // An address or a policy that forbids the very attempt: an outage like another.
      this.#options.hear({ kind: 'down', code: null })
    }
  }

  connectAfter(waitMs: number): void {
    this.#cancelRetry?.()
    this.#cancelRetry = this.#options.clock.after(waitMs, () => this.connect())
  }

  /** Ends this connection, if there is one; `down` is heard at once. */
  drop(): void {
    this.#provider.disconnect()
  }

  /** Ends the connection, and none follows before `connect`. */
  stop(): void {
    this.drop()
    this.#cancelRetry?.()
    this.#cancelRetry = null
  }

  ask(n: number): void {
    this.#send(encodeReceipt(n))
  }

  /** A fresh step 1 and step 2; false before the server's first step 1. */
  again(): boolean {
    if (!this.#connected || this.#vector === null) return false
    const { doc } = this.#options
    this.#send(encodeStepOne(Y.encodeStateVector(doc)))
    this.#send(encodeStepTwo(Y.encodeStateAsUpdate(doc, this.#vector)))
    this.#options.hear({ kind: 'answered' })
    return true
  }

  close(): void {
    this.#closed = true
    this.stop()
    this.#provider.destroy()
    this.#options.awareness.off('update', this.#tellOfMe)
  }

  #sayWhere(): void {
    const place = this.#place
    this.#provider.params = {
      v: String(PROTOCOL),
      ...(place && { log: place.log, epoch: String(place.epoch) }),
      ...(this.#after !== null && { after: this.#after }),
    }
  }

  #listen(): void {
    const provider = this.#provider
    const { awareness, hear } = this.#options
    let first = true
    provider.on('status', ({ status }) => {
      if (status === 'connecting') {
        // [RP13] The server removed our state at its last clock; peers believe only a higher one.
        if (!first) awareness.setLocalState(awareness.getLocalState())
        first = false
      } else if (status === 'connected') {
        this.#connected = true
        hear({ kind: 'up' })
      }
    })
    provider.on('connection-close', (event) => {
      provider.shouldConnect = false
      this.#connected = false
      this.#vector = null
      if (!this.#closed) hear({ kind: 'down', code: event?.code ?? null })
    })
  }

  /** The provider sends every change it hears of back to the server: of others', the server knows. */
  #tellOnlyOfMe(): void {
    const { awareness } = this.#options
    awareness.off('update', this.#provider._awarenessUpdateHandler)
    awareness.on('update', this.#tellOfMe)
  }

  readonly #tellOfMe = ({ added, updated, removed }: Moved, origin: unknown): void => {
    const me = this.#options.doc.clientID
    if (![added, updated, removed].some((clients) => clients.includes(me))) return
    this.#provider._awarenessUpdateHandler({ added: [], updated: [me], removed: [] }, origin)
  }

  #teachFrames(): void {
    const { hear } = this.#options
    this.#provider.messageHandlers[FRAME.sync] = this.#sync(
      this.#provider.messageHandlers[FRAME.sync],
    )
    this.#teach(FRAME.awareness, readVarUint8Array, (update) => hear({ kind: 'awareness', update }))
    this.#teach(FRAME.hello, decodeHello, (hello) => hear({ kind: 'hello', hello }))
    this.#teach(FRAME.receipt, decodeReceipt, (n) => hear({ kind: 'receipt', n }))
    this.#teach(FRAME.refusal, decodeRefusal, (refusal) => hear({ kind: 'refusal', refusal }))
    this.#teach(FRAME.roster, decodeRoster, (peers) => hear({ kind: 'roster', peers }))
    this.#teach(FRAME.fact, decodeFact, (fact) => hear({ kind: 'fact', fact }))
  }

  #teach<T>(frame: number, decode: (decoder: Decoder) => T | null, tell: (body: T) => void): void {
    this.#provider.messageHandlers[frame] = (_, decoder) => {
      const body = decode(decoder)
      if (body !== null) tell(body)
    }
  }

  #sync(stock: Handler | undefined): Handler {
    return (encoder, decoder, provider, emitSynced, type) => {
      const start = decoder.pos
      const sync = decodeSync(decoder)
      if (sync?.kind === 'step-one') {
        decoder.pos = start
        this.#vector = sync.vector
        stock?.(encoder, decoder, provider, emitSynced, type)
        // The step 2 just written leaves when this handler has returned.
        const socket = provider.ws
        queueMicrotask(() => {
          if (this.#connected && provider.ws === socket) this.#options.hear({ kind: 'answered' })
        })
      } else if (sync) {
        const whole = sync.kind === 'step-two'
        if (whole) provider.synced = true
        this.#options.hear({ kind: 'update', update: sync.update, whole })
      }
    }
  }

  #send(bytes: Uint8Array<ArrayBuffer>): void {
    const socket = this.#provider.ws
    if (this.#connected && socket && socket.readyState === socket.OPEN) socket.send(bytes)
  }
}

/** Yjs client ids whose awareness changed. */
interface Moved {
  readonly added: number[]
  readonly updated: number[]
  readonly removed: number[]
}

type Handler = (
  encoder: Encoder,
  decoder: Decoder,
  provider: WebsocketProvider,
  emitSynced: boolean,
  messageType: number,
) => void
