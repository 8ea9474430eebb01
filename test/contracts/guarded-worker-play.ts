/** A worker that does what it is told, good or bad. */
import { parentPort } from 'node:worker_threads'
import { must } from '../../shared/kit/assert.ts'

const port = must(parentPort, 'runs in a worker thread')

port.on('message', (order: 'answer' | 'hang' | 'throw' | 'leave' | 'eat') => {
  switch (order) {
    case 'answer':
      port.postMessage('done')
      return
    case 'hang':
      for (;;);
    case 'throw':
      throw new Error('as told')
    case 'leave':
      process.exit(0)
      return
    case 'eat': {
      const eaten: number[][] = []
      for (;;) eaten.push(new Array(100_000).fill(eaten.length))
    }
  }
})
