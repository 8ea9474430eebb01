import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { findChromium } from './browser-chromium.ts'
import type { Place } from './browser-stage.ts'
import { REPOSITORY, startServer } from './server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the run's one Chromium listens; empty: there is none on this machine. */
    browserEndpoint: string
    /** The run's one server, for all plays that leave it as it was; null: there is no page to serve. */
    sharedServer: Place | null
  }
}

/** Starts one Chromium and one server for the whole run; returns their end. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const endsBrowser = await startChromium(project)
  const endsServer = await startShared(project)
  return async () => {
    await endsBrowser?.()
    await endsServer?.()
  }
}

async function startShared(project: TestProject) {
  if (!existsSync(join(REPOSITORY, 'dist/index.html'))) {
    project.provide('sharedServer', null)
    return undefined
  }
  const { http, sync, port, data, stop } = await startServer()
  project.provide('sharedServer', { http, sync, port, data })
  return stop
}

async function startChromium(project: TestProject) {
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
