import { createServer } from 'node:http'
import {
  type Browser,
  type BrowserContext,
  type CDPSession,
  chromium,
  type Page,
} from 'playwright-core'
import { build } from 'vite'
import { must } from '../../../shared/kit/assert.ts'
import { findChromium } from '../../support/browser-chromium.ts'

// The pages that are compared, all in one Chromium: ours from our server, the others from a small
// host of the bench.

const LOAD_MS = 90_000

const STYLE = `.ProseMirror { white-space: pre-wrap; max-width: 68ch; margin: 3rem auto;
  font: 17px/1.6 serif; outline: none }`

export async function startBrowser(): Promise<Browser> {
  const found = must(await findChromium(), 'a Chromium on this machine')
  return chromium.launch({ executablePath: found.path, env: found.environment })
}

export interface Host {
  readonly address: string
  close(): void
}

/** `/bare` and `/tiptap`: a script, a plain style sheet and nothing else. */
export async function startHost(): Promise<Host> {
  const scripts = {
    bare: await bundle('bare-view.ts'),
    tiptap: await bundle('tiptap-view.ts'),
  }
  const host = createServer(({ url = '/' }, answer) => {
    const name = url.startsWith('/tiptap') ? 'tiptap' : 'bare'
    const isScript = new URL(url, 'http://host').pathname.endsWith('.js')
    answer.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8')
    answer.end(isScript ? scripts[name] : pageOf(name))
  })
  await new Promise<void>((ready) => host.listen(0, '127.0.0.1', ready))
  const at = host.address()
  return {
    address: `http://127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}`,
    close() {
      host.closeAllConnections()
      host.close()
    },
  }
}

/** A page of its own context: its own process, cookies and storage. */
export interface OpenPage {
  readonly page: Page
  readonly context: BrowserContext
  readonly cdp: CDPSession
}

export async function newPage(browser: Browser, blocks: number): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1100, height: 800 } })
  await context.addInitScript(noteWhenWritable, blocks)
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  // Time that this thread worked, not time that passed: others use the machine too.
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  return { page, context, cdp }
}

/** All words are painted and can be typed in; ms from navigation until they were. */
export async function writable(page: Page): Promise<number> {
  const at = await page.waitForFunction(() => window.writableAt, undefined, { timeout: LOAD_MS })
  return (await at.jsonValue()) ?? Number.NaN
}

declare global {
  interface Window {
    /** ms from navigation until the text was painted and could be typed in. */
    writableAt?: number
  }
}

/** Runs in the page before anything else, and not any more once the text is there. */
function noteWhenWritable(blocks: number): void {
  const look = () => {
    const page = document.querySelector('.ProseMirror[contenteditable="true"]')
    if (!page || page.childElementCount < blocks) {
      requestAnimationFrame(look)
      return
    }
    // A message after the frame's callbacks runs when style, layout and paint are done.
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      window.writableAt = performance.now()
    }
    port2.postMessage(null)
  }
  requestAnimationFrame(look)
}

function pageOf(name: 'bare' | 'tiptap'): string {
  return `<!doctype html><style>${STYLE}</style><body><script type="module" src="/${name}.js"></script>`
}

async function bundle(entry: string): Promise<string> {
  const made = await build({
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      lib: { entry: new URL(entry, import.meta.url).pathname, formats: ['es'] },
    },
  })
  const output = [made].flat().flatMap((result) => ('output' in result ? result.output : []))
  const chunk = output.find((file) => file.type === 'chunk')
  return must(chunk, `a bundled ${entry}`).code
}
