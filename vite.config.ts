import { defineConfig } from 'vitest/config'

const testing = process.env.VITEST !== undefined

/** A project of tests: its files, and how long one of them may take. */
const project = (
  name: string,
  include: string[],
  testTimeout: number,
  globalSetup: string[] = [],
) => ({
  extends: true as const,
  test: { name, include, testTimeout, hookTimeout: 60_000, globalSetup },
})

/** What the kit brings and schema.ts switches off: kept out of the bundle by left-out.ts. */
const LEFT_OUT =
  /^@tiptap\/extension-(blockquote|code-block|document|hard-break|heading|horizontal-rule|link|list|paragraph)$/

export default defineConfig({
  resolve: testing
    ? {}
    : {
        alias: [
          { find: LEFT_OUT, replacement: `${import.meta.dirname}/client/editor/left-out.ts` },
        ],
      },
  root: testing ? '.' : 'client',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: { outDir: '../dist', emptyOutDir: true, target: 'es2023', sourcemap: true },
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
        ['test/!(architecture|merge|browser|flows|live|bench)/**/*.test.ts'],
        20_000,
      ),
      project('merge', ['test/merge/**/*.test.ts'], 300_000),
      project('live', ['test/live/**/*.test.ts'], 180_000),
      project('browser', ['test/{browser,flows}/**/*.test.ts'], 120_000, [
        './test/support/global-browser.ts',
      ]),
    ],
  },
})
