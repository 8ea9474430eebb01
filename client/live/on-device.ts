import type { Clock } from '../../shared/kit/clock.ts'
import { openShelf } from './shelf.ts'

/** The documents that this browser can open by itself; null: it keeps nothing, or cannot say. */
export async function documentsOnDevice(
  factory: IDBFactory | null,
  clock: Clock,
  person: string,
): Promise<ReadonlySet<string> | null> {
  const shelf = await openShelf(factory, clock)
  const documents = await shelf?.documents(person)
  shelf?.close()
  return documents ? new Set(documents) : null
}
