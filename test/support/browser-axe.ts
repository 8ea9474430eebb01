import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Person } from './browser-person.ts'
import type { Screen } from './browser-screens.ts'
import { REPOSITORY } from './server.ts'

declare global {
  interface Window {
    axe?: { run(options: RunOptions): Promise<AxeResults> }
  }
}

const AXE = readFileSync(join(REPOSITORY, 'node_modules/axe-core/axe.min.js'), 'utf8')
/** Everything but what is a matter of taste or of pages that stand in another. */
const OPTIONS: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  resultTypes: ['violations'],
  // The initials on a face are its picture, not its label.
  rules: { 'label-content-name-mismatch': { enabled: false } },
}
/** The dark scheme changes colours and nothing else: all other rules would find the same again. */
const OF_COLOURS: RunOptions = {
  runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
  resultTypes: ['violations'],
}
/**
 * A document is one flat sequence of blocks, on the page too: its list items stand in no list and
 * say their depth by `aria-level` ([ED29]). Browsers and screen readers take them as list items.
 */
const FLAT = 'aria-required-parent'
/** What a finger can hit without care (CSS px). */
export const TOUCH_PX = 44

/** What axe finds on this page. */
export async function violations({ page }: Person, rules = OPTIONS): Promise<string[]> {
  // By the debugger: the page itself allows no script but its own.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE)
  const found = await page.evaluate(
    async (options) => (await window.axe?.run(options))?.violations,
    rules,
  )
  return (found ?? [{ id: 'axe did not run', nodes: [] }]).flatMap(({ id, nodes }) => {
    const told = nodes.filter(({ html }) => id !== FLAT || !html.includes('data-list='))
    if (nodes.length === 0) return [id]
    return told.map(({ target, html }) => `${id} ${target} ${html}`)
  })
}

/** The same of a screen, light and dark. */
export async function inBothSchemes(who: Person, { name, show }: Screen): Promise<string[]> {
  await who.page.emulateMedia({ colorScheme: 'light' })
  await show(who)
  const light = await violations(who)
  await who.page.emulateMedia({ colorScheme: 'dark' })
  const dark = await violations(who, OF_COLOURS)
  return [
    ...light.map((each) => `${name} light: ${each}`),
    ...dark.map((each) => `${name} dark: ${each}`),
  ]
}

/** Controls outside of running text that are smaller than a fingertip. */
export function tooSmall({ page }: Person): Promise<string[]> {
  return page.evaluate((px) => {
    const controls = document.querySelectorAll(
      'button, a[href], input:not([type=checkbox], [type=radio]), [role=option], label:has(input)',
    )
    return [...controls].flatMap((each) => {
      if (!(each instanceof HTMLElement) || each.closest('.ProseMirror')) return []
      if (!each.checkVisibility({ visibilityProperty: true })) return []
      const { width, height } = each.getBoundingClientRect()
      if (width === 0 || (width >= px - 0.5 && height >= px - 0.5)) return []
      const name = each.getAttribute('aria-label') ?? each.textContent
      return [`${name} is ${Math.round(width)} × ${Math.round(height)}`]
    })
  }, TOUCH_PX)
}
