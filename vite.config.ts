import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { VitePWA } from 'vite-plugin-pwa'
import { defineConfig } from 'vitest/config'

const testing = process.env.VITEST !== undefined

/** A project of tests: its files, and how long one of them may take. */
const project = (name: string, include: string[], testTimeout: number, more = {}) => ({
  extends: true as const,
  test: { name, include, testTimeout, hookTimeout: 60_000, ...more },
})

/** Many files in one process, one after the other: to start one for each took a third of the time. */
const SHARED = { isolate: false }

/**
 * Plays in a browser wait a part of their time: three keep two cores busy, with nothing beside. What
 * the files of one worker share is a connection to the run's one Chromium: nothing a play can change.
 */
const IN_BROWSERS = {
  globalSetup: ['./test/support/global-browser.ts'],
  maxWorkers: 3,
  isolate: false,
  sequence: { groupOrder: 1 },
}

/** What the kit brings and schema.ts switches off: kept out of the bundle by left-out.ts. */
const LEFT_OUT =
  /^@tiptap\/(pm\/schema-list|extension-(blockquote|code|code-block|document|hard-break|heading|horizontal-rule|link|list|paragraph))$/

/**
 * What is always loaded together is a few files and not forty: less to fetch, and it packs better.
 * Each group imports only those above it: scripts that import each other run in no good order.
 */
const GROUPS = [
  {
    name: 'base',
    test: /node_modules\/(preact|@preact|i18next|zod|lucide)|client\/(ui|words)\/(?!mirrored|ago|row-|Page\.)|(editor|palette)\/labels\.en|client\/editor\/key-name|client\/live\/(here|open-database|shelf|updates-store)|client\/documents\/(Opening|Failed|Frame|LateNoDocument|begin|PlainHttp|SyncState|in-my-trash|wishes|seen-titles|kept-list|rename-wish|may-go-on|copy-link|remove-document)|client\/(at-desk|everywhere)|client\/offline\/(offline|to-worker|NewVersion)|client\/palette\/(open-palette|keys|Lists|PaletteButton)|client\/sharing\/(ShareButton|LateSharing|link-in|visitors)|client\/threads\/kept-threads|client\/outbox\/(?!bring)|client\/accounts\/(AccountButton|LateAccounts|account\.ts|alone|homes|leaving|me-here|needs-account|return-path)|shared\/(kit|documents|accounts\/me|sharing\/(can|visitors)|wire\/(role|refusals|problem))/,
  },
  {
    name: 'text',
    test: /node_modules\/(yjs|lib0|y-|@tiptap(?!\/pm\/dist\/history)|prosemirror-(?!history)|orderedmap|w3c-keyname)|client\/live\/(?!kept-|of-person|on-device)|client\/(binding\/(?!gesture|stranded)|editor\/|presence\/(?!caret-layer|near|show-others))|shared\/(document\/(?!flatten)|wire\/)/,
  },
]

const DIST = `${import.meta.dirname}/dist`

/** Who sends the page's headers: a browser that keeps the page keeps them with it. */
const HEADERS = `${import.meta.dirname}/server/platform/http.ts`

const sha256 = (...texts: (string | Uint8Array)[]) => {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(text)
  return hash.digest('base64')
}

/** Each part with its hash; the page's revision changes with any of them, and with its headers. */
const sealed = <Part extends { url: string }>(parts: Part[]) => {
  const files = parts.map((part) => {
    const integrity = `sha256-${sha256(readFileSync(`${DIST}/${part.url}`))}`
    return { ...part, integrity, revision: null }
  })
  const all = files.map(({ url, integrity }) => `${url} ${integrity}`).sort()
  const revision = sha256(all.join('\n'), readFileSync(HEADERS))
  const manifest = files.map((file) => (file.url === 'index.html' ? { ...file, revision } : file))
  return { manifest }
}

/** The kit alone, and nobody else, gets the one function it needs of ProseMirror's history. */
const withoutHistory = {
  name: 'without-history',
  enforce: 'pre' as const,
  resolveId: (source: string, importer = '') =>
    source === '@tiptap/pm/history' && importer.includes('/@tiptap/core/')
      ? `${import.meta.dirname}/client/editor/close-history.ts`
      : null,
}

/** Of lib0, what Yjs and its provider load and a page does not need, and what stands in for it. */
const STAND_INS: Readonly<Record<string, string>> = {
  logging: 'plain-log.ts',
  broadcastchannel: 'no-broadcast.ts',
  environment: 'plain-environment.ts',
}

const leanLib0 = {
  name: 'lean-lib0',
  enforce: 'pre' as const,
  resolveId: (source: string, importer = '') => {
    const [, from, name = ''] = /^(lib0|\.)\/(\w+)(?:\.js)?$/.exec(source) ?? []
    const file = from === 'lib0' || importer.includes('/lib0/') ? STAND_INS[name] : undefined
    return file ? `${import.meta.dirname}/client/live/${file}` : null
  },
}

/** The service worker (client/offline/sw.ts) and the list of what it keeps. */
const serviceWorker = VitePWA({
  strategies: 'injectManifest',
  srcDir: 'offline',
  filename: 'sw.ts',
  injectRegister: false,
  manifest: false,
  injectManifest: {
    globPatterns: ['**/*.{html,js,css,svg,png,woff2,webmanifest}'],
    manifestTransforms: [sealed],
  },
})

export default defineConfig({
  plugins: testing ? [] : [withoutHistory, leanLib0, serviceWorker],
  resolve: testing
    ? {}
    : {
        alias: [
          {
            find: /^@tiptap\/extensions$/,
            replacement: `${import.meta.dirname}/client/editor/left-out-of-extensions.ts`,
          },
          { find: LEFT_OUT, replacement: `${import.meta.dirname}/client/editor/left-out.ts` },
        ],
      },
  root: testing ? '.' : 'client',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    ...{ outDir: '../dist', emptyOutDir: true, target: 'es2023', sourcemap: true },
    rolldownOptions: {
      output: { codeSplitting: { includeDependenciesRecursively: false, groups: GROUPS } },
    },
  },
  server: {
    proxy: {
      '/api': 'http://127.0.0.1:3000',
      '/sync': { target: 'ws://127.0.0.1:3000', ws: true },
    },
  },
  test: {
    maxWorkers: 2,
    reporters: ['default', './test/support/closing-line.ts'],
    projects: [
      project('architecture', ['test/architecture.test.ts'], 30_000),
      project(
        'units',
        ['test/!(architecture|merge|browser|flows|live|bench|sim)/**/*.test.ts'],
        20_000,
        SHARED,
      ),
      project('merge', ['test/merge/**/*.test.ts'], 300_000, SHARED),
      project('sim', ['test/sim/**/*.test.ts'], 600_000),
      project('live', ['test/live/**/*.test.ts'], 180_000),
      project('browser', ['test/{browser,flows}/**/*.test.ts'], 300_000, IN_BROWSERS),
    ],
  },
})
