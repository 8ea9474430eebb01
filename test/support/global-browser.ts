import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { findChromium } from './browser-chromium.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the run's one Chromium listens; empty: there is none on this machine. */
    browserEndpoint: string
  }
}

/** Starts one Chromium for the whole run; returns its end. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const found = await findChromium()
  if (!found) {
    console.warn('\n!!! No Chromium on this machine: THE BROWSER TESTS DO NOT RUN. !!!')
    console.warn('!!! Set CHROMIUM_PATH to one, or install the packages of package.json. !!!\n')
    project.provide('browserEndpoint', '')
    return undefined
  }
  const server = await chromium.launchServer({
    executablePath: found.path,
    env: found.environment,
    // A tab in the background must keep its timers: people write in several at once here.
    args: [
      '--disable-background-timer-throttling',
      '--disable-backgrounding-occluded-windows',
      '--disable-renderer-backgrounding',
    ],
  })
  project.provide('browserEndpoint', server.wsEndpoint())
  return () => server.close()
}
