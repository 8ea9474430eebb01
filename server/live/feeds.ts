import { can } from '../../shared/sharing/can.ts'
import { encodeFact, type Fact } from '../../shared/wire/fact.ts'
import type { Acquaintance } from './admission.ts'
import { Feed } from './feed.ts'
import type { House } from './house.ts'
import type { Session } from './session.ts'

/** The feeds of those in a room who may know what happens beside the text. [LV19] */
export class Feeds {
  #document: string
  #house: House
  #feeds = new Map<Session, Feed>()

  constructor(document: string, house: House) {
    this.#document = document
    this.#house = house
  }

  /** Facts of another log have other sequences: then all of them are news. */
  join(session: Session, { after }: Acquaintance): void {
    if (!session.isOurs || !can(session.role, 'see-threads')) return
    const { store, storedFacts, clock, report } = this.#house
    const document = this.#document
    const feed = new Feed(session, after?.logId === store.logId ? after.sequence : 0, clock)
    this.#feeds.set(session, feed)
    feed
      .catchUp((part) => storedFacts(document, part))
      .catch((error) => {
        report('facts-failed', { document, error: String(error) })
        session.close('unreadable')
      })
  }

  leave(session: Session): void {
    this.#feeds.delete(session)
  }

  /** Encoded once, to all. */
  tell(fact: Fact): void {
    const frame = encodeFact(fact)
    for (const feed of this.#feeds.values()) feed.tell(fact, frame)
  }
}
