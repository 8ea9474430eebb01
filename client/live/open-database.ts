import type { Clock } from '../../shared/kit/clock.ts'

/** A browser that does not answer for so long has no storage for us now (Safari can hang for ever). */
const OPEN_TIMEOUT_MS = 3_000

/** null: forbidden, broken, blocked or silent. An open that succeeds too late is closed again. */
export function openDatabase(
  factory: IDBFactory | null,
  name: string,
  clock: Clock,
  build: (fresh: IDBDatabase) => void,
): Promise<IDBDatabase | null> {
  return new Promise((resolve) => {
    let waiting = true
    const answer = (database: IDBDatabase | null) => {
      stop()
      if (waiting) resolve(database)
      else database?.close()
      waiting = false
    }
    const stop = clock.after(OPEN_TIMEOUT_MS, () => answer(null))
    try {
      if (!factory) return answer(null)
      const request = factory.open(name)
      request.onupgradeneeded = () => build(request.result)
      request.onsuccess = () => answer(request.result)
      request.onerror = () => answer(null)
    } catch {
      answer(null)
    }
  })
}
