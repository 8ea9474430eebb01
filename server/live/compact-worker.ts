/** Folds documents in a thread whose memory and time are capped. */
import { parentPort } from 'node:worker_threads'
import { must } from '../../shared/kit/assert.ts'
import { type CompactQuestion, compact } from './compact.ts'

const port = must(parentPort, 'runs in a worker thread')

port.on('message', (question: CompactQuestion) => {
  port.postMessage(compact(question))
})
