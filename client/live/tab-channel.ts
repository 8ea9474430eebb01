import * as Y from 'yjs'
import type { Mark } from './ledger.ts'

/** What a BroadcastChannel is to us. */
export interface TabWire {
  addEventListener(type: 'message', hear: (event: MessageEvent) => void): void
  postMessage(message: unknown): void
  close(): void
}
export type OpenTabWire = (name: string) => TabWire | null

/** The origin of Yjs transactions that another tab of this browser made, and what they leave waiting. */
export class FromTab {
  readonly marks: ReadonlyMap<string, Mark>

  constructor(marks: ReadonlyMap<string, Mark>) {
    this.marks = marks
  }
}

export interface TabChannelOptions {
  name: string
  open: OpenTabWire
  writer: string
  doc: Y.Doc
  marks: () => ReadonlyMap<string, Mark>
  hear: (update: Uint8Array, from: FromTab) => void
}

/** Raised when the shapes below change: tabs of two versions then do not understand each other. */
const VERSION = 1

type TabMessage =
  /** One change, as it was made. */
  | { kind: 'update'; update: Uint8Array; marks: ReadonlyMap<string, Mark> }
  /** A tab that has just opened says what it has. */
  | { kind: 'hello'; writer: string; vector: Uint8Array }
  /** All that `to` lacks; with a vector, the other half is asked for. */
  | {
      kind: 'rest'
      to: string
      writer: string
      update: Uint8Array
      marks: ReadonlyMap<string, Mark>
      vector: Uint8Array | null
    }

/**
 * [RP9] The tabs of one browser that have this replica open. Each holds, stores, sends and waits
 * for itself: whatever tab is killed, the others carry its words on. y-websocket's own channel is
 * off, because what came through it was not sent on before the next step 2.
 */
export class TabChannel {
  readonly #options: TabChannelOptions
  #wire: TabWire | null

  constructor(options: TabChannelOptions) {
    this.#options = options
    this.#wire = options.open(options.name)
    this.#wire?.addEventListener('message', (event) => this.#receive(event.data))
  }

  /** Asks the other tabs for what they hold and this device may not. */
  greet(): void {
    const { writer, doc } = this.#options
    this.#post({ kind: 'hello', writer, vector: Y.encodeStateVector(doc) })
  }

  /** Tells a change made in this tab. */
  tell(update: Uint8Array, mark: Mark): void {
    this.#post({ kind: 'update', update, marks: new Map([[this.#options.writer, mark]]) })
  }

  close(): void {
    this.#wire?.close()
    this.#wire = null
  }

  #receive(data: unknown): void {
    const message = this.#wire ? readMessage(data) : null
    switch (message?.kind) {
      case 'update':
        this.#options.hear(message.update, new FromTab(message.marks))
        break
      case 'hello':
        this.#rest(message.writer, message.vector, true)
        break
      case 'rest':
        if (message.to !== this.#options.writer) return
        this.#options.hear(message.update, new FromTab(message.marks))
        if (message.vector) this.#rest(message.writer, message.vector, false)
    }
  }

  #rest(to: string, theirs: Uint8Array, ask: boolean): void {
    const { writer, doc, marks } = this.#options
    const update = Y.encodeStateAsUpdate(doc, theirs)
    const vector = ask ? Y.encodeStateVector(doc) : null
    this.#post({ kind: 'rest', to, writer, update, marks: new Map(marks()), vector })
  }

  #post(message: TabMessage): void {
    this.#wire?.postMessage({ version: VERSION, ...message })
  }
}

/** null: not of this version. Only our own origin can speak here, so the kind tells the shape. */
function readMessage(data: unknown): TabMessage | null {
  if (typeof data !== 'object' || data === null || !('version' in data)) return null
  return data.version === VERSION ? (data as unknown as TabMessage) : null
}
