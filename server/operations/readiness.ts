import { open, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'

/** Why a server should be sent nobody. */
export type Unready = 'draining' | 'cannot-write' | 'disk-nearly-full' | 'not-migrated'

export interface ReadinessOptions {
  /** The data folder. */
  data: string
  /** The migrations this version knows, and those that the database has had. */
  migrations: readonly string[]
  applied: () => Promise<readonly string[]>
  isDraining: () => boolean
  now: () => number
  /** Bytes that must be free, but never more than a twentieth of the disk. */
  leastFree?: number
}

const LEAST_FREE = 512 * 1024 * 1024
const PART = 20
/** Whoever asks more often gets the same answer: each probe costs an fsync. */
const ANEW_MS = 1_000
const PROBE_MS = 1_000
const PROBE = '.ready-probe'

/** Whether this server can do its work: tried, not assumed. [OP3] */
export class Readiness {
  readonly #options: ReadinessOptions
  #last: { at: number; answer: Promise<readonly Unready[]> } | null = null

  constructor(options: ReadinessOptions) {
    this.#options = options
  }

  /** Nothing: it is ready. */
  async reasons(): Promise<readonly Unready[]> {
    const { isDraining, now } = this.#options
    if (isDraining()) return ['draining']
    if (!this.#last || now() - this.#last.at >= ANEW_MS || now() < this.#last.at) {
      this.#last = { at: now(), answer: this.#probe() }
    }
    const found = await this.#last.answer
    return isDraining() ? ['draining'] : found
  }

  /** Bytes free for us; null: the system does not say. */
  async freeBytes(): Promise<number | null> {
    return (await this.#disk())?.free ?? null
  }

  async #probe(): Promise<readonly Unready[]> {
    const [canWrite, hasRoom, isMigrated] = await Promise.all([
      inTime(this.#writes()),
      this.#hasRoom(),
      inTime(this.#isMigrated()),
    ])
    const found: Unready[] = []
    if (!canWrite) found.push('cannot-write')
    if (!hasRoom) found.push('disk-nearly-full')
    if (!isMigrated) found.push('not-migrated')
    return found
  }

  async #writes(): Promise<boolean> {
    const path = join(this.#options.data, PROBE)
    const file = await open(path, 'w')
    try {
      await file.write('ready?')
      await file.sync()
    } finally {
      await file.close()
    }
    await rm(path)
    return true
  }

  async #hasRoom(): Promise<boolean> {
    const disk = await this.#disk()
    const { leastFree = LEAST_FREE } = this.#options
    return disk === null || disk.free >= Math.min(leastFree, disk.size / PART)
  }

  async #isMigrated(): Promise<boolean> {
    const applied = new Set(await this.#options.applied())
    const { migrations } = this.#options
    return applied.size === migrations.length && migrations.every((name) => applied.has(name))
  }

  async #disk(): Promise<{ free: number; size: number } | null> {
    try {
      const { bavail, blocks, bsize } = await statfs(this.#options.data)
      return { free: bavail * bsize, size: blocks * bsize }
    } catch {
      return null
    }
  }
}

/** False: it failed, or there is no answer, which is as good as none. */
function inTime(work: Promise<boolean>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => resolve(false), PROBE_MS)
  work.then(resolve, () => resolve(false)).finally(() => clearTimeout(timer))
  return promise
}
