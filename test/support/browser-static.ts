import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { extname, join, normalize } from 'node:path'
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
 * that only a server can answer breaks like a dead line.
 */
export async function serveBuiltPage(port: number): Promise<() => Promise<void>> {
  const server: Server = createServer((request, answer) => {
    const path = new URL(request.url ?? '/', 'http://here').pathname
    const isPage = path === '/' || path.startsWith('/d/')
    const isAsset = extname(path) in TYPES && !path.startsWith('/api')
    if (!isPage && !isAsset) return void request.socket.destroy()
    const file = join(REPOSITORY, 'dist', isPage ? 'index.html' : normalize(path))
    readFile(file).then(
      (bytes) => {
        answer.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream')
        answer.end(bytes)
      },
      () => answer.writeHead(404).end(),
    )
  })
  server.on('upgrade', (_, socket) => socket.destroy())
  await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready))
  return async () => {
    server.closeAllConnections()
    await new Promise<void>((closed) => server.close(() => closed()))
  }
}
