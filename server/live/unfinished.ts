import type { Clock } from '../../shared/kit/clock.ts'

const LOOK_EVERY_MS = 1_000

export interface Sender {
  /** Bytes that came so far on this socket, of whole messages and of begun ones. */
  readonly bytesRead: number
  destroy(): void
}

/**
 * Messages that have begun and do not end lie in memory, up to 16 MiB for each socket. All together
 * they may have so much; beyond it those with the most are cut off: they come back and send anew.
 */
export class Unfinished {
  #most: number
  #clock: Clock
  #ended = new Map<Sender, number>()
  #stop: (() => void) | null = null

  constructor(most: number, clock: Clock) {
    this.#most = most
    this.#clock = clock
  }

  /** Returns the undo. */
  watch(sender: Sender): () => void {
    this.#ended.set(sender, sender.bytesRead)
    this.#stop ??= this.#clock.after(LOOK_EVERY_MS, () => this.#look())
    return () => this.#ended.delete(sender)
  }

  /** A message of it is whole. */
  heard(sender: Sender): void {
    this.#ended.set(sender, sender.bytesRead)
  }

  #look() {
    this.#stop = null
    const begun = [...this.#ended].map(([sender, ended]) => ({
      ...{ sender, bytes: sender.bytesRead - ended },
    }))
    let bytes = begun.reduce((sum, one) => sum + one.bytes, 0)
    if (bytes > this.#most) {
      for (const one of begun.sort((a, b) => b.bytes - a.bytes)) {
        if (bytes <= this.#most) break
        bytes -= one.bytes
        one.sender.destroy()
      }
    }
    if (this.#ended.size > 0) this.#stop = this.#clock.after(LOOK_EVERY_MS, () => this.#look())
  }

  close(): void {
    this.#stop?.()
    this.#ended.clear()
  }
}
