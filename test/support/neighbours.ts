import { Worker } from 'node:worker_threads'
import { Guest } from './cast.ts'
import type { RunningServer } from './server.ts'

/** One less than a crowd, whose edits are gathered for a display frame. */
const PEOPLE = 7

/** A room beside the one that is attacked, in which seven people type on and say how long it takes. */
export class Neighbours {
  #worker: Worker
  #settle: ((latencies: number[]) => void) | null = null
  #fail: ((error: Error) => void) | null = null

  private constructor(worker: Worker) {
    this.#worker = worker
    worker.on('message', ({ latencies, closed }: { latencies?: number[]; closed?: number }) => {
      if (latencies) this.#settle?.(latencies)
      else this.#fail?.(new Error(`a neighbour was closed ${closed}`))
    })
    worker.on('error', (error) => this.#fail?.(error instanceof Error ? error : new Error('died')))
  }

  static async moveIn(server: RunningServer): Promise<Neighbours> {
    const guests = await Promise.all(
      Array.from({ length: PEOPLE }, (_, n) => Guest.arrives(`neighbour ${n}`, server)),
    )
    const document = await guests[0]?.makesDocument()
    const workerData = {
      address: `${server.sync}/${document}?v=1`,
      cookies: guests.map(({ cookie }) => cookie),
    }
    return new Neighbours(
      new Worker(new URL('./neighbours-worker.ts', import.meta.url), { workerData }),
    )
  }

  /** How long (ms) each of the next deliveries takes. */
  hear(count: number): Promise<number[]> {
    return new Promise((settle, fail) => {
      this.#settle = settle
      this.#fail = fail
      this.#worker.postMessage(count)
    })
  }

  async moveOut(): Promise<void> {
    await this.#worker.terminate()
  }
}
