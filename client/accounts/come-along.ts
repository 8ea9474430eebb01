import { realClock } from '../../shared/kit/clock.ts'
import { factoryHere } from '../live/here.ts'
import { rehome } from '../live/of-person.ts'
import { bringIntents, outboxName } from '../outbox/bring.ts'

/** [CA3] Somebody signs in where they were before: what they wrote since as a guest comes along. */
export async function comeAlong(from: string, to: string): Promise<void> {
  const factory = factoryHere()
  const needless = await rehome(factory, realClock, from, to)
  const isThere = await bringIntents(factory, realClock, from, to)
  bringDrafts(from, to)
  // Of threads only a copy; else it would outlive its person's signing out.
  const empty = [`interline/threads/${from}`, ...(isThere ? [outboxName(from)] : [])]
  for (const name of [...needless, ...empty]) factory?.deleteDatabase(name)
}

/** Drafts of comments; see client/threads/drafts.ts. */
function bringDrafts(from: string, to: string): void {
  try {
    const before = `interline.drafts.${from}.`
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(before)) continue
      const there = `interline.drafts.${to}.${key.slice(before.length)}`
      const kept = localStorage.getItem(key)
      if (kept === null || localStorage.getItem(there) !== null) continue
      localStorage.setItem(there, kept)
      localStorage.removeItem(key)
    }
  } catch {
    // Storage is forbidden here: then there are no drafts either.
  }
}
