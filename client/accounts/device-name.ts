/** Whatever a browser says of itself, first what others also call themselves. */
const BROWSERS = [
  ...[['Edg/', 'Edge'] as const, ['OPR/', 'Opera'] as const, ['Firefox/', 'Firefox'] as const],
  ...[['Chrome/', 'Chrome'] as const, ['Safari/', 'Safari'] as const],
]
const SYSTEMS = [
  ...[['iPhone', 'iPhone'] as const, ['iPad', 'iPad'] as const, ['Android', 'Android'] as const],
  ...[['Windows', 'Windows'] as const, ['Mac OS', 'macOS'] as const, ['Linux', 'Linux'] as const],
]

/** A browser and its system as people call them; null: it says neither. */
export function deviceName(userAgent: string): { browser: string; system: string } | null {
  const find = (names: readonly (readonly [string, string])[]) =>
    names.find(([mark]) => userAgent.includes(mark))?.[1]
  const [browser, system] = [find(BROWSERS), find(SYSTEMS)]
  return browser && system ? { browser, system } : null
}
