/** Lets so many work at a time; the next one begins in a turn of the event loop of its own. */
export class Turnstile {
  #most: number
  #inside = 0
  #waiting: (() => void)[] = []

  constructor(most: number) {
    this.#most = most
  }

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.#inside < this.#most) this.#inside++
    else await new Promise<void>((goesIn) => this.#waiting.push(goesIn))
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      // In a turn of the event loop of its own: whoever is here already is heard between.
      if (next) setImmediate(next)
      else this.#inside--
    }
  }
}
