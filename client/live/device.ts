import type * as Y from 'yjs'
import type { Clock } from '../../shared/kit/clock.ts'
import type { RefusalReason } from '../../shared/wire/refusals.ts'
import type { Role } from '../../shared/wire/role.ts'
import type { Cover, Mark } from './ledger.ts'
import type { Painted } from './pace.ts'
import { openShelf, type Place, type Shelf } from './shelf.ts'
import type { DeviceState } from './status.ts'
import { DEVICE_RETRY_CEILING_MS, DEVICE_RETRY_MS, Storage } from './storage.ts'
import { type FromTab, type OpenTabWire, TabChannel } from './tab-channel.ts'

const NOTHING = new Uint8Array()

export interface DeviceOptions {
  person: string
  document: string
  doc: Y.Doc
  clock: Clock
  factory: IDBFactory | null
  channel: OpenTabWire
  /** This tab's name among the writers of the document. */
  writer: string
  /** What waits for a receipt now. */
  marks: () => ReadonlyMap<string, Mark>
  /** What an earlier tab, or another one, left waiting here. */
  found: (marks: ReadonlyMap<string, Mark>) => void
  /** Found after all, when it was too late to wait for it. False: it is another document by now. */
  late: (place: Place) => boolean
  /** All that this device holds of the document is in the doc: of an earlier visit, or of none. */
  loaded: (isVisited: boolean) => void
  /** A change of another tab. */
  heard: (update: Uint8Array, from: FromTab) => void
  mayTrim: () => boolean
  changed: () => void
  painted: Painted | null
}

/** This browser's part: which replica of the document lives here, its rows, and its other tabs. */
export class Device {
  readonly #options: DeviceOptions
  #shelf: Shelf | null = null
  #storage: Storage | null = null
  #tabs: TabChannel | null = null
  /** The database of this replica; null before it has one. */
  #name: string | null = null
  /** Among what is kept. */
  #isListed = false
  /** Its life is over: it must not get its place back. */
  #isRetired = false
  #missing = false
  /** Begun here, and with nowhere to be put yet. */
  #isBegun = false
  /** What the server calls this document by; null: it has not told. */
  #epoch: number | null = null
  #retry: (() => void) | null = null
  #retryMs = DEVICE_RETRY_MS
  #closed = false
  /** What was written before it had a place here. */
  #early: { update: Uint8Array; own: boolean }[] = []

  constructor(options: DeviceOptions) {
    this.#options = options
  }

  get state(): DeviceState {
    return this.#missing ? 'broken' : (this.#storage?.state ?? 'opening')
  }

  get settled(): boolean {
    return this.#storage?.settled ?? false
  }

  get unstoredSince(): number | null {
    return this.#storage?.unstoredSince ?? null
  }

  /** Whether a Yjs transaction came from the rows of this device. */
  gave(origin: unknown): boolean {
    return origin !== null && origin === this.#storage?.origin
  }

  /** Which replica lives here; null: none, or nothing can. */
  async find(): Promise<Place | null> {
    const { factory, clock, person, document } = this.#options
    const shelf = await openShelf(factory, clock)
    if (this.#closed) shelf?.close()
    if (!shelf || this.#closed) {
      this.#missing = true
      this.#early = []
      this.#tryLater()
      return null
    }
    this.#shelf = shelf
    const place = await shelf.find(person, document)
    if (place) this.#isListed = await shelf.isKept(place.name)
    return place
  }

  get isOpen(): boolean {
    return this.#name !== null
  }

  /** A place for a document that is begun here, and that no server knows yet. */
  async begin(): Promise<Place> {
    const { person, document } = this.#options
    const name = await this.#freshName('begun')
    const place: Place = { person, document, name, belongs: null, role: 'own' }
    await this.#shelf?.remember(place)
    this.#isBegun = true
    return place
  }

  /** Loads what the server calls by that epoch, for the first time here. */
  async meet(epoch: number): Promise<void> {
    this.#epoch = epoch
    if (this.isOpen) return
    this.#name = ''
    await this.open(await this.#freshName(epoch), false)
  }

  /** Loads a replica, in time or not at all, and greets the tabs that hold it. */
  async open(name: string, isVisited: boolean): Promise<void> {
    const { doc, clock, marks, channel, writer } = this.#options
    const { factory, mayTrim, changed, heard, found, loaded, painted } = this.#options
    if (this.#closed) return
    this.#name = name
    const tabs = new TabChannel({ name, doc, marks, writer, open: channel, hear: heard })
    const storage = new Storage({
      ...{ name, doc, clock, marks, mayTrim, changed, painted },
      factory: this.#shelf && factory,
      found: (left) => {
        found(left)
        loaded(isVisited)
      },
    })
    this.#tabs = tabs
    this.#storage = storage
    for (const { update, own } of this.#early.splice(0)) storage.store(update, own)
    await storage.loaded
    tabs.greet()
  }

  store(update: Uint8Array, own: boolean): void {
    if (this.#storage) this.#storage.store(update, own)
    else if (!this.#missing && !this.#closed) this.#early.push({ update, own })
  }

  /** Tells the other tabs a change that was made in this one. */
  tell(update: Uint8Array, mark: Mark): void {
    this.#tabs?.tell(update, mark)
  }

  settle(cover: Cover): void {
    this.#storage?.settle(cover)
  }

  /** Call when all that the server had is in the doc: once stored, it opens without a server. */
  async remember(belongs: NonNullable<Place['belongs']>, role: Role | null): Promise<void> {
    if (this.#storage?.state !== 'ready') return
    const stored = await this.#storage.storeAll()
    const name = this.#name
    if (!stored || !name || this.#closed || this.#isRetired) return
    const { person, document } = this.#options
    await this.#shelf?.remember({ person, document, name, belongs, role })
  }

  /** [RP20] Its words are listed among what is kept; true once they are, all of them. */
  async list(why: RefusalReason): Promise<boolean> {
    const { person, document, clock } = this.#options
    const stored = await this.#storage?.storeAll()
    if (!stored || !this.#name || !this.#shelf) return false
    this.#isListed = await this.#shelf.list({
      ...{ name: this.#name, person, document, why, at: clock.now() },
    })
    return this.#isListed
  }

  /** The words were taken after all. */
  async unlist(): Promise<void> {
    if (!this.#isListed || !this.#name) return
    this.#isListed = false
    await this.#shelf?.unlist(this.#name)
  }

  /** The words stay where they are; the next visit starts with another replica. */
  async retire(): Promise<void> {
    const { person, document } = this.#options
    this.#isRetired = true
    if (this.#name) await this.#shelf?.retire({ person, document, name: this.#name })
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#retry?.()
    this.#tabs?.close()
    await this.#storage?.close()
    this.#shelf?.close()
  }

  /** [RP7] A shelf that did not open is tried again: an earlier visit may have left words there. */
  #tryLater(): void {
    const { factory, clock } = this.#options
    if (!factory || this.#closed) return
    this.#retry = clock.after(this.#retryMs, () => void this.#findLate())
    this.#retryMs = Math.min(this.#retryMs * 2, DEVICE_RETRY_CEILING_MS)
  }

  async #findLate(): Promise<void> {
    const { factory, clock, person, document, late, changed } = this.#options
    const shelf = await openShelf(factory, clock)
    const place = await shelf?.find(person, document)
    if (this.#closed) return shelf?.close()
    if (!shelf) return this.#tryLater()
    // Words of another epoch stay where they are, for the next visit to see.
    if (place && !late(place)) return shelf.close()
    this.#shelf = shelf
    this.#missing = false
    if (place) {
      this.#isListed = await shelf.isKept(place.name)
      await this.#openLate(place.name, true)
    } else if (this.#isBegun) await this.#openLate((await this.begin()).name, true)
    else if (this.#epoch !== null) await this.#openLate(await this.#freshName(this.#epoch), false)
    changed()
  }

  /** What was held meanwhile is in the doc: all of it is written. */
  async #openLate(name: string, isVisited: boolean): Promise<void> {
    const { marks } = this.#options
    this.#tabs?.close()
    await this.#storage?.close()
    const opening = this.open(name, isVisited)
    this.#storage?.store(NOTHING, marks().size > 0)
    await opening
  }

  async #freshName(epoch: number | 'begun'): Promise<string> {
    const { person, document } = this.#options
    const usual = `interline/${person}/${document}/${epoch}`
    return this.#shelf ? this.#shelf.freshName(usual) : usual
  }
}
