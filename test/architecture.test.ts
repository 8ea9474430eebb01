import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { arrowsOf, arrowsUnder, circles, refuse, roomOf, sourcesUnder } from './support/arrows.ts'

const ROOT = join(import.meta.dirname, '..')
const HALVES = ['shared', 'server', 'client']
const LINES_ALARM = 400

const production = async () =>
  (await Promise.all(HALVES.map((half) => arrowsUnder(ROOT, half)))).flat()
const everySource = () => [...HALVES, 'test'].flatMap((half) => sourcesUnder(ROOT, half))

test('imports follow the arrows of the architecture', async () => {
  const arrows = await production()
  expect(arrows.length).toBeGreaterThan(100)
  expect(arrows.map(refuse).filter((sentence) => sentence !== null)).toEqual([])
})

test('no file imports itself by a circle', async () => {
  expect(circles(await production())).toEqual([])
})

test('the check refuses what it is there to refuse', async () => {
  const [first, second] = await arrowsOf(
    'server/live/room.ts',
    "import type { D } from '../documents/documents.ts'\nimport { assert } from '../../shared/kit/assert.ts'",
  )
  expect(first && refuse(first)).toBe(
    'server/live/room.ts may not import server/documents/documents.ts',
  )
  expect(second && refuse(second)).toBeNull()
  const component = "import type { R } from '../live/replica.ts'\nconst a = <p>It's {1}</p>"
  const [third] = await arrowsOf('client/ui/Button.tsx', component)
  expect(third && refuse(third)).not.toBeNull()
  expect(refuse({ from: 'client/ui/Button.tsx', to: 'client/live/replica.ts' })).not.toBeNull()
  expect(refuse({ from: 'shared/kit/ids.ts', to: 'node:crypto' })).not.toBeNull()
  expect(roomOf('server/billing/bill.ts')).toBeNull()
  const knot = [
    { from: 'a', to: 'b' },
    { from: 'b', to: 'a' },
  ]
  expect(circles(knot)).toEqual([['a', 'b', 'a']])
})

test(`no source file is longer than ${LINES_ALARM} lines`, () => {
  const long = everySource().filter(
    (path) => readFileSync(join(ROOT, path), 'utf8').split('\n').length > LINES_ALARM,
  )
  expect(long).toEqual([])
})

test('no barrels, no drawers: a file is named after what it exports', () => {
  const drawers = everySource().filter((path) =>
    /\/(index|utils?|helpers?|types)\.tsx?$/.test(path),
  )
  expect(drawers).toEqual([])
})

test('nothing that runs in production imports a test', async () => {
  expect((await production()).filter(({ to }) => to.startsWith('test/'))).toEqual([])
})

test('only what a reader of the repository expects stands at the top', () => {
  const listed = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' })
  const tops = new Set(listed.split('\n').map((path) => path.split('/')[0] ?? ''))
  const expected = [
    ...['', '.ci', '.env.example', '.gitignore', '.npmrc', 'biome.json'],
    ...['package.json', 'package-lock.json', 'tsconfig.json', 'vite.config.ts'],
    ...['client', 'server', 'shared', 'test'],
    ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'LICENSE'],
  ]
  expect([...tops].filter((top) => !expected.includes(top))).toEqual([])
})
