import type { Clock } from '../../shared/kit/clock.ts'
import type { Presence } from './presence.ts'
import type { Session } from './session.ts'

const FRAME_MS = 16

/** When presence goes out: at once, then at most once a display frame; encoded once for all. */
export class PresenceBeat {
  #presence: Presence
  #sessions: ReadonlySet<Session>
  #clock: Clock
  #isDue = false
  #last = Number.NEGATIVE_INFINITY

  constructor(presence: Presence, sessions: ReadonlySet<Session>, clock: Clock) {
    this.#presence = presence
    this.#sessions = sessions
    this.#clock = clock
  }

  changed(): void {
    if (this.#isDue || !this.#presence.hasNews) return
    const wait = this.#last + FRAME_MS - this.#clock.now()
    if (wait <= 0) {
      this.#send()
      return
    }
    this.#isDue = true
    this.#clock.after(wait, () => this.#send())
  }

  #send() {
    this.#isDue = false
    this.#last = this.#clock.now()
    const roster = this.#presence.takeRoster()
    const batch = this.#presence.takeBatch(this.#last)
    for (const session of this.#sessions) {
      if (roster && session.isOurs) session.send(roster)
      if (batch) session.send(batch)
    }
    // Who moved too recently is still to come.
    this.changed()
  }
}
