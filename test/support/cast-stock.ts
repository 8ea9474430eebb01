import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { type Guest, until } from './cast.ts'
import { Ledger } from './cast-ledger.ts'
import { readFrame, STEP_1 } from './network.ts'
import type { RunningServer } from './server.ts'

/** A person with an unmodified y-websocket client: nothing of ours but the cookie of a browser. */
export class StockPerson {
  readonly name: string
  readonly guest: Guest
  readonly document: string
  readonly doc = new Y.Doc()
  readonly kept: Ledger
  provider: WebsocketProvider | null = null
  /** Set when a close code told the provider never to come back. */
  closed: { code: number; reason: string } | null = null
  onSight: () => void = () => {}

  constructor(guest: Guest, document: string, kept = new Ledger()) {
    this.name = guest.name
    this.guest = guest
    this.document = document
    this.kept = kept
  }

  get body(): Y.Text {
    return this.doc.getText('body')
  }

  get text(): string {
    return this.body.toString()
  }

  get awareness(): WebsocketProvider['awareness'] {
    if (this.provider === null) throw new Error(`${this.name} has no provider`)
    return this.provider.awareness
  }

  get isSynced(): boolean {
    return this.provider?.synced === true
  }

  connects(server: RunningServer): void {
    this.guest.moves(server)
    this.closed = null
    if (this.provider !== null) {
      this.provider.serverUrl = server.sync
      this.provider.connect()
      return
    }
    this.provider = new WebsocketProvider(server.sync, this.document, this.doc, {
      WebSocketPolyfill: this.guest.socketClass((bytes) => this.#hears(bytes)),
      disableBc: true,
      maxBackoffTime: 200,
    })
    this.provider.on('closed', (closed) => {
      this.closed = closed
    })
  }

  async joins(server: RunningServer): Promise<this> {
    this.connects(server)
    await until(() => this.isSynced, `${this.name} to be synced`)
    return this
  }

  types(text: string, at = this.body.length): void {
    this.body.insert(Math.min(at, this.body.length), text)
  }

  deletes(at: number, length: number): void {
    const end = Math.min(this.body.length, at + length)
    if (end > at) this.body.delete(at, end - at)
  }

  async sees(text: string): Promise<void> {
    await until(
      () => this.text.includes(text),
      () =>
        `${this.name} to see ${JSON.stringify(text)}; sees ${JSON.stringify(this.text.slice(0, 300))}`,
    )
  }

  /** Goes offline; document and provider stay. */
  cutsOff(): void {
    this.provider?.disconnect()
  }

  leaves(): void {
    this.provider?.destroy()
    this.doc.destroy()
  }

  /**
   * What came down, byte by byte: the document's own update event would also tell of deletes that
   * this replica concluded by itself, from words of its own that nobody has received yet.
   */
  #hears(bytes: Uint8Array): void {
    const frame = readFrame(bytes)
    if (frame.kind !== 'sync' || frame.step === STEP_1) return
    this.kept.record(frame.bytes, `${this.name} saw it`)
    this.onSight()
  }
}
