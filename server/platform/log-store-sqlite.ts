import { Worker } from 'node:worker_threads'
import type { LogFileOptions } from './log-file.ts'
import type { Bytes, CommitOutcome, LoadOutcome, LogStore } from './log-store.ts'
import type { LogQuestion } from './log-worker.ts'
import { WorkerCalls } from './worker-calls.ts'

/** The log in one SQLite file, behind a thread of its own so that fsync never stalls the loop. */
export async function openSqliteLog(options: {
  file: string
  origin: string
  /** Becomes the log's id if the file is new. */
  newLogId: string
  maxPages?: number
  /** Words of it are lost: it is another log from now on, and until then (ms UTC) all bring theirs. */
  renewUntil?: number | null
}): Promise<LogStore> {
  const { file, origin, newLogId, maxPages = null, renewUntil = null } = options
  const workerData: LogFileOptions = { file, origin, newLogId, maxPages, renewUntil }
  const calls = new WorkerCalls(
    new Worker(new URL('./log-worker.ts', import.meta.url), { workerData }),
  )
  const ask = (question: LogQuestion) => calls.call(question)
  const opened = (await ask({ verb: 'open' })) as { logId: string; relayUntil: number }

  return {
    logId: opened.logId,
    relayUntil: opened.relayUntil,
    origin,
    commit: async (entries, at) => (await ask({ verb: 'commit', entries, at })) as CommitOutcome,
    load: async (document) => (await ask({ verb: 'load', document })) as LoadOutcome,
    snapshotBytes: async (document, epoch) =>
      (await ask({ verb: 'snapshot-bytes', document, epoch })) as Bytes | null,
    saveSnapshot: async (snapshot, keepFrom, at) =>
      (await ask({ verb: 'save-snapshot', snapshot, keepFrom, at })) as 'saved' | 'full',
    forget: async (document) => (await ask({ verb: 'forget', document })) as 'forgotten' | 'full',
    adopt: async (from, to) => (await ask({ verb: 'adopt', from, to })) as 'adopted' | 'full',
    unfolded: async () => (await ask({ verb: 'unfolded' })) as string[],
    async close() {
      await ask({ verb: 'close' })
      await calls.close()
    },
  }
}
