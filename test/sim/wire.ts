import type { Connection } from '../../server/live/live.ts'
import type { Socket } from '../../server/live/session.ts'
import { FRAME } from '../../shared/wire/frame.ts'
import { SocketEnd } from '../support/network-end.ts'
import { chance, pick, upTo } from './dice.ts'
import { Lane } from './lane.ts'
import { time } from './virtual-time.ts'

/** Whoever holds the client's end. */
export interface Owner {
  readonly person: string
  readonly isAlive: boolean
  readonly isOnline: boolean
  /** What every frame to and from them takes more, ms. */
  readonly lag: number
  /** Sends everything twice: words that come again change nothing. */
  readonly isDoubling?: boolean
}

export class ClientEnd extends SocketEnd {
  readonly #wire: Wire

  constructor(url: string, owner: Owner, exchange: Exchange) {
    super(url)
    this.#wire = new Wire(this, owner, exchange)
  }

  get wire(): Wire {
    return this.#wire
  }

  send(bytes: Uint8Array): void {
    if (this.readyState === this.OPEN) this.#wire.clientSends(bytes.slice())
  }

  close(): void {
    if (this.readyState >= this.CLOSING) return
    this.readyState = this.CLOSING
    this.#wire.clientCloses()
  }
}

/** What a wire asks of the server's side, and whom it tells what passes. */
export interface Exchange {
  /** null: nobody answers at that address. */
  admit(wire: Wire): Connection | null
  said(wire: Wire, bytes: Uint8Array): void
  arrived(wire: Wire, bytes: Uint8Array): void
  sent(wire: Wire, bytes: Uint8Array): void
  heard(wire: Wire, bytes: Uint8Array): void
}

/**
 * One connection from the dial to the end of both sides, which may notice at different times. What
 * was sent on a living connection arrives, once and in order; when it is cut, nobody knows how much.
 */
export class Wire {
  readonly owner: Owner
  readonly client: ClientEnd
  readonly #exchange: Exchange
  readonly #up: Lane
  readonly #down: Lane
  /** Which of the server's runs has the other end. */
  run = 0
  #server: Connection | null = null
  state: 'dialling' | 'open' | 'cut' | 'over' = 'dialling'
  /** The server has let them in: something of the document was heard. */
  isIn = false

  constructor(client: ClientEnd, owner: Owner, exchange: Exchange) {
    this.client = client
    this.owner = owner
    this.#exchange = exchange
    const delay = () => 1 + owner.lag + (chance(0.1) ? upTo(300) : upTo(20))
    this.#up = new Lane(delay, true)
    this.#down = new Lane(delay, false)
    time.after(delay(), () => this.#arrive())
  }

  /** The server's end. */
  readonly socket: Socket = this.#serverEnd()

  get isStalled(): boolean {
    return this.#down.isHeld
  }

  clientSends(bytes: Uint8Array): void {
    if (!this.owner.isAlive) return
    this.#exchange.said(this, bytes)
    this.#sends(bytes)
    if (this.owner.isDoubling) this.#sends(bytes)
  }

  #sends(bytes: Uint8Array): void {
    this.#up.push(bytes.length, () => {
      if (!this.#server) return
      this.#exchange.arrived(this, bytes)
      this.#server.receive(bytes)
    })
  }

  clientCloses(): void {
    this.client.readyState = this.client.CLOSED
    this.state = 'over'
    this.#down.cut()
    this.#up.push(0, () => this.#serverEnds())
    this.#up.close()
    time.after(60_000, () => this.#serverEnds())
  }

  /** The network between them is gone; each notices in its own time. */
  cut(clientNotices: number, serverNotices: number): void {
    if (this.state === 'over' || this.state === 'cut') return
    this.state = 'cut'
    for (const lane of [this.#up, this.#down]) {
      if (chance(0.5)) lane.cut()
      else lane.close()
    }
    time.after(clientNotices, () => this.#clientEnds(1006))
    time.after(serverNotices, () => this.#serverEnds())
  }

  /** The tab is gone; what it sent may still arrive. */
  clientDies(): void {
    if (this.state === 'over') return
    this.state = 'over'
    this.client.readyState = this.client.CLOSED
    this.#down.cut()
    if (chance(0.5)) this.#up.cut()
    else this.#up.close()
    time.after(upTo(2_000), () => this.#serverEnds())
  }

  /** The process behind the server's end is gone. */
  serverDies(): void {
    this.#server = null
    this.#up.cut()
    if (this.state === 'over' || this.state === 'cut') return
    this.state = 'cut'
    if (chance(0.5)) this.#down.cut()
    else this.#down.close()
    time.after(upTo(pick([50, 50, 3_000])), () => this.#clientEnds(1006))
  }

  /** The other side reads nothing for a while. */
  stall(): void {
    this.#down.hold('stalled')
  }

  flow(): void {
    this.#down.release('stalled')
  }

  #arrive(): void {
    if (this.client.readyState !== this.client.CONNECTING) return
    const connection = this.owner.isOnline && this.owner.isAlive ? this.#exchange.admit(this) : null
    if (!connection) {
      this.state = 'cut'
      this.#clientEnds(1006)
      return
    }
    this.#server = connection
    this.state = 'open'
    this.#down.push(0, () => {
      if (this.client.readyState !== this.client.CONNECTING || !this.owner.isAlive) return
      this.client.readyState = this.client.OPEN
      this.client.onopen?.()
    })
  }

  #serverEnd(): Socket {
    const wire = this
    return {
      network: null,
      send(message) {
        if (!wire.#server) return
        wire.#exchange.sent(wire, message)
        const bytes = message.slice()
        wire.#down.push(bytes.length, () => {
          if (wire.client.readyState !== wire.client.OPEN || !wire.owner.isAlive) return
          wire.isIn ||= bytes[0] === FRAME.sync
          wire.#exchange.heard(wire, bytes)
          wire.client.onmessage?.({ data: bytes.buffer })
        })
      },
      close: (code) => {
        if (wire.state === 'open') wire.state = 'cut'
        wire.#down.push(0, () => wire.#clientEnds(code))
        time.after(upTo(100), () => wire.#serverEnds())
      },
      pause: () => wire.#up.hold('paused'),
      resume: () => wire.#up.release('paused'),
      get bufferedAmount() {
        return wire.#down.isHeld ? wire.#down.queued : 0
      },
    }
  }

  #clientEnds(code: number): void {
    if (this.client.readyState === this.client.CLOSED || !this.owner.isAlive) return
    this.client.readyState = this.client.CLOSED
    this.state = 'over'
    this.client.onclose?.({ code, reason: '' })
  }

  #serverEnds(): void {
    const server = this.#server
    this.#server = null
    this.#up.cut()
    server?.ended()
  }
}
