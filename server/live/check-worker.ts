/** Looks at updates that are too long for the event loop. Whatever it dies of, it dies alone. */
import { parentPort } from 'node:worker_threads'
import { must } from '../../shared/kit/assert.ts'
import { type CheckQuestion, check } from './check.ts'

const port = must(parentPort, 'runs in a worker thread')

port.on('message', (question: CheckQuestion) => {
  const answer = check(question)
  port.postMessage(answer, [answer.buffer as ArrayBuffer])
})
