const SCHEMES = new Set(['http:', 'https:', 'mailto:'])

/** The address if a click on it is harmless (web and mail only), else null. */
export function safeHref(href: unknown): string | null {
  if (typeof href !== 'string') return null
  const address = href.trim()
  // Not resolved against the page: a bare word is no address, and `//host` hides its scheme.
  if (!URL.canParse(address)) return null
  return SCHEMES.has(new URL(address).protocol) ? address : null
}

/** What a person typed as an address, with the scheme they left out; null if it cannot be one. */
export function completeHref(typed: string): string | null {
  const address = typed.trim()
  if (address === '' || /\s/.test(address)) return null
  if (/^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/.test(address)) return `mailto:${address}`
  return (
    safeHref(address) ??
    (/^[^:/?#]+\.[^:/?#]+/.test(address) ? safeHref(`https://${address}`) : null)
  )
}
