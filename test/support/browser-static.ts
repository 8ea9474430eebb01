import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { extname, join, normalize } from 'node:path'
import type { Duplex } from 'node:stream'
import { REPOSITORY } from './server.ts'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
}

/**
 * The built page alone, where the server was: what a service worker will do once it exists. All
 * that only a server can answer breaks like a dead line, or waits for ever like a silent one.
 */
export async function serveBuiltPage(
  port: number,
  otherwise: 'dead' | 'silent' = 'dead',
): Promise<() => Promise<void>> {
  const server: Server = createServer((request, answer) => {
    const path = new URL(request.url ?? '/', 'http://here').pathname
    const isPage = path === '/' || path.startsWith('/d/')
    const isAsset = extname(path) in TYPES && !path.startsWith('/api')
    if (!isPage && !isAsset) {
      if (otherwise === 'dead') request.socket.destroy()
      return
    }
    const file = join(REPOSITORY, 'dist', isPage ? 'index.html' : normalize(path))
    readFile(file).then(
      (bytes) => {
        answer.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream')
        answer.end(bytes)
      },
      () => answer.writeHead(404).end(),
    )
  })
  const upgraded = new Set<Duplex>()
  server.on('upgrade', (_, socket) => {
    if (otherwise === 'dead') socket.destroy()
    else upgraded.add(socket)
  })
  await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready))
  return async () => {
    server.closeAllConnections()
    for (const socket of upgraded) socket.destroy()
    await new Promise<void>((closed) => server.close(() => closed()))
  }
}
