import type { RefusalReason } from '../../shared/wire/refusals.ts'
import type { LoadOutcome, StoredDocument } from '../platform/log-store.ts'
import type { House } from './house.ts'
import { readOwnDeletes } from './own-deletes.ts'
import { Room } from './room.ts'
import { readShape, UNBOUNDED, type UpdateShape } from './update-shape.ts'

/** An empty room stays this long, so that a reload finds it warm. */
const LINGER_MS = 45_000

/** The rooms that are open. Opening is single flight; a failed one is tried anew next time. */
export class Rooms {
  #house: House
  #rooms = new Map<string, Promise<Room | null>>()
  #open = new Map<string, Room>()

  constructor(house: House) {
    this.#house = house
  }

  get all(): Iterable<Room> {
    return this.#open.values()
  }

  /** Those, too, that are still being read. */
  async opened(): Promise<Room[]> {
    const rooms = await Promise.all(this.#rooms.values())
    return rooms.filter((room) => room !== null)
  }

  get(document: string): Room | undefined {
    return this.#open.get(document)
  }

  /** null: what is on disk cannot be read; an empty document is never put in its place. [LV15] */
  open(document: string): Promise<Room | null> {
    const known = this.#rooms.get(document)
    if (known) return known
    const opening = this.#load(document)
    this.#rooms.set(document, opening)
    return opening
  }

  /** Somebody left. */
  lingers(room: Room): void {
    this.#house.clock.after(LINGER_MS, () => {
      if (room.sessions.size > 0 || this.#open.get(room.document) !== room) return
      if (!room.isUnused) {
        this.lingers(room)
        return
      }
      room.close('restarting')
      this.#open.delete(room.document)
      this.#rooms.delete(room.document)
    })
  }

  /** It takes nothing more; what came before is on disk. */
  async end(document: string, reason: RefusalReason): Promise<void> {
    const room = await this.#rooms.get(document)
    if (!room) return
    room.close(reason)
    await room.drain()
    if (this.#open.get(document) !== room) return
    this.#open.delete(document)
    this.#rooms.delete(document)
  }

  async #load(document: string): Promise<Room | null> {
    const outcome = await this.#read(document)
    const shapes = outcome.kind === 'loaded' ? await this.#shapesOf(outcome.document) : null
    if (outcome.kind === 'damaged' || !shapes) {
      const what = outcome.kind === 'damaged' ? outcome.what : 'an update that is none'
      this.#house.report('unreadable', { document, what })
      this.#rooms.delete(document)
      return null
    }
    const room = new Room(document, outcome.document, shapes, this.#house)
    this.#open.set(document, room)
    this.lingers(room)
    return room
  }

  /** A log that answers with an error now may answer next time. */
  async #read(document: string): Promise<LoadOutcome> {
    try {
      return await this.#house.store.load(document)
    } catch (error) {
      return { kind: 'damaged', what: String(error) }
    }
  }

  async #shapesOf({ snapshot, rows }: StoredDocument): Promise<UpdateShape[] | null> {
    const { checkedInWorker } = this.#house.limits
    const isShort = snapshot !== null && snapshot.deletes.length <= checkedInWorker
    const folded = isShort ? readOwnDeletes(snapshot.deletes) : null
    const updates = rows.map(({ bytes }) => bytes)
    if (snapshot && !folded) updates.unshift(snapshot.deletes)
    const size = updates.reduce((sum, { length }) => sum + length, 0)
    const shapes =
      size <= checkedInWorker
        ? updates.map((update) => readShape(update, UNBOUNDED))
        : await this.#house.checker.ownShapes(updates)
    const sound = shapes?.filter((shape) => typeof shape !== 'string')
    if (sound?.length !== updates.length) return null
    return folded ? [folded, ...sound] : sound
  }
}
