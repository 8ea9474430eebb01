import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { describe, inject } from 'vitest'
import { findChromium } from './browser-chromium.ts'
import { REPOSITORY } from './server.ts'

let connected: Promise<Browser> | null = null

/** The run's one Chromium; a file run without the global start launches its own. */
export function openBrowser(): Promise<Browser> {
  connected ??= connect()
  return connected
}

/** A group of plays that needs a browser: skipped, and global-browser.ts says so loudly. */
export const describeInBrowser = describe.skipIf(inject('browserEndpoint') === '')

/** The page that the server serves must have been built: `npm test` does it before. */
export function mustBeBuilt(): void {
  if (!existsSync(join(REPOSITORY, 'dist/index.html'))) {
    throw new Error('dist/index.html is missing: run `npm run build` before the browser tests')
  }
}

async function connect(): Promise<Browser> {
  const endpoint = inject('browserEndpoint')
  if (endpoint) return chromium.connect(endpoint)
  const found = await findChromium()
  if (!found) throw new Error('no Chromium on this machine')
  const browser = await chromium.launch({ executablePath: found.path, env: found.environment })
  process.on('exit', () => void browser.close())
  return browser
}
