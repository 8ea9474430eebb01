import { spawn, spawnSync } from 'node:child_process'
import { until } from './cast.ts'
import type { RunningServer } from './server.ts'

export interface DiskError {
  /** Its path as the server sees it. */
  file: string
  calls: 'fsync,fdatasync' | 'pwrite64'
  error: 'EIO' | 'ENOSPC'
  /** The n-th such call from now on; `3+`: and all after it; `3..5`: up to that one. */
  when: string
}

/** From now on the disk answers some calls of this server with an error. The undo. */
export async function failsOn(
  server: RunningServer,
  { file, calls, error, when }: DiskError,
): Promise<() => void> {
  const inject = `inject=${calls}:error=${error}:when=${when}`
  const strace = spawn(
    'strace',
    ['-f', '-p', `${server.pid}`, '-P', file, '-e', `trace=${calls}`, '-e', inject],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let said = ''
  strace.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const hasEnded = () => strace.exitCode !== null
  await until(
    () => said.includes('attached') || hasEnded(),
    () => `strace to attach: ${said}`,
  )
  if (hasEnded()) throw new Error(`no strace: ${said}`)
  return () => void strace.kill('SIGINT')
}

/** Why there is no strace that may attach here; null: there is. */
export function noStrace(): string | null {
  const tried = spawnSync('strace', ['-qq', '-e', 'trace=none', 'true'], { encoding: 'utf8' })
  return tried.status === 0 ? null : `no strace: ${tried.error?.message ?? tried.stderr}`
}
