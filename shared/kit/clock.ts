/** Time as an argument: real in `main`, moved by hand in tests. `now()` is integer ms UTC. */
export interface Clock {
  now(): number
  /** Calls `wake` once after `ms`; returns the undo. */
  after(ms: number, wake: () => void): () => void
}

export const realClock: Clock = {
  now: () => Date.now(),
  after(ms, wake) {
    const timer = setTimeout(wake, ms)
    return () => clearTimeout(timer)
  },
}
