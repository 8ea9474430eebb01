import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import type { Device } from './device.ts'
import { chance } from './dice.ts'
import { DOCUMENT, SERVER, socketsOf } from './tab.ts'
import type { Exchange, Owner, Wire } from './wire.ts'

/** A y-websocket client that knows nothing of ours, not even what it may. */
export class Stock implements Owner {
  readonly device: Device
  readonly isReader: boolean
  readonly doc = new Y.Doc()
  isAlive = true
  readonly isDoubling = chance(0.5)
  wire: Wire | null = null
  /** The server sent it away for good. */
  isSentAway = false
  readonly #provider: WebsocketProvider

  constructor(device: Device, isReader: boolean, exchange: Exchange) {
    this.device = device
    this.isReader = isReader
    this.#provider = new WebsocketProvider(SERVER, DOCUMENT, this.doc, {
      disableBc: true,
      WebSocketPolyfill: socketsOf(this, exchange, (wire) => {
        this.wire = wire
      }),
    })
    this.#provider.on('closed', () => {
      this.isSentAway = true
    })
  }

  get person(): string {
    return this.device.person
  }

  get isOnline(): boolean {
    return this.device.isOnline
  }

  get lag(): number {
    return this.device.lag
  }

  get awareness() {
    return this.#provider.awareness
  }

  dies(): void {
    this.isAlive = false
    this.wire?.clientDies()
    this.#provider.destroy()
  }
}
