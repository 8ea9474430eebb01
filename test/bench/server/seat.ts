import WebSocket from 'ws'
import * as Y from 'yjs'
import { until } from '../../support/cast.ts'
import { NOTHING, type Typist } from './edits.ts'
import type { Way } from './peer.ts'
import type { Tally } from './tally.ts'

/** As our client does (client/live/receipts.ts): one ask outstanding, at most one in this time. */
const ASK_EVERY_MS = 250
const JOIN_MS = 60_000
const EMPTY_VECTOR = Y.encodeStateVector(new Y.Doc())

/** One socket of the load: it speaks the frames directly and keeps no document. */
export class Seat {
  #way: Way
  #tally: Tally | null
  #socket: WebSocket
  #typist: Typist | null
  #known = new Map<number, number>()
  #asked = 0
  #receipted = 0
  #lastAsk = Number.NEGATIVE_INFINITY
  #isWanting = false
  #isAsking = false
  #hasStepTwo = false
  #isAnswered = false
  #isOver = false
  joinedAt = Number.POSITIVE_INFINITY
  /** All that has come as step 2 and before it: what a joiner gets. */
  joinBytes = 0

  constructor(way: Way, tally: Tally | null = null, typist: Typist | null = null) {
    this.#way = way
    this.#tally = tally
    this.#typist = typist
    // One's own edits that come back in a merged frame are no deliveries.
    if (typist) this.#known.set(typist.client, Number.POSITIVE_INFINITY)
    this.#socket = new WebSocket(way.address, { headers: way.headers, perMessageDeflate: false })
    this.#socket.on('open', () => {
      for (const message of way.framing.opening(EMPTY_VECTOR)) this.#socket.send(message)
    })
    this.#socket.on('message', (message: Buffer) => this.#hear(message))
    this.#socket.on('error', (error) => {
      throw error
    })
    this.#socket.on('close', (code, reason) => {
      if (!this.#isOver) throw new Error(`${way.address} was closed: ${code} ${reason}`)
    })
  }

  /** Both sides have told each other what they have, where they do. */
  async joins(): Promise<this> {
    await until(() => this.isJoined, `a seat at ${this.#way.address}`, JOIN_MS)
    return this
  }

  get isJoined(): boolean {
    const hasSpoken = this.#hasStepTwo && this.#isAnswered
    const isTalkative = this.#way.framing.opening(EMPTY_VECTOR).length > 0
    return this.#socket.readyState === WebSocket.OPEN && (hasSpoken || !isTalkative)
  }

  /** All that was asked for is on the server's disk. */
  get isReceipted(): boolean {
    return !this.#isWanting && !this.#isAsking && this.#asked === this.#receipted
  }

  types(): void {
    if (!this.#typist) throw new Error('this seat only reads')
    this.#tally?.sends(this.#typist, performance.now())
    this.sends(this.#way.framing.update(this.#typist.type()))
  }

  /** The whole of a document, as somebody who comes back from offline brings it. */
  brings(update: Uint8Array): void {
    this.sends(this.#way.framing.stepTwo(update))
  }

  sends(message: Uint8Array): void {
    this.#socket.send(message)
    this.#isWanting = true
    this.#askSoon()
  }

  leaves(): void {
    this.#isOver = true
    this.#isWanting = false
    this.#socket.terminate()
  }

  #hear(message: Buffer) {
    const { framing } = this.#way
    const heard = framing.hear(message)
    if (this.#tally) this.#tally.bytes += message.length
    if (!this.#hasStepTwo) this.joinBytes += message.length
    switch (heard.kind) {
      case 'step-one':
        if (!this.#isAnswered) this.#socket.send(framing.stepTwo(NOTHING))
        this.#isAnswered = true
        return
      case 'step-two':
        this.#hasStepTwo = true
        this.joinedAt = performance.now()
        return
      case 'update':
        this.#tally?.hears(heard.update, this.#known, performance.now())
        return
      case 'receipt':
        this.#receipted = heard.n
        this.#isAsking = false
        if (this.#tally) this.#tally.receipts++
        this.#askSoon()
        return
      case 'other':
        return
    }
  }

  #askSoon() {
    if (!this.#isWanting || this.#isAsking) return
    const ask = this.#way.framing.ask(this.#asked + 1)
    if (!ask) {
      this.#isWanting = false
      return
    }
    this.#isAsking = true
    const wait = this.#lastAsk + ASK_EVERY_MS - performance.now()
    setTimeout(
      () => {
        if (this.#socket.readyState !== WebSocket.OPEN) return
        this.#isWanting = false
        this.#asked++
        this.#lastAsk = performance.now()
        this.#socket.send(ask)
      },
      Math.max(0, wait),
    )
  }
}
