// Runs before `npm start` and `npm test`, on whatever Node is there: installs what is missing and
// builds what is stale. Both are judged by content, so that a second start costs nothing.
// Not `npm ci`: a registry that lacks one platform's optional package leaves a gap in the lock file,
// which `ci` refuses on every machine; `install` keeps to the lock's versions and passes over gaps.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

function filesUnder(place) {
  const path = join(root, place)
  if (!statSync(path).isDirectory()) return [place]
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesUnder(join(place, name)))
}

function fingerprint(places) {
  const hash = createHash('sha256')
  for (const file of places.flatMap(filesUnder))
    hash.update(file).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

function npm(...args) {
  const run = spawnSync('npm', args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (run.status !== 0) process.exit(run.status ?? 1)
}

function once(stamp, places, product, work) {
  const file = join(root, 'node_modules', stamp)
  const now = fingerprint(places)
  if (existsSync(join(root, product)) && existsSync(file) && readFileSync(file, 'utf8') === now)
    return
  work()
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, now)
}

once('.interline-installed', ['package-lock.json'], 'node_modules/.bin', () =>
  npm('install', '--no-save', '--include=dev', '--include=optional', '--loglevel=error'),
)
if (process.argv.includes('build'))
  once(
    '.interline-built',
    ['client', 'shared', 'server/platform/http.ts', 'vite.config.ts', 'package-lock.json'],
    'dist/index.html',
    () => npm('run', '--silent', 'build'),
  )
