import { forceCloseDatabase, IDBDatabase, IDBObjectStore } from 'fake-indexeddb'

/** Puts one method in another's place; returns the undo. */
function instead<T extends object, K extends keyof T>(
  owner: T,
  name: K,
  make: (was: T[K]) => T[K],
) {
  const was = owner[name]
  owner[name] = make(was)
  return () => {
    owner[name] = was
  }
}

/** Every write to the rows of updates ends as on a full disk: its transaction aborts. */
export function fullDisk(): () => void {
  return instead(IDBObjectStore.prototype, 'add', (add) => {
    return function (this: IDBObjectStore, value: unknown, key?: IDBValidKey) {
      const request = add.call(this, value, key)
      request.onsuccess = () => this.transaction.abort()
      return request
    }
  })
}

/** Rows are accepted at once, but no transaction that holds some completes until released. */
export function slowDisk(): () => void {
  let slow = true
  const undo = instead(IDBObjectStore.prototype, 'add', (add) => {
    return function (this: IDBObjectStore, value: unknown, key?: IDBValidKey) {
      const linger = () => {
        if (slow) this.count().onsuccess = linger
      }
      linger()
      return add.call(this, value, key)
    }
  })
  return () => {
    slow = false
    undo()
  }
}

/** What stands in the rows is read only when released. */
export function slowReads(): () => void {
  let slow = true
  const undo = instead(IDBObjectStore.prototype, 'getAll', (getAll) => {
    return function (this: IDBObjectStore, query, count) {
      const late = { onsuccess: null } as unknown as IDBRequest
      const linger = () => {
        if (slow) this.count().onsuccess = linger
        else getAll.call(this, query, count).onsuccess = (event) => late.onsuccess?.(event)
      }
      linger()
      return late
    }
  })
  return () => {
    slow = false
    undo()
  }
}

/** Counts transactions that write, by how hard they asked the disk. */
export function countWrites(): { strict: number; other: number; undo: () => void } {
  const counted = { strict: 0, other: 0, undo: () => {} }
  counted.undo = instead(IDBDatabase.prototype, 'transaction', (transaction) => {
    return function (this: IDBDatabase, stores, mode, options) {
      if (mode === 'readwrite' && options?.durability === 'strict') counted.strict += 1
      else if (mode === 'readwrite') counted.other += 1
      return transaction.call(this, stores, mode, options)
    }
  })
  return counted
}

/** A browser in which storage is forbidden. */
export const forbidden = {
  open() {
    throw new DOMException('The operation is insecure.', 'SecurityError')
  },
} as unknown as IDBFactory

/** A browser whose storage fails to open. */
export const failing = {
  open() {
    const request = { onerror: null as (() => void) | null }
    queueMicrotask(() => request.onerror?.())
    return request
  },
} as unknown as IDBFactory

/** A browser whose storage neither opens nor fails, as Safari's sometimes does. */
export const silent = { open: () => ({}) } as unknown as IDBFactory

/** What a browser does when a person clears the data of a site: every connection closes. */
export function closeAllByForce(): void {
  const close = forceCloseDatabase as unknown as (database: IDBDatabase) => void
  const { _databases } = indexedDB as unknown as { _databases: Map<string, Connections> }
  for (const { connections } of _databases.values())
    for (const each of [...connections]) close(each)
}

interface Connections {
  connections: IDBDatabase[]
}
