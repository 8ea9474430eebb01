import { IndexeddbPersistence, PREFERRED_TRIM_SIZE, storeState } from 'y-indexeddb'
import * as Y from 'yjs'
import type { Clock } from '../../shared/kit/clock.ts'
import type { Cover, Mark } from './ledger.ts'
import { openDatabase } from './open-database.ts'
import { type Painted, whenPainted } from './pace.ts'
import type { DeviceState } from './status.ts'
import { clearMarks, createStores, readMarks, writeUpdates } from './updates-store.ts'

/** Loading a long document from a slow disk is allowed to take this long. */
const LOAD_TIMEOUT_MS = 10_000
/** A write that does not end is not on this device. */
const WRITE_TIMEOUT_MS = 5_000
export const DEVICE_RETRY_MS = 5_000
export const DEVICE_RETRY_CEILING_MS = 60_000
const TRIM_AFTER_MS = 1_000
/** What others wrote is on the server's disk: a burst of theirs is put here in one go. */
export const GATHER_MS = 1_000

export interface StorageOptions {
  name: string
  doc: Y.Doc
  clock: Clock
  factory: IDBFactory | null
  /** What waits for a receipt now: written with the updates, so that a reload knows it. */
  marks: () => ReadonlyMap<string, Mark>
  /** What an earlier tab, or another one, left waiting on this device. */
  found: (marks: ReadonlyMap<string, Mark>) => void
  /** No, while somebody composes: trimming brings in what other tabs stored. */
  mayTrim: () => boolean
  changed: () => void
  /** Null: no frame is waited for. */
  painted: Painted | null
}

/**
 * [RP6] [RP7] The replica on this device. y-indexeddb loads and trims; writing is ours, because its
 * own write tells nobody how it ended. One transaction at a time takes all that waits; `complete`
 * of a strict one is what *On this device* means. After a failure the next write carries the whole
 * document, so nothing that slipped by stays away.
 */
export class Storage {
  /** True: all that this device had is in the doc. False: it failed, or did not answer in time. */
  readonly loaded: Promise<boolean>
  readonly #options: StorageOptions
  readonly #timers = new Map<'load' | 'trim' | 'retry' | 'gather' | 'frame', () => void>()
  #database: IDBDatabase | null = null
  #persistence: IndexeddbPersistence | null = null
  #state: DeviceState = 'opening'
  #unstoredSince: number | null = null
  #queue: Uint8Array[] = []
  /** Changes made here that no completed strict transaction holds yet. */
  #owed = 0
  /** Something was lost to a failure, or came before there was a database: write the whole. */
  #missed = false
  #flight: Promise<void> | null = null
  #retryMs = DEVICE_RETRY_MS
  #closed = false

  constructor(options: StorageOptions) {
    this.#options = options
    this.loaded = this.#load()
  }

  get state(): DeviceState {
    return this.#state
  }

  /** The origin of Yjs transactions that came from this device. */
  get origin(): object | null {
    return this.#persistence
  }

  get unstoredSince(): number | null {
    return this.#unstoredSince
  }

  get settled(): boolean {
    return this.#state === 'ready' && this.#owed === 0 && !this.#missed
  }

  /** `own`: made here or in another tab, so it may be on this device only. */
  store(update: Uint8Array, own: boolean): void {
    if (this.#closed) return
    if (own) this.#owed += 1
    if (this.#persistence?.synced && !this.#missed) this.#queue.push(update)
    else this.#missed = true
    if (this.#missed) this.#write()
    else if (this.#owed > 0) this.#writePainted()
    else this.#gather()
  }

  /** Puts everything the doc holds on this device in one strict transaction. */
  async storeAll(): Promise<boolean> {
    this.#missed = true
    this.#write()
    while (this.#flight) await this.#flight
    return this.settled
  }

  /** A receipt came. If this write is lost, a reload waits for one more receipt: no harm. */
  settle(cover: Cover): void {
    if (this.#database && !this.#closed)
      void clearMarks(this.#database, cover, this.#options.marks())
  }

  /** Waits for what is being written, and tries once more what failed, each in its time. */
  async close(): Promise<void> {
    while (this.#flight) await this.#flight
    this.#timers.get('retry')?.()
    this.#timers.delete('retry')
    this.#write()
    while (this.#flight) await this.#flight
    this.#closed = true
    for (const stop of this.#timers.values()) stop()
    this.#timers.clear()
    this.#database?.close()
    // Its database closes when it is open; one that never opens must not keep us.
    this.#persistence?.destroy().catch(() => undefined)
  }

  async #load(): Promise<boolean> {
    if (!this.#database) await this.#open()
    if (!this.#database || this.#closed) return false
    const { doc, name, clock, found } = this.#options
    const marks = await readMarks(this.#database)
    if (this.#closed) return false
    this.#persistence = new IndexeddbPersistence(name, doc)
    doc.off('update', this.#persistence._storeUpdate)
    const whole = this.#persistence.whenSynced.then(() => {
      if (this.#closed) return false
      this.#state = 'ready'
      found(marks)
      this.#write()
      this.#options.changed()
      return true
    })
    const tooLong = new Promise<boolean>((resolve) => {
      const stop = clock.after(LOAD_TIMEOUT_MS, () => {
        this.#fail()
        resolve(false)
      })
      void whole.then(stop)
      this.#timers.set('load', stop)
    })
    return Promise.race([whole, tooLong])
  }

  async #open(): Promise<void> {
    const { factory, name, clock } = this.#options
    const database = await openDatabase(factory, name, clock, createStores)
    if (this.#closed) return database?.close()
    if (!database) return this.#fail()
    const gone = () => {
      if (this.#database !== database || this.#closed) return
      this.#database = null
      this.#fail()
    }
    // The browser closes it when a person clears the site's data, or when its disk gives up.
    database.onclose = gone
    database.onversionchange = () => {
      database.close()
      gone()
    }
    this.#database = database
  }

  /** To begin a transaction takes milliseconds, and the key is to be seen first. */
  #writePainted(): void {
    const { painted, clock } = this.#options
    const write = () => {
      this.#timers.delete('frame')
      this.#write()
    }
    if (!painted) write()
    else if (!this.#flight && !this.#timers.has('frame'))
      this.#timers.set('frame', whenPainted(painted, clock, write))
  }

  #gather(): void {
    if (this.#timers.has('gather')) return
    const write = () => {
      this.#timers.delete('gather')
      this.#write()
    }
    this.#timers.set('gather', this.#options.clock.after(GATHER_MS, write))
  }

  #write(): void {
    if (this.#flight || this.#closed || !this.#database || !this.#persistence?.synced) return
    if (this.#timers.has('retry') || (!this.#missed && this.#queue.length === 0)) return
    const updates = this.#missed ? [Y.encodeStateAsUpdate(this.#options.doc)] : this.#queue
    const owed = this.#owed
    const strict = this.#missed || owed > 0
    this.#queue = []
    this.#missed = false
    const write = writeUpdates(this.#database, updates, strict, this.#options.marks())
    this.#flight = this.#inTime(write).then((stored) => {
      this.#flight = null
      if (stored) this.#stored(owed, updates.length)
      else this.#fail()
      this.#write()
      this.#options.changed()
    })
  }

  async #inTime(write: Promise<boolean>): Promise<boolean> {
    let stop = () => {}
    const late = new Promise<boolean>((resolve) => {
      stop = this.#options.clock.after(WRITE_TIMEOUT_MS, () => resolve(false))
    })
    const stored = await Promise.race([write, late])
    stop()
    return stored
  }

  #stored(owed: number, rows: number): void {
    this.#owed -= owed
    if (!this.#missed) {
      this.#state = 'ready'
      this.#unstoredSince = null
      this.#retryMs = DEVICE_RETRY_MS
    }
    if (this.#persistence) this.#persistence._dbsize += rows
    this.#trimSoon()
  }

  /** Visible, and tried again: work goes on, a receipt can still save it. */
  #fail(): void {
    if (this.#closed) return
    this.#state = 'broken'
    this.#missed = true
    this.#queue = []
    this.#unstoredSince ??= this.#options.clock.now()
    if (!this.#timers.has('retry')) {
      const stop = this.#options.clock.after(this.#retryMs, () => void this.#retry())
      this.#timers.set('retry', stop)
      this.#retryMs = Math.min(this.#retryMs * 2, DEVICE_RETRY_CEILING_MS)
    }
    this.#options.changed()
  }

  async #retry(): Promise<void> {
    this.#timers.delete('retry')
    if (!this.#database) await this.#open()
    if (!this.#database || this.#closed) return
    if (this.#persistence) this.#write()
    else await this.#load()
  }

  #trimSoon(): void {
    const persistence = this.#persistence
    if (!persistence || persistence._dbsize < PREFERRED_TRIM_SIZE || this.#closed) return
    this.#timers.get('trim')?.()
    const stop = this.#options.clock.after(TRIM_AFTER_MS, () => {
      this.#timers.delete('trim')
      if (this.#options.mayTrim()) void this.#trim(persistence)
      else this.#trimSoon()
    })
    this.#timers.set('trim', stop)
  }

  /** Many rows become one. Where that fails the rows stay, and nothing is lost or owed by it. */
  async #trim(persistence: IndexeddbPersistence): Promise<void> {
    try {
      await storeState(persistence, false)
    } catch {
      persistence._dbsize = 0
    }
  }
}
