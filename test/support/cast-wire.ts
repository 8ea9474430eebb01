import WebSocket from 'ws'
import * as Y from 'yjs'
import { type Guest, until } from './cast.ts'
import { Ledger } from './cast-ledger.ts'
import * as net from './network.ts'
import type { RunningServer } from './server.ts'

const FROM_SERVER = 'server'

interface Sent {
  update: Uint8Array
  /** The ask that covers it; null until one was made on the connection that sent it. */
  n: number | null
}

export interface WireOptions {
  /** Without it the person speaks as a stock client does: no frame from 100 on. */
  query?: string
  client?: number
  headers?: Record<string, string>
}

/**
 * A person on a raw socket who speaks our frames and believes nothing: keeps what was receipted
 * and what was seen of others, in the order in which frames came.
 */
export class WirePerson {
  readonly name: string
  readonly guest: Guest
  readonly document: string
  readonly doc = new Y.Doc()
  /** What the server answered for: receipted to this person, or seen by this person. */
  readonly kept: Ledger
  readonly frames: net.Frame[] = []
  readonly refusals: net.Refusal[] = []
  roster: net.Seat[] = []
  hello: net.Hello | null = null
  closed: { code: number; reason: string } | null = null
  receipts = 0
  receipted = 0
  /** True once this connection has answered the server's step 1: only then receipts may be asked. */
  answered = false
  /** True once the server's step 2 arrived. */
  synced = false
  onReceipt: (n: number) => void = () => {}
  onSight: () => void = () => {}
  /** Called once a connection: both sides told each other what they have. */
  onStep: () => void = () => {}
  #query: string
  #headers: Record<string, string>
  #socket: WebSocket | null = null
  #sent: Sent[] = []
  #asked = 0

  constructor(guest: Guest, document: string, options: WireOptions = {}, kept = new Ledger()) {
    this.name = guest.name
    this.guest = guest
    this.document = document
    this.kept = kept
    this.#query = options.query ?? 'v=1'
    this.#headers = options.headers ?? {}
    if (options.client !== undefined) this.doc.clientID = options.client
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== FROM_SERVER && this.answered && this.isOpen) this.sends(update)
    })
  }

  get body(): Y.Text {
    return this.doc.getText('body')
  }

  get text(): string {
    return this.body.toString()
  }

  get socket(): WebSocket {
    if (this.#socket === null) throw new Error(`${this.name} has no socket`)
    return this.#socket
  }

  /** Those of this connection. */
  get facts(): net.Fact[] {
    return this.frames.flatMap((frame) => (frame.kind === 'fact' ? [frame.fact] : []))
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN
  }

  get asked(): number {
    return this.#asked
  }

  connects(server: RunningServer, query = this.#query): void {
    this.guest.moves(server)
    this.hello = null
    this.closed = null
    this.answered = false
    this.synced = false
    this.#asked = 0
    this.receipted = 0
    this.#sent = []
    this.frames.length = 0
    const cookie = this.guest.cookie === '' ? {} : { cookie: this.guest.cookie }
    const socket = new WebSocket(`${server.sync}/${this.document}?${query}`, {
      headers: { ...cookie, ...this.#headers },
      perMessageDeflate: false,
    })
    socket.binaryType = 'nodebuffer'
    this.#socket = socket
    socket.on('open', () => this.says(net.syncFrame(net.STEP_1, Y.encodeStateVector(this.doc))))
    socket.on('message', (data: Buffer) => {
      if (socket === this.#socket) this.#hears(new Uint8Array(data))
    })
    socket.on('error', () => {})
    socket.on('close', (code, reason) => {
      if (socket === this.#socket) this.closed = { code, reason: String(reason) }
    })
  }

  /** Connects and waits until both sides told each other what they have. */
  async joins(server: RunningServer): Promise<this> {
    this.connects(server)
    await until(
      () => (this.synced && this.answered) || this.closed !== null,
      () => `${this.name} to be in step`,
    )
    if (this.closed !== null) throw new Error(`${this.name} was closed ${this.closed.code}`)
    return this
  }

  types(text: string, at = this.body.length): void {
    this.body.insert(Math.min(at, this.body.length), text)
  }

  deletes(at: number, length: number): void {
    const end = Math.min(this.body.length, at + length)
    if (end > at) this.body.delete(at, end - at)
  }

  says(bytes: Uint8Array | string): void {
    if (this.isOpen) this.socket.send(bytes)
  }

  /** An update of one's own making, kept in mind until its receipt. */
  sends(update: Uint8Array, step = net.UPDATE): void {
    this.says(net.syncFrame(step, update))
    this.#sent.push({ update, n: null })
  }

  /** "Tell me when all I sent before this is on disk." */
  asks(): number {
    if (!this.answered) throw new Error(`${this.name} may not ask before their own step 2`)
    this.#asked += 1
    for (const sent of this.#sent) sent.n ??= this.#asked
    this.says(net.askFrame(this.#asked))
    return this.#asked
  }

  async isReceipted(): Promise<void> {
    const n = this.asks()
    await until(
      () => this.receipted >= n || this.closed !== null,
      () => `the receipt of ${this.name} for ${n}; refused: ${JSON.stringify(this.refusals)}`,
    )
    if (this.receipted < n) throw new Error(`${this.name} was closed ${this.closed?.code}`)
  }

  /** Waits until the server has dealt with all that was said: by a receipt, a refusal or a close. */
  async isAnswered(): Promise<void> {
    const n = this.asks()
    const refusals = this.refusals.length
    await until(
      () => this.receipted >= n || this.refusals.length > refusals || this.closed !== null,
      () => `any answer to ${this.name}`,
    )
  }

  async sees(text: string): Promise<void> {
    await until(
      () => this.text.includes(text),
      () =>
        `${this.name} to see ${JSON.stringify(text)}; sees ${JSON.stringify(this.text.slice(0, 300))}`,
    )
  }

  async isClosed(code: number): Promise<void> {
    await until(
      () => this.closed !== null,
      () => `${this.name} to be closed ${code}; refused: ${JSON.stringify(this.refusals)}`,
    )
    if (this.closed?.code !== code) {
      throw new Error(`${this.name} was closed ${this.closed?.code}, not ${code}`)
    }
  }

  async isRefused(reason: string): Promise<net.Refusal> {
    const found = () => this.refusals.find((refusal) => refusal.reason === reason)
    await until(
      () => found() !== undefined,
      () => `${this.name} to be refused for ${reason}; was: ${JSON.stringify(this.refusals)}`,
    )
    return found() as net.Refusal
  }

  /** The cable: no goodbye. */
  cutsOff(): void {
    this.#socket?.terminate()
  }

  async leaves(): Promise<void> {
    this.#socket?.close(1000)
    await until(() => this.closed !== null, `${this.name} to be gone`)
    this.doc.destroy()
  }

  #hears(bytes: Uint8Array): void {
    const frame = net.readFrame(bytes)
    this.frames.push(frame)
    switch (frame.kind) {
      case 'hello':
        this.hello = frame.hello
        break
      case 'sync':
        this.#hearsSync(frame.step, frame.bytes)
        break
      case 'receipt':
        this.#hearsReceipt(frame.n)
        break
      case 'refusal':
        this.refusals.push(frame.refusal)
        break
      case 'roster':
        this.roster = frame.roster
        break
    }
  }

  #hearsSync(step: number, bytes: Uint8Array): void {
    if (step === net.STEP_1) {
      const update = Y.encodeStateAsUpdate(this.doc, bytes)
      this.says(net.syncFrame(net.STEP_2, update))
      this.#sent.push({ update, n: null })
      if (this.answered) return
      this.answered = true
      if (this.synced) this.onStep()
      return
    }
    this.kept.record(bytes, `${this.name} saw it`)
    Y.applyUpdate(this.doc, bytes, FROM_SERVER)
    this.onSight()
    if (step !== net.STEP_2 || this.synced) return
    this.synced = true
    if (this.answered) this.onStep()
  }

  #hearsReceipt(n: number): void {
    if (n <= this.receipted)
      throw new Error(`${this.name} got receipt ${n} after ${this.receipted}`)
    if (n > this.#asked) throw new Error(`${this.name} got receipt ${n}, asked only ${this.#asked}`)
    this.receipts += 1
    this.receipted = n
    for (const sent of this.#sent) {
      if (sent.n !== null && sent.n <= n) {
        this.kept.record(sent.update, `${this.name} had receipt ${n}`)
      }
    }
    this.#sent = this.#sent.filter((sent) => sent.n === null || sent.n > n)
    this.onReceipt(n)
  }
}
