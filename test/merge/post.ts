import * as Y from 'yjs'
import { must } from '../../shared/kit/assert.ts'
import type { Rng } from '../../shared/kit/rng.ts'
import type { Writer } from '../support/writer.ts'

/** Origin of everything that the post brings. */
const POST = { brought: 'by post' }

interface Letterbox {
  readonly writer: Writer
  /** What this person wrote and nobody else got yet. */
  readonly sent: Uint8Array[]
}

/** The network of a session: it delivers only when told, all in one or piece by piece. */
export class Post {
  readonly #boxes: readonly Letterbox[]
  readonly #viewers: ReadonlySet<Writer>
  #delivering = false
  /** Updates that nobody asked for: from a viewer, or from anybody who was only receiving. */
  readonly uninvited: string[] = []

  constructor(editors: readonly Writer[], viewers: readonly Writer[]) {
    this.#viewers = new Set(viewers)
    this.#boxes = [...editors, ...viewers].map((writer) => ({
      writer,
      sent: [],
    }))
    for (const box of this.#boxes) {
      hearsOwn(box.writer.ydoc, POST, (update) => {
        box.sent.push(update)
        if (this.#delivering || this.#viewers.has(box.writer)) {
          this.uninvited.push(`${box.writer.name} wrote ${update.length} bytes by reading`)
        }
      })
    }
  }

  /** Has anybody written since the last delivery? */
  get hasMore(): boolean {
    return this.#boxes.some(({ sent }) => sent.length > 0)
  }

  /** Everybody gets everything; `around` stands around each single delivery. */
  deliver(rng: Rng, around: (reader: Writer, bring: () => void) => void): void {
    this.#delivering = true
    const parcels = this.#boxes.map((box) => ({
      from: box.writer,
      updates: box.sent.splice(0),
    }))
    for (const { writer } of this.#boxes) {
      const others = parcels.filter(({ from }) => from !== writer).map(({ updates }) => updates)
      for (const update of inSomeOrder(others, rng)) {
        around(writer, () => Y.applyUpdate(writer.ydoc, update, POST))
      }
    }
    this.#delivering = false
  }
}

/**
 * Tells of everything that was not brought with this origin. Yjs writes down each transaction as an
 * update, right after this event of its, while anybody listens: nobody does to what was brought.
 */
export function hearsOwn(ydoc: Y.Doc, brought: object, heard: (update: Uint8Array) => void): void {
  let listens = false
  ydoc.on('afterTransactionCleanup', ({ origin }) => {
    if (listens === (origin !== brought)) return
    listens = !listens
    if (listens) ydoc.on('update', heard)
    else ydoc.off('update', heard)
  })
}

/** One parcel; one of each sender; every update as it was written; or the post at its worst. */
function inSomeOrder(senders: readonly (readonly Uint8Array[])[], rng: Rng): Uint8Array[] {
  const full = senders.filter((updates) => updates.length > 0)
  const fate = rng()
  if (fate < 0.3) return full.length === 0 ? [] : [Y.mergeUpdates(full.map(asOne))]
  if (fate < 0.6) return shuffled(full, rng).map(asOne)
  if (fate < 0.85) return interleaved(full, rng)
  const twice = full.flat().filter(() => rng() < 0.1)
  return shuffled([...full.flat(), ...twice], rng)
}

const merged = new WeakMap<readonly Uint8Array[], Uint8Array>()

/** A sender's parcel is the same for everybody who gets it as one. */
function asOne(updates: readonly Uint8Array[]): Uint8Array {
  const one = merged.get(updates) ?? Y.mergeUpdates([...updates])
  merged.set(updates, one)
  return one
}

/** Each sender's updates in their order, the senders mixed. */
function interleaved(senders: readonly (readonly Uint8Array[])[], rng: Rng): Uint8Array[] {
  const queues = senders.map((updates) => [...updates])
  const mixed: Uint8Array[] = []
  for (;;) {
    const waiting = queues.filter((queue) => queue.length > 0)
    if (waiting.length === 0) return mixed
    const queue = must(waiting[Math.floor(rng() * waiting.length)], 'somebody waits')
    mixed.push(must(queue.shift(), 'a waiting queue has a first'))
  }
}

function shuffled<T>(items: readonly T[], rng: Rng): T[] {
  const deck = [...items]
  for (let at = deck.length - 1; at > 0; at--) {
    const other = Math.floor(rng() * (at + 1))
    const [a, b] = [must(deck[at], 'in the deck'), must(deck[other], 'in the deck')]
    deck[at] = b
    deck[other] = a
  }
  return deck
}
