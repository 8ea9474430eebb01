import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { init, parse } from 'es-module-lexer'
import { transformWithOxc } from 'vite'

await init

/** One import of one file: `to` is a path from the repository's root, or a package's name. */
export interface Arrow {
  from: string
  to: string
}

const SLICES = [
  ...['accounts', 'documents', 'kept', 'offline', 'palette', 'presence', 'search', 'sharing'],
  ...['threads'],
] as const
const inSlices = (half: string) => SLICES.map((slice) => `${half}/${slice}`)

const YJS = ['yjs', 'lib0', 'y-protocols']
const PROSEMIRROR = ['@tiptap/pm']
const PREACT = ['preact', '@preact/signals']

/**
 * Who may import whom: a room is the longest listed folder (or file) that a path lies in; `'*'`
 * lets everything of the same half in. A room that is not listed here has no right to exist.
 */
export const ROOMS: Record<string, readonly string[]> = {
  'shared/kit': [],
  'shared/document': ['shared/kit', ...YJS],
  'shared/wire': ['shared/kit', 'zod', 'lib0'],
  ...Object.fromEntries(
    inSlices('shared').map((room) => [
      room,
      ['shared/kit', 'shared/document', 'shared/wire', ...YJS, 'zod'],
    ]),
  ),

  'server/main.ts': [
    ...['server/app.ts', 'server/config.ts', 'server/migrations', 'server/platform'],
    ...['server/operations/restore.ts', 'server/operations/put-aside.ts'],
    'server/operations/look-through.ts',
    ...['shared/kit', 'node:'],
  ],
  'server/salvage.ts': [
    ...['server/config.ts', 'server/migrations', 'server/operations', 'server/platform'],
    ...['shared/kit', 'node:'],
  ],
  ...Object.fromEntries(
    ['server/backup.ts', 'server/restore.ts'].map((room) => [
      room,
      ['server/config.ts', 'server/migrations', 'server/operations', 'shared/kit', 'node:'],
    ]),
  ),
  'server/config.ts': [
    ...['server/live/limits.ts', 'server/accounts/providers.ts', 'shared/accounts'],
    ...['shared/kit', 'zod', 'node:'],
  ],
  'server/app.ts': ['server/*', 'shared/*', 'hono', '@hono/node-server', 'ws', 'node:'],
  'server/slices.ts': ['server/*', 'shared/*'],
  'server/live': [
    ...['server/platform', 'shared/wire', 'shared/kit', 'shared/document'],
    // A pure rule, and the only place that says what a role may.
    'shared/sharing/can.ts',
    // Handed on from the door to whoever judges access.
    'shared/sharing/asker.ts',
    ...[...YJS, 'ws', 'zod', 'node:', 'hono', '@hono/node-server'],
  ],
  'server/platform': ['shared/kit', 'kysely', 'pino', 'nodemailer', 'node:', 'hono'],
  'server/operations': [
    ...['server/platform', 'server/live/meter.ts', 'shared/kit', 'prom-client', 'hono', 'node:'],
    // Salvage writes down what documents say.
    ...['shared/document', 'yjs'],
  ],
  'server/facts': ['server/platform', 'shared/wire', 'shared/kit', 'kysely'],
  'server/migrations': ['kysely'],
  ...Object.fromEntries(
    inSlices('server').map((room) => [
      room,
      [
        ...['server/platform', 'server/sharing', 'server/facts', 'shared/*'],
        ...['hono', 'zod', 'kysely', 'node:'],
      ],
    ]),
  ),
  'server/accounts': [
    ...['server/platform', 'server/sharing', 'server/facts', 'shared/*', 'hono', 'zod', 'kysely'],
    ...['node:', 'better-auth', '@better-auth/kysely-adapter', '@better-auth/passkey'],
  ],

  'client/main.tsx': ['client/*', 'shared/*', ...PREACT],
  'client/app.tsx': ['client/*', 'shared/*', ...PREACT, ...YJS],
  'client/at-desk.tsx': ['client/*', 'shared/*', ...PREACT],
  'client/at-kept.tsx': ['client/*', 'shared/*', ...PREACT],
  'client/at-library.tsx': ['client/*', 'shared/*', ...PREACT],
  'client/everywhere.tsx': ['client/*', ...PREACT],
  'client/binding': ['shared/document', 'shared/kit', ...YJS, ...PROSEMIRROR],
  'client/live': [
    ...['shared/wire', 'shared/kit', 'shared/sharing/can.ts', ...YJS],
    ...['y-websocket', 'y-indexeddb', '@preact/signals'],
  ],
  'client/outbox': [...['client/live', 'shared/wire', 'shared/kit', 'zod', '@preact/signals']],
  'client/editor': [
    ...['client/binding', 'client/ui', 'shared/document', 'shared/kit'],
    ...['@tiptap', ...YJS, ...PREACT],
  ],
  'client/ui': [...PREACT, 'lucide', '@floating-ui/dom'],
  'client/words': [
    // Of the slices only their words.
    ...['client/editor', 'client/threads/labels.en.ts', 'client/palette/labels.en.ts'],
    ...['client/accounts/labels.en.ts', 'client/documents/labels.en.ts'],
    ...['client/documents/nothing.en.ts', 'client/sharing/labels.en.ts'],
    ...['i18next', '@preact/signals', 'shared/kit'],
  ],
  ...Object.fromEntries(
    inSlices('client').map((room) => [
      room,
      [
        ...['client/live', 'client/outbox', 'client/editor', 'client/binding'],
        ...['client/ui', 'client/words'],
        ...['client/accounts', 'client/presence', 'shared/*', ...PREACT, ...YJS, '@tiptap', 'zod'],
      ],
    ]),
  ),
}

/** Every source file below `place`, as paths from the repository's root. */
export function sourcesUnder(root: string, place: string): string[] {
  return readdirSync(join(root, place), { withFileTypes: true }).flatMap((entry) => {
    const path = `${place}/${entry.name}`
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : sourcesUnder(root, path)
    return /\.tsx?$/.test(path) ? [path] : []
  })
}

/** The imports of one source text, types included. */
export async function arrowsOf(from: string, source: string): Promise<Arrow[]> {
  return parse(await lexable(from, source))[0].flatMap((found) => {
    const name = found.type === 'import-meta' ? null : found.specifier
    if (typeof name !== 'string') return []
    return [{ from, to: name.startsWith('.') ? normalize(join(dirname(from), name)) : name }]
  })
}

/** The lexer reads TypeScript but not JSX: that is compiled away first, keeping type imports. */
async function lexable(path: string, source: string): Promise<string> {
  if (!path.endsWith('.tsx')) return source
  const kept = source.replace(/^import type /gm, 'import ')
  const options = {
    jsx: { importSource: 'preact' },
    typescript: { onlyRemoveTypeImports: true },
  }
  return (await transformWithOxc(kept, path, options)).code
}

export async function arrowsUnder(root: string, place: string): Promise<Arrow[]> {
  const files = sourcesUnder(root, place).map((path) =>
    arrowsOf(path, readFileSync(join(root, path), 'utf8')),
  )
  return (await Promise.all(files)).flat()
}

export function roomOf(path: string): string | null {
  const rooms = Object.keys(ROOMS).filter((room) => path === room || path.startsWith(`${room}/`))
  return rooms.sort((a, b) => b.length - a.length)[0] ?? null
}

/** The sentence that refuses an arrow, or null where it is allowed. */
export function refuse({ from, to }: Arrow): string | null {
  const room = roomOf(from)
  if (!room) return `${from} stands in no room of the architecture`
  if (to === room || to.startsWith(`${room}/`)) return null
  const allowed = ROOMS[room]?.some((name) =>
    name.endsWith('*')
      ? to.startsWith(name.slice(0, -1))
      : to === name || to.startsWith(name.endsWith(':') ? name : `${name}/`),
  )
  return allowed ? null : `${from} may not import ${to}`
}

/** The first import circle found in each knot, as a list of files. */
export function circles(arrows: readonly Arrow[]): string[][] {
  const next = Map.groupBy(arrows, (arrow) => arrow.from)
  const done = new Set<string>()
  const found: string[][] = []
  const walk = (path: string, trail: string[]): void => {
    const again = trail.indexOf(path)
    if (again >= 0) found.push([...trail.slice(again), path])
    if (again >= 0 || done.has(path)) return
    for (const { to } of next.get(path) ?? []) walk(to, [...trail, path])
    done.add(path)
  }
  for (const path of next.keys()) walk(path, [])
  return found
}
