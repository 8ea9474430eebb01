import * as Y from 'yjs'
import type { Rng } from '../../shared/kit/rng.ts'
import { encodeUpdate } from '../../shared/wire/sync.ts'
import type { Up } from '../../shared/wire/up.ts'
import type { StageSocket, WireStage } from './wire-stage.ts'

interface Seat {
  wire: WireStage
  socket: StageSocket
  /** Frames that arrived and were not looked at yet. */
  inbox: Up[]
  /** Asks that were looked at and not answered yet. */
  asks: number[]
  /** Something was refused: no receipt before a later step 2 is on disk. */
  owesStepTwo: boolean
}

/** A server by the rules of shared/wire/SPEC.md, as slow, forgetful and unwilling as chance wants. */
export class ModelServer {
  readonly counts = { commits: 0, refusals: 0, receipts: 0 }
  readonly #rng: Rng
  readonly #seats: Seat[] = []

  constructor(rng: Rng) {
    this.#rng = rng
  }

  /** Opens the newest socket of that tab, if it waits for it. */
  accept(wire: WireStage): boolean {
    const socket = wire.sockets.at(-1)
    if (!socket || wire.cut || socket.readyState !== socket.CONNECTING) return false
    this.#seats.push({ wire, socket, inbox: [], asks: [], owesStepTwo: false })
    wire.accept(socket)
    return true
  }

  /** Says what is on disk, and asks for what is not. */
  syncs(wire: WireStage): void {
    const seat = this.#seatOf(wire)
    if (seat) wire.syncs(seat.socket)
  }

  drops(wire: WireStage): void {
    const seat = this.#seatOf(wire)
    if (seat) wire.drops(1006, seat.socket)
  }

  /** Looks at so many frames of that tab; some are refused. */
  reads(wire: WireStage, frames: number, refuse: number): void {
    const seat = this.#seatOf(wire)
    if (!seat) return
    seat.inbox.push(...wire.unread(seat.socket))
    for (const frame of seat.inbox.splice(0, frames)) this.#hears(seat, frame, refuse)
  }

  answers(wire: WireStage): void {
    const seat = this.#seatOf(wire)
    if (!seat || seat.owesStepTwo) return
    const n = seat.asks.splice(0).at(-1)
    if (n === undefined) return
    this.counts.receipts += 1
    wire.receipt(n, seat.socket)
  }

  #hears(seat: Seat, frame: Up, refuse: number): void {
    if (frame.kind === 'receipt') seat.asks.push(frame.n)
    else if (frame.kind === 'step-one') seat.wire.syncs(seat.socket)
    else if (frame.kind === 'update' || frame.kind === 'step-two') {
      if (this.#rng() < refuse) this.#refuses(seat)
      else this.#commits(seat, frame.update, frame.kind === 'step-two')
    }
  }

  #refuses(seat: Seat): void {
    this.counts.refusals += 1
    seat.owesStepTwo = true
    const upTo = seat.asks.splice(0).at(-1) ?? null
    const refusal = { reason: 'storage-full', upTo, permanent: false, retryAfterMs: 500 } as const
    seat.wire.refuses(refusal, seat.socket)
  }

  #commits(seat: Seat, update: Uint8Array, isStepTwo: boolean): void {
    this.counts.commits += 1
    Y.applyUpdate(seat.wire.disk, update)
    if (isStepTwo) seat.owesStepTwo = false
    for (const other of this.#seats) {
      if (other.socket !== seat.socket) other.wire.down(encodeUpdate(update), other.socket)
    }
  }

  /** Where that tab sits now; null if its connection is over. */
  #seatOf(wire: WireStage): Seat | null {
    const seat = this.#seats.findLast((each) => each.wire === wire)
    return seat && seat.socket.readyState === seat.socket.OPEN ? seat : null
  }
}
