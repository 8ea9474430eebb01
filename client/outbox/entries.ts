import { type ReadonlySignal, signal } from '@preact/signals'
import type { Clock } from '../../shared/kit/clock.ts'
import { openDatabase } from '../live/open-database.ts'
import type { DeviceState } from '../live/status.ts'
import type { OpenTabWire, TabWire } from '../live/tab-channel.ts'
import {
  createStores,
  type Done,
  EntryStore,
  isOfAnother,
  KEPT_MS,
  type NewRow,
  type Row,
  waiting,
} from './entry-store.ts'
import type { Entry, Intent } from './intent.ts'

/** A write that does not end is not on this device. */
const WRITE_MS = 5_000
const RETRY_MS = 5_000
const RETRY_CEILING_MS = 60_000
/** What was confirmed stays in sight a while: the fact of it may come later than the answer. */
const SHOWN_MS = 60_000
const VERSION = 1

export interface EntriesOptions {
  name: string
  clock: Clock
  factory: IDBFactory | null
  channel: OpenTabWire
  /** Another tab changed something. */
  changed: () => void
}

type Held = Row | NewRow

/**
 * [OB1] [OB2] What waits and what was refused: in memory at once, then on this device. While the
 * disk fails, memory is the truth, and the next write that works carries all of it.
 */
export class Entries {
  readonly list: ReadonlySignal<readonly Entry[]>
  readonly device: ReadonlySignal<DeviceState>
  /** All that earlier tabs left is in the list, or this device gives nothing. */
  readonly loaded: Promise<void>
  readonly #options: EntriesOptions
  readonly #list = signal<readonly Entry[]>([])
  readonly #device = signal<DeviceState>('opening')
  readonly #wire: TabWire | null
  #rows: Held[] = []
  /** Confirmed, as this tab knows, with the time. */
  readonly #done = new Map<string, Done>()
  /** Forgotten here, perhaps not yet on the disk. */
  readonly #dropped = new Set<string>()
  #store: EntryStore | null = null
  #chain: Promise<unknown> = Promise.resolve()
  /** Memory knows more than the disk. */
  #isAhead = false
  #retry: (() => void) | null = null
  #retryMs = RETRY_MS
  #log: string | null = null
  #closed = false

  constructor(options: EntriesOptions) {
    this.#options = options
    this.list = this.#list
    this.device = this.#device
    this.#wire = options.channel(options.name)
    this.#wire?.addEventListener('message', ({ data }) => {
      if (this.#closed || data?.version !== VERSION) return
      void this.refresh().then(options.changed)
    })
    this.loaded = this.#load()
  }

  get rows(): readonly Held[] {
    return this.#rows
  }

  /** True once it is on this device. */
  add(intent: Intent): Promise<boolean> {
    this.#dropped.delete(intent.id)
    if (!this.#rows.some((row) => row.intent.id === intent.id)) {
      this.#rows = [...this.#rows, waiting(intent)]
      this.#show()
    }
    return this.#write((store) => store.add(this.#rows.filter((row) => !('sequence' in row))))
  }

  async amend(was: Held, change: Pick<Held, 'standing' | 'notBefore'>): Promise<void> {
    const row = { ...was, ...change }
    this.#rows = this.#rows.map((each) => (each.intent.id === row.intent.id ? row : each))
    this.#show()
    await this.#write((store) => store.amend(row))
  }

  async confirm(row: Held): Promise<void> {
    const { intent } = row
    const done = { intent, at: this.#options.clock.now(), log: this.#log }
    this.#done.set(intent.id, done)
    this.#without(intent.id)
    await this.#write((store) => store.confirm(done))
  }

  async drop(id: string): Promise<void> {
    this.#dropped.add(id)
    this.#without(id)
    if (await this.#write((store) => store.drop(id))) this.#dropped.delete(id)
  }

  /** [OB7] What another log confirmed in this lane waits again. */
  async meet(lane: string, log: string): Promise<void> {
    await this.loaded
    if (this.#log !== log) await this.#write((store) => store.learn(log))
    this.#log = log
    for (const done of this.#doneIn(lane)) {
      if (isOfAnother(done.log, log)) this.#undo(done)
      else done.log = log
    }
    await this.#write((store) => store.reopenOthers(lane, log))
  }

  /** [OB7] The server lost what this lane began with: all of it waits again, if it began here. */
  async reopen(lane: string, kind: string): Promise<void> {
    const done = this.#doneIn(lane)
    const first = done.findIndex(({ intent }) => intent.kind === kind)
    if (!this.#isAhead) for (const each of done) this.#done.delete(each.intent.id)
    else if (first >= 0) for (const each of done.slice(first)) this.#undo(each)
    await this.#write((store) => store.reopenAll(lane, kind))
  }

  /** Reads what other tabs have changed. */
  async refresh(): Promise<void> {
    await this.#next(() => this.#read())
  }

  async close(): Promise<void> {
    this.#closed = true
    // Other tabs are told of what is still being written.
    await this.#chain
    this.#wire?.close()
    this.#retry?.()
    this.#store?.close()
  }

  async #load(): Promise<void> {
    await this.#next(async () => {
      const store = await this.#open()
      await store?.sweep(this.#options.clock.now() - KEPT_MS)
      if (store) this.#device.value = 'ready'
      else this.#fail()
      await this.#read()
    })
  }

  async #open(): Promise<EntryStore | null> {
    if (this.#store || this.#closed) return this.#store
    const { factory, name, clock } = this.#options
    const database = await openDatabase(factory, name, clock, createStores)
    if (!database) return null
    const store = new EntryStore(database)
    const gone = () => {
      store.close()
      if (this.#store !== store) return
      this.#store = null
      this.#fail()
    }
    // The browser closes it when a person clears the site's data, or when its disk gives up.
    database.onclose = gone
    database.onversionchange = gone
    this.#store = store
    this.#log ??= await store.log()
    return store
  }

  /** One after the other; memory was changed before, so a failure loses nothing. */
  #write(change: (store: EntryStore) => Promise<boolean>): Promise<boolean> {
    return this.#next(async () => {
      const store = await this.#open()
      if (!store) return this.#fail()
      const written = await this.#inTime(
        this.#isAhead
          ? store.restore(this.#rows, this.#done.values(), this.#dropped)
          : change(store),
      )
      if (!written) return this.#fail()
      this.#isAhead = false
      this.#retryMs = RETRY_MS
      this.#retry?.()
      this.#retry = null
      this.#device.value = 'ready'
      await this.#read()
      this.#wire?.postMessage({ version: VERSION })
      return true
    })
  }

  async #read(): Promise<void> {
    if (!this.#store || this.#isAhead) return
    const rows = await this.#store.open()
    if (!rows || this.#isAhead) return
    const stored = new Set(rows.map(({ intent }) => intent.id))
    const left = this.#rows.filter(({ intent }) => !stored.has(intent.id))
    const confirmed = await this.#store.confirmedAt(left.map(({ intent }) => intent.id))
    for (const { intent } of left) {
      const at = confirmed.get(intent.id)
      if (at !== undefined) this.#done.set(intent.id, { intent, at, log: this.#log })
    }
    // Added while this was being read.
    const fresh = this.#rows.filter(
      (row) => !('sequence' in row) && !stored.has(row.intent.id) && !this.#done.has(row.intent.id),
    )
    this.#rows = [...rows.filter(({ intent }) => !this.#done.has(intent.id)), ...fresh]
    this.#show()
  }

  #doneIn(lane: string): Done[] {
    return [...this.#done.values()].filter(({ intent }) => intent.lane === lane)
  }

  #undo({ intent }: Done): void {
    this.#done.delete(intent.id)
    // What no disk keeps, only this tab can send again.
    if (this.#isAhead) this.#rows = [...this.#rows, waiting(intent)]
    this.#show()
  }

  #show(): void {
    const now = this.#options.clock.now()
    const confirmed = [...this.#done.values()]
      .filter(({ at }) => now - at < SHOWN_MS)
      .map(({ intent, at }) => ({ intent, state: 'confirmed', at }) as const)
    const open = this.#rows.map(({ intent, standing }) => ({ intent, ...standing }))
    this.#list.value = [...confirmed, ...open]
  }

  #without(id: string): void {
    this.#rows = this.#rows.filter(({ intent }) => intent.id !== id)
    this.#show()
  }

  #fail(): false {
    if (this.#closed) return false
    this.#isAhead = true
    this.#device.value = 'broken'
    if (this.#options.factory === null) return false
    this.#retry ??= this.#options.clock.after(this.#retryMs, () => {
      this.#retry = null
      this.#retryMs = Math.min(this.#retryMs * 2, RETRY_CEILING_MS)
      // Also with nothing to write: what earlier visits left there has not been seen yet.
      void this.#write(() => Promise.resolve(true)).then(this.#options.changed)
    })
    return false
  }

  async #inTime(write: Promise<boolean>): Promise<boolean> {
    let stop = () => {}
    const late = new Promise<boolean>((resolve) => {
      stop = this.#options.clock.after(WRITE_MS, () => resolve(false))
    })
    const written = await Promise.race([write, late])
    stop()
    return written
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#chain.then(work)
    this.#chain = next.catch(() => undefined)
    return next
  }
}
