// What a key and somebody else's key cost in our page, in a page with Tiptap's own Collaboration and
// in a bare ProseMirror view of the same text, in turn in one Chromium; and how soon a text opens.
// `npm run bench:editor`; SIZES=100,5000 and ROUNDS=2 narrow it. Prints; asserts only that every
// edit was shown.
import type { Browser } from 'playwright-core'
import { seededRng } from '../../shared/kit/rng.ts'
import { Guest } from '../support/cast.ts'
import { type RunningServer, startServer } from '../support/server.ts'
import { openTwice } from './editor/loads.ts'
import { costOfEdits, showsEdits, typeOn } from './editor/measure.ts'
import {
  type Host,
  newPage,
  type OpenPage,
  startBrowser,
  startHost,
  writable,
} from './editor/pages.ts'
import { type Relay, startRelay } from './editor/relay.ts'
import { figuresOf, print } from './editor/table.ts'
import { type Ground, lays, Typists } from './editor/typists.ts'

const SIZES = (process.env.SIZES ?? '100,1000,5000').split(',').map(Number)
const ROUNDS = Number(process.env.ROUNDS ?? 4)
const LOADS = Math.min(ROUNDS, 3)
/** No round begins later (ms): on a busy machine there are fewer. */
const BUDGET_MS = 300_000
const WORDS_A_BLOCK = 20
const TYPISTS = 10
const KEYS_A_SECOND = 4
/** One alone, so slowly that no page takes two of the edits at once. */
const ALONE_A_SECOND = 4

interface Stage {
  readonly browser: Browser
  readonly server: RunningServer
  readonly relay: Relay
  readonly host: Host
}

interface Contender extends OpenPage {
  readonly name: 'ours' | 'tiptap' | 'bare'
  readonly typists: Typists | null
}

const stage: Stage = {
  server: await startServer(),
  relay: await startRelay(),
  host: await startHost(),
  browser: await startBrowser(),
}
try {
  for (const size of SIZES) await measure(stage, size)
} finally {
  await stage.browser.close()
  stage.host.close()
  stage.relay.close()
  await stage.server.stop()
}

async function measure(stage: Stage, size: number): Promise<void> {
  const lines = textOf(size)
  const grounds = await groundsOf(stage, size)
  for (const ground of [grounds.ours, grounds.tiptap]) await lays(ground, lines)
  const { note, figures } = figuresOf()
  for (let round = 0; round < LOADS; round += 1) {
    for (const name of ['ours', 'tiptap'] as const) {
      const loads = await openTwice(stage.browser, visitOf(stage, grounds, name), size)
      note(name, 'opened from the server', [loads.server])
      note(name, 'opened from this device', [loads.device])
    }
  }
  const contenders = [
    await opened(stage, 'ours', visitOf(stage, grounds, 'ours').address, lines, grounds.ours),
    await opened(stage, 'tiptap', addressOf(stage, grounds), lines, grounds.tiptap),
    await opened(stage, 'bare', `${stage.host.address}/bare`, lines, null),
  ]
  for (let round = 0; round < ROUNDS && (round === 0 || inTime(size)); round += 1) {
    for (const { name, page, cdp, typists } of contenders) {
      const alone = await typeOn(page, cdp)
      note(name, 'key to paint, alone', alone.paints)
      note(name, 'main thread a key, alone', [alone.busy])
      // The bare view has no others: what it needs by itself is the measure.
      const others = typists ? () => typists.start(KEYS_A_SECOND) : undefined
      note(name, 'key to paint, ten type', (await typeOn(page, cdp, others)).paints)
      if (!typists) continue
      const one = await costOfEdits({ page, cdp }, () => typists.start(ALONE_A_SECOND, 1))
      note(name, 'script a remote edit', [one.script])
      note(name, 'all a remote edit', [one.all])
      const ten = await costOfEdits({ page, cdp }, () => typists.start(KEYS_A_SECOND))
      note(name, 'script a remote edit of ten', [ten.script])
      note(name, 'all a remote edit of ten', [ten.all])
      await showsEdits(page, typists.typed)
    }
  }
  for (const { typists, context } of contenders) {
    typists?.leave()
    await context.close()
  }
  print(size, figures)
}

/** Each size has its share of the time that is left. */
function inTime(size: number): boolean {
  const share = (SIZES.indexOf(size) + 1) / SIZES.length
  return performance.now() < share * BUDGET_MS
}

async function groundsOf({ server, relay }: Stage, size: number) {
  const guest = await Guest.arrives('bench', server)
  const room = await guest.makesDocument()
  const ours: Ground = { server: server.sync, room, form: 'flat', WebSocket: guest.WebSocket }
  const tiptap: Ground = { ...ours, server: relay.address, room: `${size}`, form: 'tree' }
  return { ours, tiptap }
}

type Grounds = Awaited<ReturnType<typeof groundsOf>>

function visitOf(stage: Stage, grounds: Grounds, name: 'ours' | 'tiptap') {
  const address = `${stage.server.http}/d/${grounds.ours.room}`
  if (name === 'ours') return { address, again: address, isOffline: true }
  const kept = `${addressOf(stage, grounds)}&keeps`
  // Its page has no worker that keeps its script: only its server is taken away.
  return { address: kept, again: `${kept}&alone`, isOffline: false }
}

function addressOf({ host, relay }: Stage, { tiptap }: Grounds): string {
  return `${host.address}/tiptap?relay=${relay.address}&room=${tiptap.room}`
}

async function opened(
  { browser }: Stage,
  name: Contender['name'],
  address: string,
  lines: readonly string[],
  ground: Ground | null,
): Promise<Contender> {
  const open = await newPage(browser, lines.length)
  await open.page.goto(address)
  if (name === 'bare') {
    await open.page.waitForFunction(() => 'showsBare' in window)
    await open.page.evaluate((text) => window.showsBare([...text]), lines)
  }
  await writable(open.page)
  const typists = ground && (await Typists.join(ground, lines.length, TYPISTS))
  return { ...open, name, typists }
}

function textOf(size: number): string[] {
  const rng = seededRng(size)
  const word = () =>
    Array.from({ length: 2 + Math.floor(rng() * 8) }, () =>
      'etainshrdlu'.charAt(Math.floor(rng() * 11)),
    ).join('')
  return Array.from({ length: size }, () => Array.from({ length: WORDS_A_BLOCK }, word).join(' '))
}
