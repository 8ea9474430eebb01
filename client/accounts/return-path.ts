/** Where to go after signing in: a place of this very site, or its front page. */
export function returnPath(wanted: string | null, origin: string): string {
  if (!wanted?.startsWith('/')) return '/'
  try {
    const url = new URL(wanted, origin)
    // `//evil.example` and `/\evil.example` are addresses of other sites.
    if (url.origin !== origin || url.pathname.startsWith('/sign-in')) return '/'
    return url.pathname + url.search + url.hash
  } catch {
    return '/'
  }
}

/** The sign-in page that leads back to where one is. */
export const signInPath = (from: string): string =>
  from === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(from)}`
