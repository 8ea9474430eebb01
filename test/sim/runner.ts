import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** What one process that plays seeds says at its end. */
export interface Outcome {
  seeds: number
  ms: number
  sums: Record<string, number>
  failures: { seed: number; rule: string; sentence: string }[]
}

/** Plays seeds in a process of its own, whose time and chance are virtual. */
export function playsSeeds(
  root: string,
  from: number,
  count: number,
  ...more: 'until-failure'[]
): Promise<Outcome> {
  const file = join(root, 'test/sim/run.ts')
  const child = spawn(process.execPath, [file, String(from), String(count), ...more], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  let complained = ''
  child.stdout.on('data', (part) => {
    said += part
  })
  child.stderr.on('data', (part) => {
    complained += part
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(said) as Outcome)
      else reject(new Error(`the world ended with ${code}: ${complained.slice(-2_000)}`))
    })
  })
}
