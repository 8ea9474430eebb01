import type { Clock } from '../../shared/kit/clock.ts'

/** Work that waits for a moment between two keys. Asked for again while it waits, it is done once. */
export class Pause {
  readonly #clock: Clock
  readonly #ms: number
  readonly #work: () => void
  #stop: (() => void) | null = null

  constructor(clock: Clock, ms: number, work: () => void) {
    this.#clock = clock
    this.#ms = ms
    this.#work = work
  }

  wait(): void {
    this.#stop ??= this.#clock.after(this.#ms, () => {
      this.#stop = null
      whenIdle(this.#work)
    })
  }

  close(): void {
    this.#stop?.()
  }
}

/** Between two keys, where the browser can tell. */
function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(work)
  else work()
}
