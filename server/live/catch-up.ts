import * as Y from 'yjs'
import type { Clock } from '../../shared/kit/clock.ts'
import { encodeStepTwo, encodeUpdate } from '../../shared/wire/sync.ts'
import type { LogStore, StoredDocument, StoredSnapshot } from '../platform/log-store.ts'
import type { Checker } from './checker.ts'

export type Vector = Map<number, number>

const CACHED_MS = 10_000
/** Of what was read to be checked; longer ones are read again for whoever lacks them. */
const KEPT_AT_MOST = 1024 * 1024

/** However many come at once, what they all get is encoded once and lies in memory once. */
export const updateFrame = encodedOnce(encodeUpdate)
export const stepTwoFrame = encodedOnce(encodeStepTwo)

function encodedOnce(encode: (update: Uint8Array) => Uint8Array) {
  const frames = new WeakMap<Uint8Array, Uint8Array>()
  return (update: Uint8Array): Uint8Array => {
    const frame = frames.get(update) ?? encode(update)
    frames.set(update, frame)
    return frame
  }
}

export function readVector(encoded: Uint8Array): Vector | null {
  try {
    const vector = Y.decodeStateVector(encoded)
    // lib0 reads Infinity and NaN, and never ends writing them.
    return vector.entries().every((pair) => pair.every(Number.isSafeInteger)) ? vector : null
  } catch {
    return null
  }
}

/**
 * The part of a snapshot that someone lacks. However many come at once, the disk is read once and
 * each difference is made once, in a worker: joiners must not cost the event loop anything. [LV12]
 */
export class CatchUp {
  #document: string
  #epoch: number
  #store: LogStore
  #checker: Checker
  #clock: Clock
  #made = new Map<string, Promise<Uint8Array | null>>()

  /** `stored`: as it was just read; its bytes are kept for those who come now. */
  constructor(
    options: {
      document: string
      epoch: number
      store: LogStore
      checker: Checker
      clock: Clock
    },
    stored: StoredDocument,
  ) {
    this.#document = options.document
    this.#epoch = options.epoch
    this.#store = options.store
    this.#checker = options.checker
    this.#clock = options.clock
    const { snapshot, whole } = stored
    if (snapshot && whole && whole.length <= KEPT_AT_MOST)
      void this.#once(keyOf(snapshot), () => Promise.resolve(whole))
  }

  /** null: it could not be read. */
  lackingPart(snapshot: StoredSnapshot, has: Vector): Promise<Uint8Array | null> {
    const cover = keyOf(snapshot)
    if (has.size === 0) return this.#wholeSnapshot(cover)
    const end = Y.decodeStateVector(snapshot.vector)
    const isPast = end.entries().every(([client, clock]) => (has.get(client) ?? 0) >= clock)
    if (isPast) {
      // After a restart a thousand come back who have all of it.
      this.#made.delete(cover)
      return Promise.resolve(snapshot.deletes)
    }
    // What someone has beyond the snapshot makes no difference to their difference.
    const common = [...end.keys()].map((client) => [client, has.get(client) ?? 0] as const)
    const key = `${cover} ${common.map((pair) => pair.join(':')).join(' ')}`
    return this.#once(key, async () => {
      const whole = await this.#wholeSnapshot(cover)
      return whole && this.#checker.difference(whole, Y.encodeStateVector(new Map(common)))
    })
  }

  #wholeSnapshot(cover: string): Promise<Uint8Array | null> {
    return this.#once(cover, () => this.#store.snapshotBytes(this.#document, this.#epoch))
  }

  #once(key: string, make: () => Promise<Uint8Array | null>): Promise<Uint8Array | null> {
    const made = this.#made.get(key) ?? make()
    if (!this.#made.has(key)) {
      this.#made.set(key, made)
      this.#clock.after(CACHED_MS, () => this.#made.delete(key))
    }
    return made
  }
}

function keyOf({ cover }: StoredSnapshot): string {
  return JSON.stringify(cover)
}
