import type { Cover, Mark } from './ledger.ts'

/**
 * The two stores of a local replica, as y-indexeddb lays them out: `updates` (rows in order) and
 * `custom`, where a row `waiting/<writer>` says what no receipt has answered for.
 */
const UPDATES = 'updates'
const CUSTOM = 'custom'
const WAITING = 'waiting/'

export function createStores(fresh: IDBDatabase): void {
  fresh.createObjectStore(UPDATES, { autoIncrement: true })
  fresh.createObjectStore(CUSTOM)
}

/** Read before the updates are: then every change that a mark speaks of is among them. */
export async function readMarks(database: IDBDatabase): Promise<ReadonlyMap<string, Mark>> {
  const marks = new Map<string, Mark>()
  await complete(database, 'relaxed', [CUSTOM], (transaction) => {
    const range = IDBKeyRange.bound(WAITING, `${WAITING}\uffff`)
    const request = transaction.objectStore(CUSTOM).openCursor(range)
    request.onsuccess = () => {
      const cursor = request.result
      if (!cursor) return
      marks.set(String(cursor.key).slice(WAITING.length), cursor.value)
      cursor.continue()
    }
  })
  return marks
}

/** All rows, in order; null where this device does not give them. */
export async function readUpdates(database: IDBDatabase): Promise<Uint8Array[] | null> {
  let updates: Uint8Array[] | null = null
  await complete(database, 'relaxed', [UPDATES], (transaction) => {
    const request: IDBRequest<Uint8Array[]> = transaction.objectStore(UPDATES).getAll()
    request.onsuccess = () => {
      updates = request.result
    }
  })
  return updates
}

/** True once the transaction is complete: with `strict`, once the disk has it. */
export function writeUpdates(
  database: IDBDatabase,
  updates: readonly Uint8Array[],
  strict: boolean,
  marks: ReadonlyMap<string, Mark>,
): Promise<boolean> {
  const durability = strict ? 'strict' : 'relaxed'
  return complete(database, durability, [UPDATES, CUSTOM], (transaction) => {
    const custom = transaction.objectStore(CUSTOM)
    for (const update of updates) transaction.objectStore(UPDATES).add(update)
    for (const [writer, { to, done, since }] of marks) {
      // Another tab may know of this writer's earlier changes; only a receipt ends their waiting.
      amend(custom, writer, (kept) =>
        kept ? { ...kept, to: Math.max(to, kept.to) } : { to, done, since },
      )
    }
  })
}

/** A receipt covers these; `left` is what waits after it. What was written meanwhile stays marked. */
export function clearMarks(
  database: IDBDatabase,
  cover: Cover,
  left: ReadonlyMap<string, Mark>,
): Promise<boolean> {
  return complete(database, 'relaxed', [CUSTOM], (transaction) => {
    for (const [writer, n] of cover) {
      amend(transaction.objectStore(CUSTOM), writer, (kept) => {
        if (!kept || kept.to <= n) return null
        const since = left.get(writer)?.since ?? kept.since
        return { to: kept.to, done: Math.max(kept.done, n), since }
      })
    }
  })
}

function amend(
  custom: IDBObjectStore,
  writer: string,
  change: (kept: Mark | undefined) => Mark | null,
): void {
  const key = WAITING + writer
  const request: IDBRequest<Mark | undefined> = custom.get(key)
  request.onsuccess = () => {
    const mark = change(request.result)
    if (mark) custom.put(mark, key)
    else if (request.result) custom.delete(key)
  }
}

/** Whether all of it came to be. A closed or failing database is an outage, and says false. */
function complete(
  database: IDBDatabase,
  durability: IDBTransactionDurability,
  stores: string[],
  work: (transaction: IDBTransaction) => void,
): Promise<boolean> {
  return new Promise((resolve) => {
    let transaction: IDBTransaction | null = null
    try {
      transaction = database.transaction(stores, 'readwrite', { durability })
      transaction.oncomplete = () => resolve(true)
      transaction.onabort = () => resolve(false)
      work(transaction)
    } catch {
      if (transaction) abort(transaction)
      resolve(false)
    }
  })
}

/** Half of the work must not come to be; where it is over already, there is nothing to undo. */
function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort()
  } catch {
    return
  }
}
