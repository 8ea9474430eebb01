import { type CheckQuestion, check } from '../../server/live/check.ts'
import { type CompactQuestion, compact } from '../../server/live/compact.ts'
import type { StartThread } from '../../server/platform/guarded-worker.ts'
import { upTo } from './dice.ts'
import { time } from './virtual-time.ts'

/** How the threads of a server fare: the same code as in its workers, in this one. */
export class Threads {
  slowMs = 0
  readonly #leastMs: number
  diesNext = false
  readonly counts = { jobs: 0, deaths: 0 }

  constructor(leastMs: number) {
    this.#leastMs = leastMs
  }

  readonly start = (isAlive: () => boolean): StartThread => {
    return ({ file, answered, failed }) => {
      let isStopped = false
      const isFolding = file.pathname.endsWith('/compact-worker.ts')
      return {
        ask: (question) => {
          const asked = structuredClone(question)
          const ms = this.#leastMs + upTo(isFolding ? 60 : 10) + this.slowMs
          time.after(1 + ms, () => {
            if (isStopped || !isAlive()) return
            this.counts.jobs++
            if (this.diesNext) {
              this.diesNext = false
              this.counts.deaths++
              failed('ended')
              return
            }
            try {
              answered(
                isFolding ? compact(asked as CompactQuestion) : check(asked as CheckQuestion),
              )
            } catch (error) {
              failed(error instanceof Error ? error.name : 'error')
            }
          })
        },
        rest: () => undefined,
        stop: async () => {
          if (!isStopped) time.after(1, () => isAlive() && failed('ended'))
          isStopped = true
        },
      }
    }
  }
}
