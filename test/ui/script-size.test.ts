import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

const ASSETS = join(import.meta.dirname, '../../dist/assets')
const AT_MOST_KB = 230

test(`all script before typing is at most ${AT_MOST_KB} kB, compressed`, () => {
  const scripts = readdirSync(ASSETS).filter((name) => name.endsWith('.js'))
  const bytes = scripts.map((name) => gzipSync(readFileSync(join(ASSETS, name))).length)
  const kB = bytes.reduce((sum, each) => sum + each, 0) / 1000
  console.log(`${scripts.length} scripts, ${kB.toFixed(1)} kB gz`)
  expect(scripts.length, 'dist/ is built: npm run build').toBeGreaterThan(0)
  expect(kB).toBeLessThanOrEqual(AT_MOST_KB)
})
