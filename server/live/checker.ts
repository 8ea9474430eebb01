import type { Clock } from '../../shared/kit/clock.ts'
import { GuardedWorker, type StartThread } from '../platform/guarded-worker.ts'
import type { CheckQuestion } from './check.ts'
import { type ClockSet, encodeClocks } from './clock-set.ts'
import { cutKnown } from './known-cut.ts'
import type { Limits } from './limits.ts'
import { unpackShapes } from './shape-packing.ts'
import { Unread, type UnreadLimit } from './unread.ts'
import type { ShapeBounds } from './update-reader.ts'
import { type ReadShape, readShape, UNBOUNDED } from './update-shape.ts'

const MEMORY_MB = 256
const TIMEOUT_MS = 5_000

/** The reading of long updates, off the event loop. Foreign bytes and our own have a thread each. */
export class Checker {
  #foreign: GuardedWorker
  #own: GuardedWorker
  #limits: Limits
  #unread: Unread

  constructor(clock: Clock, startThread: StartThread, limits: Limits) {
    this.#limits = limits
    this.#unread = new Unread(limits)
    const file = new URL('./check-worker.ts', import.meta.url)
    const options = { file, clock, startThread, memoryMb: MEMORY_MB, timeoutMs: TIMEOUT_MS }
    // Whoever sends poison without end gets half a processor; the event loop needs one, too.
    this.#foreign = new GuardedWorker({ ...options, rests: true })
    this.#own = new GuardedWorker(options)
  }

  /**
   * 'quarantined': the bytes killed the worker or took too long. A limit: too much of this sender, or
   * of all, waits to be read.
   */
  async foreignShape(
    update: Uint8Array,
    bounds: ShapeBounds,
    sender: readonly string[],
  ): Promise<ReadShape | 'quarantined' | UnreadLimit> {
    if (this.#isShort(update)) return readShape(update, bounds)
    const limit = this.#unread.begin(sender, update.length)
    if (limit) return limit
    const question: CheckQuestion = { verb: 'shapes', updates: [update], bounds }
    const outcome = await this.#foreign.run(question, { of: sender })
    this.#unread.end(sender, update.length)
    if (outcome.kind === 'failed') return 'quarantined'
    return unpackShapes(outcome.value as Float64Array<ArrayBuffer>)[0] ?? 'malformed'
  }

  /** What of it is not known; null: that killed the worker or took too long. */
  async withoutKnown(
    update: Uint8Array,
    known: ClockSet,
    sender: readonly string[],
  ): Promise<Uint8Array | null> {
    if (this.#isShort(update)) return cutKnown(update, known)
    const question: CheckQuestion = { verb: 'cut', update, known: encodeClocks(known) }
    const outcome = await this.#foreign.run(question, { of: sender })
    return outcome.kind === 'done' ? (outcome.value as Uint8Array) : null
  }

  #isShort(update: Uint8Array): boolean {
    return update.length <= this.#limits.checkedInWorker
  }

  /** Of what our own log holds; null if it cannot be read. */
  async ownShapes(updates: Uint8Array[]): Promise<ReadShape[] | null> {
    const question: CheckQuestion = { verb: 'shapes', updates, bounds: UNBOUNDED }
    const outcome = await this.#own.run(question)
    return outcome.kind === 'done' ? unpackShapes(outcome.value as Float64Array<ArrayBuffer>) : null
  }

  /** What `update` has beyond `vector`; null if that could not be made. */
  async difference(update: Uint8Array, vector: Uint8Array): Promise<Uint8Array | null> {
    const question: CheckQuestion = { verb: 'difference', update, vector }
    const outcome = await this.#own.run(question)
    return outcome.kind === 'done' ? (outcome.value as Uint8Array) : null
  }

  async close(): Promise<void> {
    await Promise.all([this.#foreign.close(), this.#own.close()])
  }
}
