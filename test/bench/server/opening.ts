import { until } from '../../support/cast.ts'
import type { Peer } from './peer.ts'
import { Seat } from './seat.ts'
import { Processor } from './usage.ts'

const BRING_MS = 60_000

export interface Opened {
  /** ms until all had the whole document. */
  took: number
  /** The server's processor time, ms. */
  cpu: number
  /** Received by all. */
  bytes: number
}

/** So many people open one document at once. */
export async function open(peer: Peer, document: string, people: number): Promise<Opened> {
  const processor = new Processor(peer.pid)
  const before = processor.used()
  const start = performance.now()
  const seats = Array.from({ length: people }, (_, seat) => new Seat(peer.way(document, seat)))
  await Promise.all(seats.map((seat) => seat.joins()))
  const took = Math.max(...seats.map((seat) => seat.joinedAt)) - start
  const bytes = seats.reduce((sum, seat) => sum + seat.joinBytes, 0)
  // What goes on behind the last answer was asked for, too.
  await new Promise((wake) => setTimeout(wake, 200))
  const cpu = processor.used() - before
  for (const seat of seats) seat.leaves()
  return { took, cpu, bytes }
}

/** Somebody brings a whole document; it is there, and written down, when this resolves. */
export async function bring(peer: Peer, document: string, update: Uint8Array): Promise<void> {
  const author = await new Seat(peer.way(document, 0)).joins()
  author.brings(update)
  await until(() => author.isReceipted, 'the receipt of a whole document', BRING_MS)
  // Ours folds the tail, Hocuspocus stores 2 s after the last edit.
  await new Promise((wake) => setTimeout(wake, 3_000))
  author.leaves()
  await new Promise((wake) => setTimeout(wake, 500))
}
