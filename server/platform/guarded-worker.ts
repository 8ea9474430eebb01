import { type Transferable, Worker } from 'node:worker_threads'
import type { Clock } from '../../shared/kit/clock.ts'

export type Guarded = { kind: 'done'; value: unknown } | { kind: 'failed'; why: string }

interface Job {
  question: unknown
  transfer: Transferable[]
  settle: (outcome: Guarded) => void
}

/**
 * A worker thread for bytes that nobody vouches for: memory and time are capped, and what kills it
 * is one failed job, not the server. Jobs run one after the other; a new thread starts by need.
 */
export class GuardedWorker {
  #file: URL
  #memoryMb: number
  #timeoutMs: number
  #clock: Clock
  #worker: Worker | null = null
  #queue: Job[] = []
  #running: { job: Job; stopWatch: () => void } | null = null
  #isClosed = false

  constructor(options: { file: URL; memoryMb: number; timeoutMs: number; clock: Clock }) {
    this.#file = options.file
    this.#memoryMb = options.memoryMb
    this.#timeoutMs = options.timeoutMs
    this.#clock = options.clock
  }

  run(question: unknown, transfer: Transferable[] = []): Promise<Guarded> {
    if (this.#isClosed) return Promise.resolve({ kind: 'failed', why: 'closed' })
    return new Promise((settle) => {
      this.#queue.push({ question, transfer, settle })
      this.#next()
    })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    for (const job of this.#queue.splice(0)) job.settle({ kind: 'failed', why: 'closed' })
    await this.#worker?.terminate()
  }

  #next() {
    if (this.#running) return
    const job = this.#queue.shift()
    if (!job) return
    const worker = this.#worker ?? this.#start()
    const stopWatch = this.#clock.after(this.#timeoutMs, () => this.#fail(worker, 'took too long'))
    this.#running = { job, stopWatch }
    worker.ref()
    worker.postMessage(job.question, job.transfer)
  }

  #start(): Worker {
    const worker = new Worker(this.#file, {
      resourceLimits: { maxOldGenerationSizeMb: this.#memoryMb, maxYoungGenerationSizeMb: 32 },
      // What a job prints is not ours to answer for; it could be content.
      stdout: true,
      stderr: true,
    })
    worker.on('message', (value) => this.#settle({ kind: 'done', value }))
    worker.on('error', (error) => this.#fail(worker, error instanceof Error ? error.name : 'error'))
    worker.on('exit', () => this.#fail(worker, 'ended'))
    this.#worker = worker
    return worker
  }

  #fail(worker: Worker, why: string) {
    if (worker !== this.#worker) return
    this.#worker = null
    void worker.terminate()
    this.#settle({ kind: 'failed', why })
  }

  #settle(outcome: Guarded) {
    const running = this.#running
    this.#running = null
    // An idle thread must not keep the process alive.
    this.#worker?.unref()
    running?.stopWatch()
    running?.job.settle(outcome)
    this.#next()
  }
}
