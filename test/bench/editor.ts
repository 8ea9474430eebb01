// Key to paint: our page against a bare ProseMirror view of the same text, in the same Chromium.
// `npm run build`, then `node test/bench/editor.ts`. Prints; asserts nothing.
import { createServer } from 'node:http'
import { type CDPSession, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { must } from '../../shared/kit/assert.ts'
import { seededRng } from '../../shared/kit/rng.ts'
import { findChromium } from '../support/browser-chromium.ts'
import { appendBlock } from '../support/browser-yjs.ts'
import { Guest, until } from '../support/cast.ts'
import { startServer } from '../support/server.ts'

declare global {
  interface Window {
    paints: number[]
  }
}

const SIZES = (process.env.SIZES ?? '100,1000,5000').split(',').map(Number)
const WORDS_A_BLOCK = 20
const WARM_KEYS = 10
const KEYS = 60
const KEY_MS = 80
const LOAD_MS = 60_000

const STYLE = `.ProseMirror { white-space: pre-wrap; max-width: 68ch; margin: 3rem auto;
  font: 17px/1.6 serif; outline: none }`

const server = await startServer()
const found = must(await findChromium(), 'a Chromium on this machine')
const browser = await chromium.launch({
  executablePath: found.path,
  env: found.environment,
})
const script = await bareScript()
const bareHost = createServer((request, answer) => {
  const isScript = request.url === '/bare.js'
  answer.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8')
  answer.end(
    isScript
      ? script
      : `<style>${STYLE}</style><body><script type="module" src="/bare.js"></script>`,
  )
})
await new Promise<void>((ready) => bareHost.listen(0, '127.0.0.1', ready))

try {
  const rows: Record<string, string>[] = []
  for (const size of SIZES) {
    const lines = textOf(size)
    const bare = await newPage()
    await bare.goto(`http://127.0.0.1:${portOf()}/`)
    await bare.waitForFunction(() => 'showsBare' in window)
    await bare.evaluate((text) => window.showsBare(text), lines)
    const bareTimes = await keysOn(bare)
    await bare.context().close()

    const ours = await newPage()
    await ours.goto(`${server.http}/d/${await documentOf(lines)}`)
    await ours.waitForSelector('.ProseMirror[contenteditable="true"]', { timeout: LOAD_MS })
    await ours.waitForFunction(
      (count) => document.querySelectorAll('.ProseMirror > *').length === count,
      size,
      { timeout: LOAD_MS },
    )
    const ourTimes = await keysOn(ours)
    await ours.context().close()
    rows.push({
      blocks: String(size),
      'paint: bare': figures(bareTimes.paints),
      'paint: ours': figures(ourTimes.paints),
      'main thread a key: bare': bareTimes.busy.toFixed(1),
      'main thread a key: ours': ourTimes.busy.toFixed(1),
    })
  }
  console.table(rows)
} finally {
  await browser.close()
  bareHost.closeAllConnections()
  bareHost.close()
  await server.stop()
}

async function newPage(): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1100, height: 800 } })
  return context.newPage()
}

function portOf(): number {
  const address = bareHost.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

interface Typed {
  /** ms from a key to the frame that shows it, sorted. */
  paints: number[]
  /** ms of the main thread, a key. */
  busy: number
}

/** Types in the middle of what is on the screen. */
async function keysOn(page: Page): Promise<Typed> {
  await page.mouse.click(500, 400)
  await page.evaluate(() => {
    window.paints = []
    window.addEventListener(
      'keydown',
      (event) => {
        requestAnimationFrame(() => {
          // A message after the frame's callbacks runs when style, layout and paint are done.
          const { port1, port2 } = new MessageChannel()
          port1.onmessage = () => window.paints.push(performance.now() - event.timeStamp)
          port2.postMessage(null)
        })
      },
      true,
    )
  })
  await types(page, WARM_KEYS)
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Performance.enable')
  const before = await busySeconds(cdp)
  await types(page, KEYS)
  const busy = ((await busySeconds(cdp)) - before) * (1_000 / KEYS)
  const paints = await page.evaluate(() => window.paints)
  return { paints: paints.slice(WARM_KEYS).sort((a, b) => a - b), busy }
}

/** Nobody types faster than this; a page that needs longer is waited for by the frames noted. */
async function types(page: Page, keys: number): Promise<void> {
  for (let key = 0; key < keys; key += 1) {
    await page.keyboard.press(key % 6 === 5 ? 'Space' : 'e')
    await new Promise((wake) => setTimeout(wake, KEY_MS))
  }
}

/** All that the main thread ever did: what the display's 16.7 ms grid hides. */
async function busySeconds(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics')
  return must(
    metrics.find(({ name }) => name === 'TaskDuration'),
    'a TaskDuration',
  ).value
}

function at(sorted: number[], share: number): number {
  return sorted[Math.floor(sorted.length * share)] ?? Number.NaN
}

function figures(sorted: number[]): string {
  return `${at(sorted, 0.5).toFixed(1)} / ${at(sorted, 0.95).toFixed(1)}`
}

function textOf(size: number): string[] {
  const rng = seededRng(size)
  const word = () =>
    Array.from({ length: 2 + Math.floor(rng() * 8) }, () =>
      'etaoinshrdlu'.charAt(Math.floor(rng() * 12)),
    ).join('')
  return Array.from({ length: size }, () => Array.from({ length: WORDS_A_BLOCK }, word).join(' '))
}

async function documentOf(lines: string[]): Promise<string> {
  const guest = await Guest.arrives('bench', server)
  const id = await guest.makesDocument()
  const doc = new Y.Doc()
  doc.transact(() => {
    for (const line of lines) appendBlock(doc, {}, line)
  })
  const provider = new WebsocketProvider(server.sync, id, doc, {
    WebSocketPolyfill: guest.WebSocket,
    disableBc: true,
  })
  const witness = new Y.Doc()
  const second = new WebsocketProvider(server.sync, id, witness, {
    WebSocketPolyfill: guest.WebSocket,
    disableBc: true,
  })
  const length = doc.getText('body').length
  await until(() => witness.getText('body').length === length, 'the text to be stored', LOAD_MS)
  for (const each of [provider, second]) {
    each.destroy()
    // Its awareness keeps a timer that only the document's end stops.
    each.doc.destroy()
  }
  return id
}

async function bareScript(): Promise<string> {
  const made = await build({
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      lib: { entry: new URL('bare-view.ts', import.meta.url).pathname, formats: ['es'] },
    },
  })
  const output = [made].flat().flatMap((result) => ('output' in result ? result.output : []))
  const [chunk] = output.filter((file) => file.type === 'chunk')
  return must(chunk, 'a bundled bare view').code
}
