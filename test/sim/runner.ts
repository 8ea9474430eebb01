import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** What one process that plays seeds says at its end. */
export interface Outcome {
  seeds: number
  ms: number
  sums: Record<string, number>
  failures: { name: string; rule: string; sentence: string }[]
}

/** Plays seeds in a process of its own, whose time and chance are virtual. */
export function playsSeeds(
  root: string,
  from: number,
  count: number,
  ...more: 'until-failure'[]
): Promise<Outcome> {
  return plays(root, String(from), String(count), ...more)
}

/** The same for the plays that have names. */
export function playsNamed(root: string): Promise<Outcome> {
  return plays(root, 'named')
}

function plays(root: string, ...given: string[]): Promise<Outcome> {
  const child = spawn(process.execPath, [join(root, 'test/sim/run.ts'), ...given], {
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
