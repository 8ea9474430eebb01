import { spawnSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { REPOSITORY } from './server.ts'
import { type Mutant, type Mutation, mutant } from './server-mutant.ts'

const BUILD_MS = 60_000

/** The next version of Interline: the same, built again with a few lines changed. */
export function nextBuild(mutations: Mutation[]): Mutant {
  const next = mutant([])
  for (const place of ['client', 'vite.config.ts']) {
    cpSync(join(REPOSITORY, place), join(next.root, place), { recursive: true })
  }
  // What stands there is a link to the present build.
  rmSync(join(next.root, 'dist'))
  next.changes(mutations)
  const { VITEST: _, ...env } = process.env
  const vite = join(REPOSITORY, 'node_modules/vite/bin/vite.js')
  const built = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: next.root,
    env: { ...env, NODE_ENV: 'production' },
    timeout: BUILD_MS,
    encoding: 'utf8',
  })
  if (built.status !== 0) {
    next.remove()
    throw new Error(`the next version does not build: ${built.stderr}${built.stdout}`)
  }
  return next
}
