import type { CDPSession, Page } from 'playwright-core'
import { must } from '../../../shared/kit/assert.ts'
import { until } from '../../support/cast.ts'
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
/** On a busy machine the last of them may still be on their way (ms). */
const SHOWN_MS = 60_000

export interface Keys {
  /** ms from each key to the end of the frame that shows it. */
  readonly paints: readonly number[]
  /** ms that the page's main thread worked, a key. */
  readonly busy: number
}

/** Types in the middle of what is on the screen, while others write if there are any. */
export async function typeOn(
  page: Page,
  cdp: CDPSession,
  others?: () => () => Promise<number>,
): Promise<Keys> {
  await page.bringToFront()
  await page.mouse.click(500, 400)
  await page.evaluate(notePaints)
  const stop = others?.()
  await keys(page, WARM_KEYS)
  await page.evaluate(() => window.paints.splice(0))
  const before = await workOf(cdp)
  const pressed = await keys(page, KEYS)
  // A page that cannot follow would never be done while they go on.
  await stop?.()
  const last = performance.now() + LATEST_MS
  const paints = () => page.evaluate(() => window.paints)
  while ((await paints()).length < pressed && performance.now() < last)
    await new Promise((wake) => setTimeout(wake, KEY_MS))
  const busy = ((await workOf(cdp)).all - before.all) / pressed
  const seen = (await paints()).slice(0, KEYS)
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
  const shown = () =>
    page.evaluate((letter) => {
      return (document.querySelector('.ProseMirror')?.textContent ?? '').split(letter).length - 1
    }, TYPED)
  await until(
    async () => (await shown()) === count,
    `${page.url()} to show all ${count} edits`,
    SHOWN_MS,
  )
}

function idle(): Promise<void> {
  return new Promise((rest) => requestIdleCallback(() => rest(), { timeout: 3_000 }))
}

/** How many it could press: each waits until the page has heard the one before. */
async function keys(page: Page, count: number): Promise<number> {
  const last = performance.now() + LATEST_MS
  let key = 0
  for (; key < count && performance.now() < last; key += 1) {
    await page.keyboard.press(key % 6 === 5 ? 'Space' : 'e')
    await new Promise((wake) => setTimeout(wake, KEY_MS))
  }
  return key
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
