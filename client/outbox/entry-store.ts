import type { Intent, Standing } from './intent.ts'

/** How long a confirmed intent is kept: a server may be set back to an older backup (ms). */
export const KEPT_MS = 30 * 24 * 60 * 60 * 1_000

/** What waits or was refused. The sequence is its place among all of this browser. */
export interface Row {
  sequence: number
  intent: Intent
  standing: Exclude<Standing, { state: 'confirmed' }>
  /** Not tried by itself before this time, ms UTC. */
  notBefore: number
}

export type NewRow = Omit<Row, 'sequence'>

export function waiting(intent: Intent): NewRow {
  return { intent, standing: { state: 'waiting', tries: 0, why: null }, notBefore: 0 }
}

/** What the server has taken. */
export interface Done {
  intent: Intent
  /** The server's log in which it was confirmed; null: nobody here knew. */
  log: string | null
  at: number
}

interface Confirmed extends Done {
  sequence: number
  id: string
}

type Stores = (name: string) => IDBObjectStore

const OPEN = 'open'
const CONFIRMED = 'confirmed'
const ABOUT = 'about'
const LOG = 'log'

export function createStores(fresh: IDBDatabase): void {
  const open = fresh.createObjectStore(OPEN, { keyPath: 'sequence', autoIncrement: true })
  open.createIndex('id', 'intent.id', { unique: true })
  const confirmed = fresh.createObjectStore(CONFIRMED, { keyPath: 'sequence' })
  confirmed.createIndex('id', 'id')
  confirmed.createIndex('lane', 'intent.lane')
  confirmed.createIndex('at', 'at')
  fresh.createObjectStore(ABOUT)
}

/** Whether what was confirmed in a log, perhaps an unknown one, may be missing in this one. */
export const isOfAnother = (where: string | null, log: string) => where !== null && where !== log

/**
 * Asked one after the other, so the answers come in order, and so do the rows. `then`: one is here
 * and was never confirmed.
 */
function addTo(stores: Stores, rows: readonly NewRow[], then = () => {}): void {
  for (const row of rows) {
    const { id } = row.intent
    const ask = stores(CONFIRMED).index('id').getKey(id)
    ask.onsuccess = () => {
      if (ask.result !== undefined) return
      const again = stores(OPEN).index('id').getKey(id)
      again.onsuccess = () => {
        if (again.result === undefined) stores(OPEN).put(row)
        then()
      }
    }
  }
}

function forget(stores: Stores, id: string): void {
  const open = stores(OPEN)
  const ask = open.index('id').getKey(id)
  ask.onsuccess = () => {
    if (ask.result !== undefined) open.delete(ask.result)
  }
}

/** One that is gone meanwhile stays gone: another tab may have sent it too. */
function confirmIn(stores: Stores, { intent, log, at }: Done): void {
  const open = stores(OPEN)
  const ask = open.index('id').getKey(intent.id)
  ask.onsuccess = () => {
    if (ask.result === undefined) return
    open.delete(ask.result)
    const row: Confirmed = { sequence: Number(ask.result), id: intent.id, intent, log, at }
    stores(CONFIRMED).put(row)
  }
}

/** It may never have been on this disk: then it takes its place now. */
function restoreConfirmed(stores: Stores, done: Done): void {
  addTo(stores, [waiting(done.intent)], () => confirmIn(stores, done))
}

function eachConfirmed(
  stores: Stores,
  lane: string,
  visit: (found: Confirmed, cursor: IDBCursorWithValue) => void,
): void {
  const cursors = stores(CONFIRMED).index('lane').openCursor(IDBKeyRange.only(lane))
  cursors.onsuccess = () => {
    const cursor = cursors.result
    if (!cursor) return
    visit(cursor.value, cursor)
    cursor.continue()
  }
}

function wait(stores: Stores, { sequence, intent }: Pick<Confirmed, 'sequence' | 'intent'>): void {
  stores(OPEN).put({ sequence, ...waiting(intent) } satisfies Row)
  stores(CONFIRMED).delete(sequence)
}

/** The rows of one outbox on this device. Every method says null or false when the disk failed. */
export class EntryStore {
  readonly #database: IDBDatabase

  constructor(database: IDBDatabase) {
    this.#database = database
  }

  /** In order, all or none; an intent that is here already is not added again. */
  add(rows: readonly NewRow[]): Promise<boolean> {
    return this.#change((stores) => addTo(stores, rows))
  }

  /** What this tab knows better than a disk that failed it: everything, in one transaction. */
  restore(rows: readonly (Row | NewRow)[], done: Iterable<Done>, dropped: Iterable<string>) {
    return this.#change((stores) => {
      const open = stores(OPEN)
      for (const one of done) restoreConfirmed(stores, one)
      for (const id of dropped) forget(stores, id)
      for (const row of rows) if ('sequence' in row) open.put(row)
      addTo(
        stores,
        rows.filter((row) => !('sequence' in row)),
      )
    })
  }

  async open(): Promise<Row[] | null> {
    let rows: Row[] = []
    const done = await this.#change((stores) => {
      const request: IDBRequest<Row[]> = stores(OPEN).getAll()
      request.onsuccess = () => {
        rows = request.result
      }
    }, 'readonly')
    return done ? rows : null
  }

  /** One that is gone meanwhile stays gone: another tab may have sent it too. */
  amend(row: NewRow): Promise<boolean> {
    return this.#change((stores) => {
      const open = stores(OPEN)
      const ask = open.index('id').getKey(row.intent.id)
      ask.onsuccess = () => {
        if (ask.result !== undefined) open.put({ ...row, sequence: ask.result })
      }
    })
  }

  drop(id: string): Promise<boolean> {
    return this.#change((stores) => forget(stores, id))
  }

  confirm(done: Done): Promise<boolean> {
    return this.#change((stores) => confirmIn(stores, done))
  }

  /** Which of these intents are confirmed, and since when. */
  async confirmedAt(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>()
    await this.#change((stores) => {
      const index = stores(CONFIRMED).index('id')
      for (const id of ids) {
        const request: IDBRequest<Confirmed | undefined> = index.get(id)
        request.onsuccess = () => {
          if (request.result) found.set(id, request.result.at)
        }
      }
    }, 'readonly')
    return found
  }

  /**
   * What another log confirmed in a lane waits again, in its old place. What was confirmed before
   * anybody knew a log is taken to be of this one.
   */
  reopenOthers(lane: string, log: string): Promise<boolean> {
    return this.#change((stores) => {
      eachConfirmed(stores, lane, (found, cursor) => {
        if (isOfAnother(found.log, log)) wait(stores, found)
        else cursor.update({ ...found, log } satisfies Confirmed)
      })
    })
  }

  /** All that was confirmed in a lane waits again, from something of that kind on; else nothing. */
  reopenAll(lane: string, kind: string): Promise<boolean> {
    return this.#change((stores) => {
      let isBegun = false
      // In order: what a lane begins with comes first.
      eachConfirmed(stores, lane, (found) => {
        isBegun ||= found.intent.kind === kind
        if (isBegun) wait(stores, found)
      })
    })
  }

  /** Forgets what was confirmed before that time. */
  sweep(before: number): Promise<boolean> {
    return this.#change((stores) => {
      const cursors = stores(CONFIRMED).index('at').openCursor(IDBKeyRange.upperBound(before, true))
      cursors.onsuccess = () => {
        cursors.result?.delete()
        cursors.result?.continue()
      }
    })
  }

  /** The log that a server told last. */
  async log(): Promise<string | null> {
    let log: string | null = null
    await this.#change((stores) => {
      const request: IDBRequest<string | undefined> = stores(ABOUT).get(LOG)
      request.onsuccess = () => {
        log = request.result ?? null
      }
    }, 'readonly')
    return log
  }

  learn(log: string): Promise<boolean> {
    return this.#change((stores) => stores(ABOUT).put(log, LOG))
  }

  close(): void {
    this.#database.close()
  }

  /** True once the disk has it. */
  #change(
    work: (stores: Stores) => void,
    mode: 'readonly' | 'readwrite' = 'readwrite',
  ): Promise<boolean> {
    return new Promise((resolve) => {
      try {
        const stores = [OPEN, CONFIRMED, ABOUT]
        const transaction = this.#database.transaction(stores, mode, { durability: 'strict' })
        transaction.oncomplete = () => resolve(true)
        transaction.onabort = () => resolve(false)
        work((name) => transaction.objectStore(name))
      } catch {
        resolve(false)
      }
    })
  }
}
