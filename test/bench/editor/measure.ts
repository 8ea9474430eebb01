import type { CDPSession, Page } from 'playwright-core'
import { must } from '../../../shared/kit/assert.ts'
import { TYPED } from './typists.ts'

declare global {
  interface Window {
    paints: number[]
  }
}

/** Nobody types faster than this; a page that needs longer is waited for by the frames noted. */
const KEY_MS = 80
const WARM_KEYS = 4
const KEYS = 20
/** A key not painted by then counts as so late (ms): a page may fall behind for good. */
const LATEST_MS = 5_000
/** Others type so long, and so long after it everything they did has arrived. */
const EDITS_MS = 2_500
const SETTLE_MS = 500

export interface Keys {
  /** ms from each key to the end of the frame that shows it. */
  readonly paints: readonly number[]
  /** ms that the page's main thread worked, a key. */
  readonly busy: number
}

/** Types in the middle of what is on the screen. */
export async function typeOn(page: Page, cdp: CDPSession): Promise<Keys> {
  await page.bringToFront()
  await page.mouse.click(500, 400)
  await page.evaluate(notePaints)
  await keys(page, WARM_KEYS)
  await page.evaluate(() => window.paints.splice(0))
  const before = await workOf(cdp)
  await keys(page, KEYS)
  const last = performance.now() + LATEST_MS
  const paints = () => page.evaluate(() => window.paints)
  while ((await paints()).length < KEYS && performance.now() < last)
    await new Promise((wake) => setTimeout(wake, KEY_MS))
  const busy = ((await workOf(cdp)).all - before.all) / KEYS
  const seen = await paints()
  return { paints: [...seen, ...Array(KEYS - seen.length).fill(LATEST_MS)], busy }
}

/** What somebody else's edit costs this page, ms of its main thread. */
export interface EditCost {
  readonly script: number
  /** Script, style, layout, paint: everything. */
  readonly all: number
}

/** Others write for a while; all that this page does meanwhile is done for them. */
export async function costOfEdits(
  { page, cdp }: { page: Page; cdp: CDPSession },
  start: () => () => Promise<number>,
): Promise<EditCost> {
  await page.bringToFront()
  await page.evaluate(idle)
  const before = await workOf(cdp)
  const stop = start()
  await new Promise((wake) => setTimeout(wake, EDITS_MS))
  const count = await stop()
  await new Promise((wake) => setTimeout(wake, SETTLE_MS))
  await page.evaluate(idle)
  const after = await workOf(cdp)
  return {
    script: (after.script - before.script) / count,
    all: (after.all - before.all) / count,
  }
}

/** A page that does not show every edit would pass for a fast one. */
export async function showsEdits(page: Page, count: number): Promise<void> {
  const shown = await page.evaluate((letter) => {
    return (document.querySelector('.ProseMirror')?.textContent ?? '').split(letter).length - 1
  }, TYPED)
  if (shown !== count) throw new Error(`${page.url()} shows ${shown} of ${count} edits`)
}

function idle(): Promise<void> {
  return new Promise((rest) => requestIdleCallback(() => rest(), { timeout: 3_000 }))
}

async function keys(page: Page, count: number): Promise<void> {
  for (let key = 0; key < count; key += 1) {
    await page.keyboard.press(key % 6 === 5 ? 'Space' : 'e')
    await new Promise((wake) => setTimeout(wake, KEY_MS))
  }
}

function notePaints(): void {
  if (window.paints) return
  window.paints = []
  window.addEventListener(
    'keydown',
    ({ timeStamp }) => {
      requestAnimationFrame(() => {
        // A message after the frame's callbacks runs when style, layout and paint are done.
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => window.paints.push(performance.now() - timeStamp)
        port2.postMessage(null)
      })
    },
    true,
  )
}

/** All that the main thread ever did, ms; nested style and layout are no script. */
async function workOf(cdp: CDPSession): Promise<EditCost> {
  const { metrics } = await cdp.send('Performance.getMetrics')
  const ms = (wanted: string) =>
    must(
      metrics.find(({ name }) => name === wanted),
      wanted,
    ).value * 1_000
  return { script: ms('ScriptDuration'), all: ms('TaskDuration') }
}
