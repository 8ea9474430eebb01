import { time } from './virtual-time.ts'

/** One direction of a socket: in order, as late as it likes, and over when it is cut. */
export class Lane {
  readonly #delay: () => number
  readonly #atOnce: boolean
  readonly #holds = new Set<string>()
  #waiting: { size: number; deliver: () => void }[] = []
  #ripe = 0
  #lastAt = 0
  #state: 'open' | 'closed' | 'cut' = 'open'
  /** Bytes that were sent and have not arrived. */
  queued = 0

  /** `atOnce`: what was held arrives in one event when it is let go, as Node's sockets do. */
  constructor(delay: () => number, atOnce: boolean) {
    this.#delay = delay
    this.#atOnce = atOnce
  }

  get isHeld(): boolean {
    return this.#holds.size > 0
  }

  push(size: number, deliver: () => void): void {
    if (this.#state !== 'open') return
    this.#waiting.push({ size, deliver })
    this.queued += size
    this.#lastAt = Math.max(this.#lastAt, time.now() + this.#delay())
    time.after(this.#lastAt - time.now(), () => {
      this.#ripe++
      this.#flush()
    })
  }

  hold(why: string): void {
    this.#holds.add(why)
  }

  release(why: string): void {
    if (this.#holds.delete(why) && !this.isHeld) time.after(0, () => this.#flush())
  }

  /** Nothing more is taken; what is under way arrives. */
  close(): void {
    if (this.#state === 'open') this.#state = 'closed'
  }

  /** What is under way is lost. */
  cut(): void {
    this.#state = 'cut'
    this.#waiting = []
    this.queued = 0
  }

  #flush(): void {
    while (!this.isHeld && this.#ripe > 0) {
      const next = this.#waiting.shift()
      if (!next) return
      this.#ripe--
      this.queued -= next.size
      next.deliver()
      if (this.#atOnce || this.#ripe === 0) continue
      time.after(0, () => this.#flush())
      return
    }
  }
}
