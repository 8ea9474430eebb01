import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { until } from './cast.ts'

export const REPOSITORY = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** What `npm start` gives to Node, so that what is tested and measured is what people run. */
const [, ...STARTED_WITH]: string[] = JSON.parse(
  readFileSync(join(REPOSITORY, 'package.json'), 'utf8'),
).scripts.start.split(' ')

const START_DEADLINE_MS = 60_000
/** What the design grants a drain. */
const DRAIN_DEADLINE_MS = 30_000

export interface ServerOptions {
  /** A folder that outlives this run of the server; without it one is made and removed. */
  data?: string
  env?: Record<string, string>
  port?: number
  /** The tree to run: the repository, or a copy with one line changed (server-mutant.ts). */
  root?: string
  /** The command that runs a command elsewhere, or under something: private-disk.ts, strace. */
  within?: (command: readonly string[]) => string[]
}

/** A real process with the real files, and what a tester may do to it. */
export interface RunningServer {
  /** `http://127.0.0.1:<port>` as the server's own line said it. */
  readonly http: string
  readonly sync: string
  readonly port: number
  readonly data: string
  readonly pid: number
  /** All it wrote to stderr and stdout so far. */
  said(): string
  /** How it ended; null while it runs. */
  ended(): { code: number | null; signal: NodeJS.Signals | null } | null
  kill9(): Promise<void>
  /** Asks for a drain; the exit code. */
  term(): Promise<number | null>
  /** Ends it however it must be and removes the folder made for it. */
  stop(): Promise<void>
}

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'interline-live-'))
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
}

export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const data = options.data ?? temporaryFolder()
  const root = options.root ?? REPOSITORY
  const { within = (command) => [...command] } = options
  // By its whole path: what goes to a private disk starts in another folder.
  const [main = '', ...flags] = STARTED_WITH.toReversed()
  const how = [...flags.toReversed(), join(root, main)]
  const [program = '', ...args] = within([process.execPath, ...how])
  const child = spawn(program, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH ?? '',
      HOME: data,
      INTERLINE_DATA: data,
      PORT: String(options.port ?? 0),
      // A third of a start is compiling; a storm starts the server twenty times.
      NODE_COMPILE_CACHE: join(REPOSITORY, 'node_modules/.cache/interline-tests'),
      ...options.env,
    },
  })
  running.add(child)
  let out = ''
  let errors = ''
  let end: { code: number | null; signal: NodeJS.Signals | null } | null = null
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  child.on('error', (error) => {
    errors += String(error)
  })
  child.on('close', (code, signal) => {
    end = { code, signal }
    running.delete(child)
  })
  const said = () => `${errors}${out}`
  const address = () => /https?:\/\/[^\s/]+:(\d+)/.exec(out)
  const hasEnded = () => end !== null
  try {
    await until(() => address() !== null || hasEnded(), 'the address line', START_DEADLINE_MS)
  } catch (error) {
    child.kill('SIGKILL')
    throw new Error(`${String(error)}; the server said: ${said()}`)
  }
  const port = Number(address()?.[1] ?? 0)
  if (port === 0) throw new Error(`the server did not start: ${said()}`)

  const isOver = (deadline: number) => until(hasEnded, 'the end of the server', deadline)
  const kill9 = async () => {
    child.kill('SIGKILL')
    await isOver(DRAIN_DEADLINE_MS)
  }
  return {
    http: `http://127.0.0.1:${port}`,
    sync: `ws://127.0.0.1:${port}/sync`,
    port,
    data,
    pid: child.pid ?? 0,
    said,
    ended: () => end,
    kill9,
    async term() {
      child.kill('SIGTERM')
      await isOver(DRAIN_DEADLINE_MS)
      return end?.code ?? null
    },
    async stop() {
      if (!hasEnded()) child.kill('SIGTERM')
      await isOver(DRAIN_DEADLINE_MS).catch(kill9)
      if (options.data === undefined) removeFolder(data)
    },
  }
}
