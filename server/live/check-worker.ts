/** Looks at updates that are too long for the event loop. Whatever it dies of, it dies alone. */
import { parentPort } from 'node:worker_threads'
import * as Y from 'yjs'
import { must } from '../../shared/kit/assert.ts'
import { readShape, type ShapeBounds } from './update-shape.ts'

export type CheckQuestion =
  | { verb: 'shapes'; updates: Uint8Array[]; bounds: ShapeBounds }
  | { verb: 'difference'; update: Uint8Array; vector: Uint8Array }

const port = must(parentPort, 'runs in a worker thread')

port.on('message', (question: CheckQuestion) => {
  if (question.verb === 'shapes') {
    port.postMessage(question.updates.map((update) => readShape(update, question.bounds)))
    return
  }
  const difference = Y.diffUpdate(question.update, question.vector)
  port.postMessage(difference, difference.buffer instanceof ArrayBuffer ? [difference.buffer] : [])
})
