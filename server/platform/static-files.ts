import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
}
/** Not maps of sources: only somebody's debugger asks, and they are large. */
const COMPRESSED = new Set(['.html', '.js', '.css', '.json', '.svg', '.webmanifest'])
const FOR_EVER = 'public, max-age=31536000, immutable'
const ASK_AGAIN = 'no-cache'

const compress = promisify(gzip)

interface StaticFile {
  body: Uint8Array<ArrayBuffer>
  /** Made when it is first asked for: a start would wait a third of a second for all of them. */
  gzipped: Promise<Uint8Array<ArrayBuffer>> | null
  isCompressed: boolean
  type: string
  caching: string
}

/** The built page and its parts, read once; a path that is not among them is none. */
export class StaticFiles {
  #files = new Map<string, StaticFile>()

  constructor(folder: string) {
    for (const path of existsSync(folder) ? filesUnder(folder) : []) {
      const name = relative(folder, path).split(sep).join('/')
      const kind = extname(path)
      const body = new Uint8Array(readFileSync(path))
      this.#files.set(name, {
        body,
        gzipped: null,
        isCompressed: COMPRESSED.has(kind),
        type: TYPES[kind] ?? 'application/octet-stream',
        // Vite puts a hash of the content into the names of everything in assets/.
        caching: name.startsWith('assets/') ? FOR_EVER : ASK_AGAIN,
      })
    }
  }

  /** `name` without a slash in front; null if there is no such file. */
  async response(name: string, acceptEncoding: string | undefined): Promise<Response | null> {
    const file = this.#files.get(name)
    if (!file) return null
    const isGzipped = file.isCompressed && /\bgzip\b/.test(acceptEncoding ?? '')
    const headers = new Headers({
      'Content-Type': file.type,
      'Cache-Control': file.caching,
      Vary: 'Accept-Encoding',
    })
    if (!isGzipped) return new Response(file.body, { headers })
    headers.set('Content-Encoding', 'gzip')
    file.gzipped ??= compress(file.body).then((bytes) => new Uint8Array(bytes))
    return new Response(await file.gzipped, { headers })
  }
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
