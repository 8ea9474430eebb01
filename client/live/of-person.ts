import type { Clock } from '../../shared/kit/clock.ts'
import { openDatabase } from './open-database.ts'
import { createShelf, KEPT, type Kept, keyOf, PLACE, type Place, SHELF } from './shelf.ts'
import { createStores, readMarks } from './updates-store.ts'

/** All that this browser keeps of somebody's documents. */
export interface OnShelf {
  places: Place[]
  kept: Kept[]
}

/** null: this browser keeps nothing, or cannot say. */
export async function shelfOf(
  factory: IDBFactory | null,
  clock: Clock,
  person: string,
): Promise<OnShelf | null> {
  const shelf = await openDatabase(factory, SHELF, clock, createShelf)
  if (!shelf) return null
  const stores = shelf.transaction([PLACE, KEPT])
  const [places, kept] = await Promise.all([
    all<Place>(stores.objectStore(PLACE)),
    all<Kept>(stores.objectStore(KEPT)),
  ])
  shelf.close()
  const isTheirs = (row: { person: string }) => row.person === person
  return { places: places.filter(isTheirs), kept: kept.filter(isTheirs) }
}

/** Are there words in this replica that no receipt answers for? */
export async function isWaiting(
  factory: IDBFactory | null,
  clock: Clock,
  name: string,
): Promise<boolean> {
  const database = await openDatabase(factory, name, clock, createStores)
  const marks = database && (await readMarks(database))
  database?.close()
  return marks !== null && marks.size > 0
}

/**
 * [CA3] What was kept under one name from now on lies under another. A document that both have stays
 * as the second has it; words of the first that were not sent are listed among what is kept. Gives
 * the databases that nobody needs any more.
 */
export async function rehome(
  factory: IDBFactory | null,
  clock: Clock,
  from: string,
  to: string,
): Promise<string[]> {
  const [theirs, mine] = [await shelfOf(factory, clock, from), await shelfOf(factory, clock, to)]
  if (!theirs) return []
  const known = new Set(mine?.places.map(({ document }) => document))
  const clashing: Place[] = []
  for (const place of theirs.places) {
    if (known.has(place.document) && (await isWaiting(factory, clock, place.name)))
      clashing.push(place)
  }
  const shelf = await openDatabase(factory, SHELF, clock, createShelf)
  if (!shelf) return []
  const transaction = shelf.transaction([PLACE, KEPT], 'readwrite', { durability: 'strict' })
  const [places, keeps] = [transaction.objectStore(PLACE), transaction.objectStore(KEPT)]
  for (const place of theirs.places) {
    places.delete(keyOf(from, place.document))
    if (!known.has(place.document)) places.put({ ...place, person: to }, keyOf(to, place.document))
  }
  for (const { name, document } of clashing) {
    const why = 'unauthenticated' as const
    const at = clock.now()
    keeps.put({ name, person: to, document, why, at, removedAt: null, place: null }, name)
  }
  for (const kept of theirs.kept) keeps.put({ ...kept, person: to }, kept.name)
  await done(transaction)
  shelf.close()
  const needed = new Set([...clashing, ...theirs.kept].map(({ name }) => name))
  return theirs.places
    .filter(({ document, name }) => known.has(document) && !needed.has(name))
    .map(({ name }) => name)
}

/** Nothing of theirs is listed any more; gives the names of the databases that held it. */
export async function clearShelf(
  factory: IDBFactory | null,
  clock: Clock,
  person: string,
): Promise<string[]> {
  const theirs = await shelfOf(factory, clock, person)
  const shelf = await openDatabase(factory, SHELF, clock, createShelf)
  if (!theirs || !shelf) return []
  const transaction = shelf.transaction([PLACE, KEPT], 'readwrite', { durability: 'strict' })
  for (const { document } of theirs.places)
    transaction.objectStore(PLACE).delete(keyOf(person, document))
  for (const { name } of theirs.kept) transaction.objectStore(KEPT).delete(name)
  await done(transaction)
  shelf.close()
  return [...theirs.places, ...theirs.kept].map(({ name }) => name)
}

function all<Row>(store: IDBObjectStore): Promise<Row[]> {
  return new Promise((resolve) => {
    const request: IDBRequest<Row[]> = store.getAll()
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => resolve([])
  })
}

function done(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => resolve()
  })
}
