import { parentPort, type Transferable, type Worker } from 'node:worker_threads'
import { must } from '../../shared/kit/assert.ts'

interface Answer {
  id: number
  value?: unknown
  error?: { message: string; code: number | null }
}

/** What the worker's code threw; `code` is SQLite's number where it came from there. */
export class WorkerError extends Error {
  readonly code: number | null
  constructor(message: string, code: number | null) {
    super(message)
    this.code = code
  }
}

/** Asks a worker thread; answers come in the order of the questions. */
export class WorkerCalls {
  #worker: Worker
  #waiting = new Map<number, { give: (value: unknown) => void; fail: (error: Error) => void }>()
  #last = 0
  #dead: Error | null = null

  constructor(worker: Worker) {
    this.#worker = worker
    worker.on('message', (answer: Answer) => this.#hear(answer))
    worker.on('error', (error) => this.#die(error instanceof Error ? error : new Error(`${error}`)))
    worker.on('exit', () => this.#die(new Error('the worker thread has ended')))
  }

  call(question: unknown, transfer: Transferable[] = []): Promise<unknown> {
    if (this.#dead) return Promise.reject(this.#dead)
    const id = ++this.#last
    const answer = new Promise<unknown>((give, fail) => this.#waiting.set(id, { give, fail }))
    this.#worker.postMessage({ id, question }, transfer)
    return answer
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  #hear({ id, value, error }: Answer) {
    const { give, fail } = must(this.#waiting.get(id), 'a worker answers what it was asked')
    this.#waiting.delete(id)
    if (error) fail(new WorkerError(error.message, error.code))
    else give(value)
  }

  #die(error: Error) {
    this.#dead ??= error
    for (const { fail } of this.#waiting.values()) fail(this.#dead)
    this.#waiting.clear()
  }
}

/** The worker's side: one question after the other. `answer` may name buffers to hand over. */
export function answerCalls<Question>(
  answer: (question: Question) => { value: unknown; transfer?: Transferable[] },
): void {
  const port = must(parentPort, 'runs in a worker thread')
  port.on('message', ({ id, question }: { id: number; question: Question }) => {
    try {
      const { value, transfer } = answer(question)
      port.postMessage({ id, value }, transfer ?? [])
    } catch (error) {
      port.postMessage({ id, error: { message: sentenceOf(error), code: sqliteCode(error) } })
    }
  })
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function sqliteCode(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return null
  return typeof error.errcode === 'number' ? error.errcode : null
}
