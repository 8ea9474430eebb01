import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { REPOSITORY } from '../support/server.ts'
import { type Mutant, type Mutation, mutant } from '../support/server-mutant.ts'

/** A copy of the server's core, the client's half and this world, with something broken. */
export function brokenWorld(mutations: readonly Mutation[]): Mutant {
  const broken = mutant([])
  for (const folder of ['client/live', 'test/sim', 'test/support']) {
    cpSync(join(REPOSITORY, folder), join(broken.root, folder), { recursive: true })
  }
  broken.changes([...mutations])
  return broken
}
