import { readdirSync, readFileSync } from 'node:fs'

/** What a process has used of the processor, all its threads together, in ms. */
export class Processor {
  #pid: number
  /** ns of each thread; one that has ended keeps what it used. */
  #threads = new Map<string, number>()

  constructor(pid: number) {
    this.#pid = pid
  }

  /** /proc/PID/stat counts in steps of 10 ms; the scheduler's own figure in nanoseconds. */
  used(): number {
    for (const thread of readdirSync(`/proc/${this.#pid}/task`)) {
      const ran = readOf(`/proc/${this.#pid}/task/${thread}/schedstat`)
      if (ran) this.#threads.set(thread, Number(ran.split(' ')[0]))
    }
    return this.#threads.values().reduce((sum, ns) => sum + ns, 0) / 1e6
  }
}

/** Resident bytes. */
export function memoryOf(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kib) * 1024
}

/** null: that thread has just ended. */
function readOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
