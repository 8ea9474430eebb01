import type { Clock } from '../../shared/kit/clock.ts'
import type { RefusalReason } from '../../shared/wire/refusals.ts'
import { openDatabase } from './open-database.ts'
import { openShelf } from './shelf.ts'
import { createStores, readUpdates } from './updates-store.ts'

/** Bytes of a Yjs update that says nothing; a fresh replica holds one. */
const EMPTY_UPDATE = 2

const NOBODY: ReadonlySet<string> = new Set()

/**
 * How many documents are kept on this device; asked where nothing of them is loaded. `others`: whose
 * is not to be found now. [CA2]
 */
export async function countKept(
  factory: IDBFactory | null,
  clock: Clock,
  others: ReadonlySet<string> = NOBODY,
): Promise<number> {
  const shelf = await openShelf(factory, clock)
  const kept = (await shelf?.kept()) ?? []
  shelf?.close()
  return kept.filter(({ removedAt, person }) => removedAt === null && !others.has(person)).length
}

/**
 * [RP20] The server will not make a document that was begun here; perhaps no tab has it open. What
 * was listed or removed before stays as it is.
 */
export async function keepRefused(
  refused: { person: string; document: string; why: RefusalReason },
  factory: IDBFactory | null,
  clock: Clock,
): Promise<void> {
  const { person, document, why } = refused
  const shelf = await openShelf(factory, clock)
  const place = await shelf?.find(person, document)
  const isNews = shelf && place && !(await shelf.isKept(place.name))
  if (isNews && (await holdsWords(factory, place.name, clock))) {
    await shelf.list({ name: place.name, person, document, why, at: clock.now() })
  }
  shelf?.close()
}

async function holdsWords(
  factory: IDBFactory | null,
  name: string,
  clock: Clock,
): Promise<boolean> {
  const database = await openDatabase(factory, name, clock, createStores)
  const updates = database && (await readUpdates(database))
  database?.close()
  return updates?.some(({ length }) => length > EMPTY_UPDATE) ?? false
}
