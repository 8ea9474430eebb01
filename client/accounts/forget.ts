import { realClock } from '../../shared/kit/clock.ts'
import { factoryHere } from '../live/here.ts'
import { clearShelf } from '../live/of-person.ts'
import { homesHere, keepHomes } from './homes-here.ts'
import { endLeaving, type Keep, whoLeaves } from './leaving.ts'

/** A tab that still holds a database open lets go of it within this time, or it goes later (ms). */
const LET_GO_MS = 4_000

/**
 * [CA6] All that this browser keeps of somebody who signed out. Databases: replicas
 * (`interline/<home>/…`, and those that came along under another name), the outbox, threads, and
 * their rows on the shelf. Small store: who they are, their list of documents, titles, drafts, and
 * which commands and documents were used last. What is the device's own (appearance, language) stays.
 */
export async function forget(kept: Keep): Promise<void> {
  const left = whoLeaves(kept)
  if (left) {
    const factory = factoryHere()
    const listed = await clearShelf(factory, realClock, left.home)
    const names = (await factory?.databases?.().catch(() => [])) ?? []
    const theirs = names.map(({ name = '' }) => name).filter((name) => isOf(name, left.home))
    const all = new Set([...listed, ...theirs])
    await Promise.all([...all].map((name) => factory && deleted(factory, name)))
    forgetKeys(kept, [left.home, left.person])
    const { each } = homesHere(kept)
    const { [left.person]: _, ...others } = each
    keepHomes(kept, { home: null, of: null, each: others })
    for (const key of OWN) kept.removeItem(key)
  }
  endLeaving(kept)
}

const OWN = [
  ...['interline.me', 'interline.home', 'interline.named', 'interline.titles'],
  'interline.recent-commands',
]

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
