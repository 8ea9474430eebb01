import type { MiddlewareHandler } from 'hono'

/** `socket`: where our own socket is; not every browser counts that as 'self'. */
const csp = (socket: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data: blob:",
    `connect-src 'self' ${socket}`.trim(),
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')

/** On every answer: no foreign script, no frame around us, no guessing of types. */
export const safeHeaders =
  (names: Names): MiddlewareHandler =>
  async (context, next) => {
    await next()
    const host = context.req.header('host')
    const socket = isOurName(host, names) ? `ws://${host} wss://${host}` : ''
    const { headers } = context.res
    headers.set('Content-Security-Policy', csp(socket))
    // What says nothing about being kept (the API) is nobody's to keep.
    if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store')
    headers.set('X-Content-Type-Options', 'nosniff')
    headers.set('Referrer-Policy', 'no-referrer')
    headers.set('Cross-Origin-Opener-Policy', 'same-origin')
    headers.set('Cross-Origin-Resource-Policy', 'same-origin')
  }

export interface Names {
  /** The host we listen on. */
  host: string
  /** The origin people use; null: whatever we listen on. */
  publicUrl: string | null
  /** A proxy stands before us and says truly how it was reached. */
  isProxyTrusted: boolean
  isLoopback: (host: string) => boolean
}

/** A name or address and a port: nothing that would mean something else inside a URL or a policy. */
const HOST = /^([\w.-]+|\[[\da-f:]+\])(:\d+)?$/i

/** Any other name could have been pointed at us by somebody else's DNS. The port is a proxy's. */
export function isOurName(header: string | undefined, names: Names): boolean {
  if (header === undefined || !HOST.test(header) || !URL.canParse(`http://${header}`)) return false
  const { host, hostname } = new URL(`http://${header}`)
  if (names.publicUrl !== null && host === new URL(names.publicUrl).host) return true
  if (names.isLoopback(names.host)) return names.isLoopback(hostname)
  // Told to listen everywhere, it cannot know its names; told one address, it knows that one.
  const isEverywhere = names.host === '0.0.0.0' || names.host === '::'
  return isEverywhere
    ? names.publicUrl === null || names.isLoopback(hostname)
    : hostname === names.host
}

/** Programs send no Origin and bring no cookies of others; browsers always send one. */
export function isOwnOrigin(header: (name: string) => string | undefined, names: Names): boolean {
  const origin = header('origin')
  if (origin === undefined || origin === names.publicUrl) return true
  return origin === ownOrigin(header, names)
}

/** Where we are, as whoever asks has called us. */
export function ownOrigin(header: (name: string) => string | undefined, names: Names): string {
  return `${isTls(header, names) ? 'https' : 'http'}://${header('host')}`
}

/** The browser speaks TLS, to us or to the proxy before us. */
function isTls(header: (name: string) => string | undefined, names: Names): boolean {
  if (names.isProxyTrusted) return header('x-forwarded-proto') === 'https'
  return names.publicUrl?.startsWith('https:') ?? false
}

/** TLS, or this very machine: to those pages browsers lend their strict features. */
export function isSecure(header: (name: string) => string | undefined, names: Names): boolean {
  const host = header('host')
  if (isTls(header, names)) return true
  return host !== undefined && names.isLoopback(new URL(`http://${host}`).hostname)
}
