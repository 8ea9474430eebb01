import type { Browser } from 'playwright-core'
import { newPage, writable } from './pages.ts'

/** ms from navigation until all words were painted and could be typed in. */
export interface Loads {
  /** First visit: nothing of it is on this device. */
  readonly server: number
  /** Again, with no server to be reached. */
  readonly device: number
}

/** `isKept`: all of it is on the device; `alone`: takes the server away. */
export interface Visit {
  readonly address: string
  readonly again: string
  isOffline: boolean
}

/** A fresh browser profile opens the document, leaves, and comes back when there is no network. */
export async function openTwice(browser: Browser, visit: Visit, blocks: number): Promise<Loads> {
  const { page, context } = await newPage(browser, blocks)
  try {
    await page.goto(visit.address)
    const server = await writable(page)
    await page.evaluate(isKept, visit.isOffline)
    if (visit.isOffline) await context.setOffline(true)
    await page.goto(visit.again)
    return { server, device: await writable(page) }
  } finally {
    await context.close()
  }
}

/** The text is in IndexedDB, and ours has its own files too. */
async function isKept(hasWorker: boolean): Promise<void> {
  if (hasWorker) await navigator.serviceWorker.ready
  const size = async () => {
    const { usage = 0 } = await navigator.storage.estimate()
    return usage
  }
  let before = -1
  for (let now = await size(); now === 0 || now !== before; now = await size()) {
    before = now
    await new Promise((wake) => setTimeout(wake, 700))
  }
}
