import { type Transferable, Worker } from 'node:worker_threads'
import type { Clock } from '../../shared/kit/clock.ts'
import { Turns } from './turns.ts'

export type Guarded = { kind: 'done'; value: unknown } | { kind: 'failed'; why: string }

/** A thread that answers one question at a time. */
export interface Thread {
  ask(question: unknown, transfer: Transferable[]): void
  /** It has nothing to do: then it must not keep the process alive. */
  rest(): void
  stop(): Promise<unknown>
}

/** What a thread is started with; `failed` says that it is gone. */
export interface ThreadPlan {
  file: URL
  memoryMb: number
  answered: (value: unknown) => void
  failed: (why: string) => void
}
export type StartThread = (plan: ThreadPlan) => Thread

export const startWorker: StartThread = ({ file, memoryMb, answered, failed }) => {
  const worker = new Worker(file, {
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 32 },
    // What a job prints is not ours to answer for; it could be content.
    stdout: true,
    stderr: true,
  })
  worker.on('message', answered)
  worker.on('error', (error) => failed(error instanceof Error ? error.name : 'error'))
  worker.on('exit', () => failed('ended'))
  return {
    ask(question, transfer) {
      worker.ref()
      worker.postMessage(question, transfer)
    },
    rest: () => worker.unref(),
    stop: () => worker.terminate(),
  }
}

interface Job {
  question: unknown
  transfer: Transferable[]
  settle: (outcome: Guarded) => void
}

/** Whoever waits behind a job that took very long has waited enough. */
const REST_AT_MOST_MS = 100

/**
 * A worker thread for bytes that nobody vouches for: memory and time are capped, and what kills it
 * is one failed job, not the server. Jobs run one after the other, by turns; a new thread starts by
 * need.
 */
export class GuardedWorker {
  #file: URL
  #memoryMb: number
  #timeoutMs: number
  #clock: Clock
  #startThread: StartThread
  #thread: Thread | null = null
  #queue = new Turns<Job>()
  #running: { job: Job; stopWatch: () => void; since: number } | null = null
  #rests: boolean
  #wake: (() => void) | null = null
  #isClosed = false

  constructor(options: {
    file: URL
    memoryMb: number
    timeoutMs: number
    clock: Clock
    /** After each job it does nothing for as long as that took, REST_AT_MOST_MS at most. */
    rests?: boolean
    startThread?: StartThread
  }) {
    this.#file = options.file
    this.#memoryMb = options.memoryMb
    this.#timeoutMs = options.timeoutMs
    this.#clock = options.clock
    this.#rests = options.rests ?? false
    this.#startThread = options.startThread ?? startWorker
  }

  /** `of`: whose job it is, from the outside in. Those who wait take turns. */
  run(
    question: unknown,
    { transfer = [], of = [] }: { transfer?: Transferable[]; of?: readonly string[] } = {},
  ): Promise<Guarded> {
    if (this.#isClosed) return Promise.resolve({ kind: 'failed', why: 'closed' })
    return new Promise((settle) => {
      this.#queue.add(of, { question, transfer, settle })
      this.#next()
    })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#wake?.()
    for (const job of this.#queue.drain()) job.settle({ kind: 'failed', why: 'closed' })
    await this.#thread?.stop()
  }

  #next() {
    if (this.#running || this.#wake) return
    const job = this.#queue.next()
    if (!job) return
    const thread = this.#thread ?? this.#start()
    const stopWatch = this.#clock.after(this.#timeoutMs, () => this.#fail(thread, 'took too long'))
    this.#running = { job, stopWatch, since: this.#clock.now() }
    thread.ask(job.question, job.transfer)
  }

  #start(): Thread {
    const thread = this.#startThread({
      ...{ file: this.#file, memoryMb: this.#memoryMb },
      answered: (value) => this.#settle({ kind: 'done', value }),
      failed: (why) => this.#fail(thread, why),
    })
    this.#thread = thread
    return thread
  }

  #fail(thread: Thread, why: string) {
    if (thread !== this.#thread) return
    this.#thread = null
    void thread.stop()
    this.#settle({ kind: 'failed', why })
  }

  #settle(outcome: Guarded) {
    const running = this.#running
    this.#running = null
    this.#thread?.rest()
    running?.stopWatch()
    running?.job.settle(outcome)
    const tookMs = running ? this.#clock.now() - running.since : 0
    if (this.#rests && tookMs > 0 && !this.#isClosed) this.#rest(Math.min(tookMs, REST_AT_MOST_MS))
    else this.#next()
  }

  #rest(ms: number) {
    this.#wake = this.#clock.after(ms, () => {
      this.#wake = null
      this.#next()
    })
  }
}
