/** The only thread that touches log.sqlite, so that fsync never stalls the event loop. */
import { workerData } from 'node:worker_threads'
import { must } from '../../shared/kit/assert.ts'
import { lockFolder } from './folder-lock.ts'
import { LogFile, type LogFileOptions } from './log-file.ts'
import type { LogEntry, NewSnapshot, StoredDocument } from './log-store.ts'
import { answerCalls } from './worker-calls.ts'

export type LogQuestion =
  | { verb: 'open' }
  | { verb: 'commit'; entries: readonly LogEntry[]; at: number }
  | { verb: 'load'; document: string }
  | { verb: 'snapshot-bytes'; document: string; epoch: number }
  | { verb: 'save-snapshot'; snapshot: NewSnapshot; keepFrom: number; at: number }
  | { verb: 'forget'; document: string }
  | { verb: 'adopt'; from: string; to: string }
  | { verb: 'unfolded' }
  | { verb: 'close' }

const options: LogFileOptions = workerData
const owner = lockFolder(`${options.file}-owner`)
const log = new LogFile(options)

answerCalls<LogQuestion>((question) => {
  switch (question.verb) {
    case 'open':
      return { value: log.about() }
    case 'commit':
      return { value: log.commit(question.entries, question.at) }
    case 'load': {
      const value = log.load(question.document)
      return { value, transfer: value.kind === 'loaded' ? buffersOf(value.document) : [] }
    }
    case 'snapshot-bytes': {
      const value = log.snapshotBytes(question.document, question.epoch)
      return { value, transfer: value ? [value.buffer] : [] }
    }
    case 'save-snapshot':
      return { value: log.saveSnapshot(question.snapshot, question.keepFrom, question.at) }
    case 'forget':
      return { value: log.forget(question.document) }
    case 'adopt':
      return { value: log.adopt(question.from, question.to) }
    case 'unfolded':
      return { value: log.unfolded() }
    case 'close':
      log.close()
      owner.close()
      return { value: null }
  }
})

function buffersOf({ whole, rows }: StoredDocument): ArrayBuffer[] {
  const buffers = rows.map(({ bytes }) => must(bytes, 'a row has bytes').buffer)
  return whole ? [whole.buffer, ...buffers] : buffers
}
