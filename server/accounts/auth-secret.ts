import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const NAME = 'secret'
const BYTES = 32

/**
 * What cookies are signed with, made once and readable by nobody else. Whoever takes it away signs
 * everybody out, and loses nothing else.
 */
export function authSecret(data: string): string {
  const path = join(data, NAME)
  mkdirSync(data, { recursive: true })
  try {
    writeFileSync(path, randomBytes(BYTES).toString('base64url'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error
  }
  return readFileSync(path, 'utf8').trim()
}
