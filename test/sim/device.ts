import { forceCloseDatabase } from 'fake-indexeddb'
import type { TabWire } from '../../client/live/tab-channel.ts'
import { Hoard } from './contents.ts'
import { chance, upTo } from './dice.ts'
import { time } from './virtual-time.ts'

/** One browser: its network, its disk, and the wires between its tabs. */
export class Device {
  readonly name: string
  readonly person: string
  isOnline = true
  isFull = false
  lag = 0
  /** Per database what strict transactions that are complete hold. */
  readonly strict = new Map<string, Hoard>()
  readonly #hub = new Set<HubWire>()

  constructor(name: string, person: string) {
    this.name = name
    this.person = person
  }

  /** This browser's databases as one tab has them; `connections`: what it opened. */
  factory(connections: Set<IDBDatabase>): IDBFactory {
    const open = (name: string, version?: number) => {
      const request = indexedDB.open(name, version)
      request.addEventListener('success', () => {
        connections.add(request.result)
        this.#watch(request.result)
      })
      return request
    }
    return { open } as unknown as IDBFactory
  }

  wire(tab: { readonly isAlive: boolean }, name: string): TabWire {
    const wire: HubWire = { name, tab, hear: null }
    this.#hub.add(wire)
    return {
      addEventListener: (_type, hear) => {
        wire.hear = hear
      },
      postMessage: (message) => this.#post(wire, structuredClone(message)),
      close: () => this.#hub.delete(wire),
    }
  }

  #post(from: HubWire, data: unknown): void {
    if (!from.tab.isAlive || !this.#hub.has(from)) return
    for (const wire of this.#hub) {
      if (wire === from || wire.name !== from.name) continue
      // Like a BroadcastChannel: in order, and not before the sender's task is over.
      wire.lastAt = Math.max(wire.lastAt ?? 0, time.now() + upTo(3))
      time.after(wire.lastAt - time.now(), () => {
        if (this.#hub.has(wire) && wire.tab.isAlive)
          wire.hear?.(new MessageEvent('message', { data }))
      })
    }
  }

  /** Notes what strict transactions keep, and aborts on a full disk those that add. */
  #watch(database: IDBDatabase): void {
    const begin = database.transaction.bind(database)
    database.transaction = (names, mode, options) => {
      const transaction = begin(names, mode, options)
      if (mode !== 'readwrite') return transaction
      const added: Uint8Array[] = []
      const objectStore = transaction.objectStore.bind(transaction)
      const seen = new Set<IDBObjectStore>()
      transaction.objectStore = (name) => {
        const store = objectStore(name)
        if (!seen.has(store)) this.#watchStore(store, added)
        seen.add(store)
        return store
      }
      transaction.addEventListener('complete', () => {
        if (options?.durability !== 'strict') return
        const kept = this.strict.get(database.name) ?? new Hoard()
        this.strict.set(database.name, kept)
        for (const update of added) kept.take(update)
      })
      return transaction
    }
  }

  #watchStore(store: IDBObjectStore, added: Uint8Array[]): void {
    const add = store.add.bind(store)
    store.add = (value, key) => {
      const request = add(value, key)
      if (store.name === 'updates') added.push(value)
      if (this.isFull) request.onsuccess = () => store.transaction.abort()
      return request
    }
    const put = store.put.bind(store)
    store.put = (value, key) => {
      const request = put(value, key)
      if (this.isFull) request.onsuccess = () => store.transaction.abort()
      return request
    }
  }
}

interface HubWire {
  name: string
  tab: { readonly isAlive: boolean }
  hear: ((event: MessageEvent) => void) | null
  lastAt?: number
}

/** The tab is gone: what it was writing is not there, or is; nobody knows. */
export function abandon(connections: Iterable<IDBDatabase>): void {
  const close = forceCloseDatabase as unknown as (database: IDBDatabase) => void
  for (const database of connections) if (chance(0.7)) close(database)
}
