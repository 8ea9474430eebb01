import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { init, parse } from 'es-module-lexer'
import { expect, test } from 'vitest'
import { type Arrow, circles } from '../support/arrows.ts'

const DIST = join(import.meta.dirname, '../../dist')
const ASSETS = join(DIST, 'assets')
const AT_MOST_KB = 230

await init

/** What app.tsx asks for before a document can be typed in; the rest is loaded behind it. */
const ASKED_FOR = ['desk', 'DocumentPage']

/** What comes later, so that the measure is known to leave something out. */
const LATER = ['open-margin', 'at-library']

test(`all script before typing is at most ${AT_MOST_KB} kB, compressed`, () => {
  const all = scripts()
  const loaded = loadedWith(entry(), ...ASKED_FOR.map(chunk))
  const later = all.filter((file) => !loaded.has(file))
  console.log(
    `${loaded.size} of ${all.length} scripts before typing, ${kB(loaded)} kB gz; later ${kB(later)}`,
  )
  for (const name of LATER) expect(later).toContain(chunk(name))
  expect(kB(loaded)).toBeLessThanOrEqual(AT_MOST_KB)
})

test('the list of documents waits for no editor', () => {
  const list = loadedWith(entry(), chunk('at-library'))
  const texts = [...list].filter((file) => read(file).includes('ProseMirror'))
  expect(texts).toEqual([])
})

test('no script imports one that imports it: nobody knows which of them would run first', () => {
  const arrows = scripts().flatMap((from) => importsOf(from).map((to): Arrow => ({ from, to })))
  expect(circles(arrows)).toEqual([])
})

function entry(): string {
  const page = readFileSync(join(DIST, 'index.html'), 'utf8')
  const found = /<script type="module"[^>]* src="\/assets\/([^"]+)"/.exec(page)?.[1]
  expect(found, 'dist/ is built: npm run build').toBeDefined()
  return found ?? ''
}

/** The built file of a module that is loaded on its own. */
function chunk(name: string): string {
  const found = scripts().find((file) => new RegExp(`^${name}-[\\w-]+\\.js$`).test(file))
  expect(found, `a chunk of ${name}`).toBeDefined()
  return found ?? ''
}

/** These, and all that they import statically: a browser runs none of it before it has all. */
function loadedWith(...files: string[]): Set<string> {
  const loaded = new Set<string>()
  const take = (file: string): void => {
    if (loaded.has(file)) return
    loaded.add(file)
    importsOf(file).forEach(take)
  }
  files.forEach(take)
  return loaded
}

function importsOf(file: string): string[] {
  return parse(read(file))[0].flatMap((found) =>
    found.type === 'static' && found.specifier?.startsWith('./') ? [found.specifier.slice(2)] : [],
  )
}

const scripts = () => readdirSync(ASSETS).filter((file) => file.endsWith('.js'))
const read = (file: string) => readFileSync(join(ASSETS, file), 'utf8')

function kB(files: Iterable<string>): number {
  const bytes = [...files].reduce((sum, file) => sum + gzipSync(read(file)).length, 0)
  return Math.round(bytes / 100) / 10
}
