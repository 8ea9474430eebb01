import { realClock } from '../../shared/kit/clock.ts'
import { factoryHere } from '../live/here.ts'
import { clearShelf } from '../live/of-person.ts'
import { alone } from './alone.ts'
import { homesHere, keepHomes } from './homes-here.ts'
import { endLeaving, type Keep, type Leaving, whoLeaves } from './leaving.ts'

/** A tab that still holds a database open lets go of it within this time, or it goes later (ms). */
const LET_GO_MS = 4_000

/**
 * [CA6] All that this browser keeps of somebody who signed out. Databases: replicas
 * (`interline/<home>/…`, and those that came along under another name), the outbox, threads, and
 * their rows on the shelf. Small store: who they are, their list of documents, titles, drafts, and
 * which commands and documents were used last. What is the device's own (appearance, language) stays.
 */
export function forget(kept: Keep): Promise<void> {
  return alone('forgetting', async () => {
    const left = whoLeaves(kept)
    if (left) await forgetThem(kept, left)
    endLeaving(kept, left)
  })
}

async function forgetThem(kept: Keep, left: Leaving): Promise<void> {
  const factory = factoryHere()
  const listed = await clearShelf(factory, realClock, left.home)
  const names = (await factory?.databases?.().catch(() => [])) ?? []
  const theirs = names.map(({ name = '' }) => name).filter((name) => isOf(name, left.home))
  const all = new Set([...listed, ...theirs])
  await Promise.all([...all].map((name) => factory && deleted(factory, name)))
  forgetKeys(kept, [left.home, left.person])
  forgetWhoTheyWere(kept, left)
  for (const key of SEEN) kept.removeItem(key)
}

/** Another tab may have forgotten them before, and be somebody else by now: that stays. */
function forgetWhoTheyWere(kept: Keep, { home, person }: Leaving): void {
  const homes = homesHere(kept)
  const { [person]: _, ...each } = homes.each
  const isTheirs = homes.home === home || homes.of === person
  keepHomes(kept, isTheirs ? { home: null, of: null, each } : { ...homes, each })
  if (isTheirs) kept.removeItem('interline.home')
  if (isTheirs || kept.getItem('interline.me')?.includes(person)) kept.removeItem('interline.me')
  const named = kept.getItem('interline.named')
  if (named === person || named === home) kept.removeItem('interline.named')
}

/** What was looked at and done last. */
const SEEN = ['interline.titles', 'interline.recent-commands']

const isOf = (name: string, home: string) =>
  name.startsWith(`interline/${home}/`) ||
  name === `interline/outbox/${home}` ||
  name === `interline/threads/${home}`

/** Whatever has their name in its key. */
function forgetKeys(kept: Keep, names: readonly string[]): void {
  for (const key of Object.keys(kept)) {
    const parts = key.split('.')
    if (parts[0] === 'interline' && names.some((name) => parts.includes(name))) kept.removeItem(key)
  }
}

function deleted(factory: IDBFactory, name: string): Promise<void> {
  return new Promise((resolve) => {
    const stop = realClock.after(LET_GO_MS, resolve)
    const gone = () => {
      stop()
      resolve()
    }
    const request = factory.deleteDatabase(name)
    request.onsuccess = gone
    request.onerror = gone
  })
}
