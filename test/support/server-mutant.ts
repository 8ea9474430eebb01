import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { REPOSITORY, removeFolder, temporaryFolder } from './server.ts'

/** One wrong line: `from` must stand in `file` exactly once. */
export interface Mutation {
  file: string
  from: string
  to: string
}

export interface Mutant {
  readonly root: string
  /** Changes some more. */
  changes(mutations: readonly Mutation[]): void
  remove(): void
}

/**
 * A copy of the server with something broken on purpose, so that a test can show that it would
 * notice. Production code gets no hooks for tests; a patch that no longer fits is an error.
 */
export function mutant(mutations: readonly Mutation[]): Mutant {
  const root = temporaryFolder()
  for (const folder of ['server', 'shared']) {
    cpSync(join(REPOSITORY, folder), join(root, folder), { recursive: true })
  }
  cpSync(join(REPOSITORY, 'package.json'), join(root, 'package.json'))
  for (const folder of ['node_modules', 'dist']) {
    if (existsSync(join(REPOSITORY, folder))) {
      symlinkSync(join(REPOSITORY, folder), join(root, folder), 'dir')
    }
  }
  changeLines(root, mutations)
  return {
    root,
    changes: (more) => changeLines(root, more),
    remove: () => removeFolder(root),
  }
}

function changeLines(root: string, mutations: readonly Mutation[]): void {
  for (const { file, from, to } of mutations) {
    const path = join(root, file)
    const pieces = readFileSync(path, 'utf8').split(from)
    if (pieces.length !== 2) {
      removeFolder(root)
      throw new Error(`${file} has ${pieces.length - 1} places that read ${JSON.stringify(from)}`)
    }
    writeFileSync(path, pieces.join(to))
  }
}
