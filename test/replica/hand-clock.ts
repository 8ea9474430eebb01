import type { Clock } from '../../shared/kit/clock.ts'

interface Alarm {
  at: number
  wake: () => void
}

/** A clock whose hands a test moves. It starts at 14:02 UTC. */
export class HandClock implements Clock {
  #now = Date.UTC(2026, 10, 22, 14, 2)
  #alarms: Alarm[] = []

  now(): number {
    return this.#now
  }

  after(ms: number, wake: () => void): () => void {
    const alarm = { at: this.#now + Math.max(0, ms), wake }
    this.#alarms.push(alarm)
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm)
    }
  }

  /** Alarms that would still ring. */
  get pending(): number {
    return this.#alarms.length
  }

  /** How long until the next alarm; null if none is set. */
  get next(): number | null {
    return this.#alarms.length === 0 ? null : Math.min(...this.#alarms.map((a) => a.at)) - this.#now
  }

  /** Moves on, ringing every alarm at its time, those set meanwhile included. */
  advance(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const due = this.#alarms.filter((alarm) => alarm.at <= end).sort((a, b) => a.at - b.at)[0]
      if (!due) break
      this.#alarms = this.#alarms.filter((alarm) => alarm !== due)
      this.#now = due.at
      due.wake()
    }
    this.#now = end
  }
}
