import { Worker } from 'node:worker_threads'

/**
 * Reads the whole structure of a database in a thread of its own, while people are served already:
 * an index that lacks a row says "there is none" of what is there. [OP10] `trouble`: what is wrong.
 */
export function lookThrough(file: string, trouble: (what: string) => void): void {
  const worker = new Worker(new URL('./look-through-worker.ts', import.meta.url), {
    workerData: { file },
  })
  worker.on('message', (found: string) => {
    if (found !== 'ok') trouble(found)
  })
  worker.on('error', (error) => trouble(String(error)))
  worker.unref()
}
