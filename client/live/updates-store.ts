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
export function readMarks(database: IDBDatabase): Promise<ReadonlyMap<string, Mark>> {
  return new Promise((resolve) => {
    const marks = new Map<string, Mark>()
    const range = IDBKeyRange.bound(WAITING, `${WAITING}\uffff`)
    const transaction = within(database, 'relaxed', [CUSTOM], () => resolve(marks))
    const request = transaction?.objectStore(CUSTOM).openCursor(range)
    if (!request) return
    request.onsuccess = () => {
      const cursor = request.result
      if (!cursor) return
      marks.set(String(cursor.key).slice(WAITING.length), cursor.value)
      cursor.continue()
    }
  })
}

/** True once the transaction is complete: with `strict`, once the disk has it. */
export function writeUpdates(
  database: IDBDatabase,
  updates: readonly Uint8Array[],
  strict: boolean,
  marks: ReadonlyMap<string, Mark>,
): Promise<boolean> {
  return new Promise((resolve) => {
    const durability = strict ? 'strict' : 'relaxed'
    const transaction = within(database, durability, [UPDATES, CUSTOM], resolve)
    if (!transaction) return
    for (const update of updates) transaction.objectStore(UPDATES).add(update)
    const custom = transaction.objectStore(CUSTOM)
    for (const [writer, { to, done, since }] of marks) {
      amend(custom, writer, (kept) => {
        if (!kept) return { to, done, since }
        const further = Math.max(to, kept.to)
        return { to: further, done: Math.max(done, kept.done), since: Math.min(since, kept.since) }
      })
    }
  })
}

/** A receipt covers these. Another tab may have written more meanwhile: that stays marked. */
export function clearMarks(database: IDBDatabase, cover: Cover): void {
  const transaction = within(database, 'relaxed', [CUSTOM], () => undefined)
  if (!transaction) return
  const custom = transaction.objectStore(CUSTOM)
  for (const [writer, n] of cover) {
    amend(custom, writer, (kept) =>
      kept && kept.to > n ? { ...kept, done: Math.max(kept.done, n) } : null,
    )
  }
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

/** A transaction whose end is told; null (and told so) where the database is closed or closing. */
function within(
  database: IDBDatabase,
  durability: IDBTransactionDurability,
  stores: string[],
  ended: (complete: boolean) => void,
): IDBTransaction | null {
  try {
    const transaction = database.transaction(stores, 'readwrite', { durability })
    transaction.oncomplete = () => ended(true)
    transaction.onabort = () => ended(false)
    return transaction
  } catch {
    ended(false)
    return null
  }
}
