import type { Clock } from '../../shared/kit/clock.ts'
import { openDatabase } from '../live/open-database.ts'
import { createStores, EntryStore } from './entry-store.ts'

export const outboxName = (person: string): string => `interline/outbox/${person}`

/** [CA3] What waits or was refused in one outbox goes over into another, in its order. True: all. */
export async function bringIntents(
  factory: IDBFactory | null,
  clock: Clock,
  from: string,
  to: string,
): Promise<boolean> {
  const [theirs, mine] = await Promise.all(
    [from, to].map((name) => openDatabase(factory, outboxName(name), clock, createStores)),
  )
  const left = theirs && new EntryStore(theirs)
  const right = mine && new EntryStore(mine)
  const rows = (await left?.open()) ?? []
  const news = rows.map(({ intent, standing, notBefore }) => ({ intent, standing, notBefore }))
  const isThere = news.length === 0 || ((await right?.add(news)) ?? false)
  if (isThere) for (const { intent } of rows) await left?.drop(intent.id)
  left?.close()
  right?.close()
  return isThere
}
