import type { Clock } from '../../shared/kit/clock.ts'
import type { Presence } from './presence.ts'
import type { Session } from './session.ts'

const FRAME_MS = 16
/**
 * Of what one room's presence costs all sockets together: who is here must not drown what is written.
 * A hundred carets that move all the time are 15 MB a second.
 */
const BYTES_PER_MS = 16 * 1024

/**
 * When presence goes out: at once, then at most once a display frame, and more rarely where it is much
 * for many; encoded once for all.
 */
export class PresenceBeat {
  #presence: Presence
  #sessions: ReadonlySet<Session>
  #clock: Clock
  #isDue = false
  #next = Number.NEGATIVE_INFINITY

  constructor(presence: Presence, sessions: ReadonlySet<Session>, clock: Clock) {
    this.#presence = presence
    this.#sessions = sessions
    this.#clock = clock
  }

  changed(): void {
    if (this.#isDue || !this.#presence.hasNews) return
    const wait = this.#next - this.#clock.now()
    if (wait <= 0) {
      this.#send()
      return
    }
    this.#isDue = true
    this.#clock.after(wait, () => this.#send())
  }

  #send() {
    this.#isDue = false
    const now = this.#clock.now()
    const roster = this.#presence.takeRoster()
    const batch = this.#presence.takeBatch(now)
    for (const session of this.#sessions) {
      if (roster && session.isOurs) session.send(roster)
      if (batch) session.send(batch)
    }
    const bytes = ((roster?.length ?? 0) + (batch?.length ?? 0)) * this.#sessions.size
    this.#next = now + Math.max(FRAME_MS, bytes / BYTES_PER_MS)
    // Who moved too recently is still to come.
    this.changed()
  }
}
