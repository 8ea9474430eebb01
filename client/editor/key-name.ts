/** Also true of phones and tablets of that kind; without a page, of nothing. */
export const IS_MAC = /Mac|iP(hone|ad)/.test(globalThis.navigator?.platform ?? '')

const SIGNS_OF_MAC: Readonly<Record<string, string>> = {
  Mod: '⌘',
  Alt: '⌥',
  Shift: '⇧',
  Enter: '↩',
  Tab: '⇥',
}

const ARROWS: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓' }

/** `Mod-Shift-b` as people find it on their keyboard: `Ctrl+Shift+B`, or `⇧⌘B` on a Mac. */
export function keyName(keys: string, isMac: boolean): string {
  if (isSequence(keys)) return keys.replace(',', ' ').toUpperCase()
  const parts = keys.replace(/--$/, '-−').split('-')
  const named = parts.map((part) => ARROWS[part] ?? (part.length === 1 ? part.toUpperCase() : part))
  if (!isMac) return named.map((part) => (part === 'Mod' ? 'Ctrl' : part)).join('+')
  const order = ['Alt', 'Shift', 'Mod']
  const signs = named.toSorted((a, b) => rank(order, a) - rank(order, b))
  return signs.map((part) => SIGNS_OF_MAC[part] ?? part).join('')
}

/** The same for `aria-keyshortcuts`, which knows no keys after one another. */
export function keyForEars(keys: string, isMac: boolean): string | undefined {
  if (isSequence(keys)) return undefined
  const parts = keys.replace(/--$/, '-Minus').split('-')
  return parts.map((part) => (part === 'Mod' ? (isMac ? 'Meta' : 'Control') : part)).join('+')
}

/** `g,l`: one key after the other. */
export function isSequence(keys: string): boolean {
  return /^[a-z],[a-z]$/.test(keys)
}

function rank(order: readonly string[], part: string): number {
  const at = order.indexOf(part)
  return at < 0 ? order.length : at
}
