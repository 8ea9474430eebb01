import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { until } from '../../support/cast.ts'
import type { Framing } from './framing.ts'

export const PEERS = ['ours', 'relay', 'y-websocket', 'hocuspocus'] as const
export type PeerName = (typeof PEERS)[number]

/** Where a socket goes, and what is spoken there. */
export interface Way {
  address: string
  headers: Record<string, string>
  framing: Framing
}

/** A server that is measured: a process of its own. */
export interface Peer {
  readonly pid: number
  /** So many documents that did not exist before; their ids. */
  documents(count: number): Promise<string[]>
  /** `seat`: who goes there; the same seats are the same persons. */
  way(document: string, seat: number): Way
  /** As an operator does: what it wants to write down it may write down. */
  stop(): Promise<void>
}

const START_MS = 20_000
const STOP_MS = 20_000

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts a peer's own process, which says `PORT <number>` when it listens. */
export async function startPeer(
  script: string,
  env: Record<string, string>,
  options: readonly string[] = [],
): Promise<{ pid: number; port: number; stop: () => Promise<void> }> {
  const file = fileURLToPath(new URL(script, import.meta.url))
  const child = spawn(process.execPath, [...options, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH ?? '', ...env },
  })
  running.add(child)
  child.on('close', () => running.delete(child))
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const port = () => Number(/PORT (\d+)/.exec(said)?.[1] ?? 0)
  await until(
    () => port() > 0 || !running.has(child),
    () => `${script}: ${said}`,
    START_MS,
  )
  if (port() === 0) throw new Error(`${script} did not start: ${said}`)
  return {
    pid: child.pid ?? 0,
    port: port(),
    async stop() {
      child.kill('SIGTERM')
      await until(() => !running.has(child), `the end of ${script}`, STOP_MS).catch(() =>
        child.kill('SIGKILL'),
      )
    },
  }
}
