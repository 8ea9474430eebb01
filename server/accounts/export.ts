/** All that is kept of one person, as one file. No secret is in it. [AC20] */
import type { Clock } from '../../shared/kit/clock.ts'
import type { Database } from '../platform/database.ts'
import type { AccessTokens } from './access-tokens.ts'
import {
  commentsOf,
  documentsOf,
  earlierWordsOf,
  entrancesOf,
  factsOf,
  goneOf,
  grantsBy,
  grantsTo,
  guestsOf,
  lettersTo,
  linksBy,
  passkeysOf,
  requestsOf,
  sessionsOf,
  turnsOf,
  visitsOf,
  waysInOf,
} from './export-store.ts'
import { personById } from './people-store.ts'

export class Export {
  #db: Database
  #clock: Clock
  #tokens: AccessTokens

  constructor(db: Database, clock: Clock, tokens: AccessTokens) {
    this.#db = db
    this.#clock = clock
    this.#tokens = tokens
  }

  async of(person: string): Promise<{ name: string; text: string }> {
    const db = this.#db
    const at = new Date(this.#clock.now()).toISOString()
    const profile = await personById(db, person)
    const said = {
      ...{ format: 'interline-export-1', at },
      profile,
      waysIn: await waysInOf(db, person),
      passkeys: await passkeysOf(db, person),
      sessions: await sessionsOf(db, person),
      tokens: await this.#tokens.list(person),
      documents: await documentsOf(db, person),
      visits: await visitsOf(db, person),
      deletedForEver: await goneOf(db, person),
      comments: (await commentsOf(db, person)).map(read),
      earlierWords: (await earlierWordsOf(db, person)).map(read),
      resolutions: await turnsOf(db, person),
      given: await grantsTo(db, person),
      gave: await grantsBy(db, person),
      links: await linksBy(db, person),
      cameInByLink: await entrancesOf(db, person),
      askedForAccess: await requestsOf(db, person),
      wasGuest: await guestsOf(db, person),
      lettersOnTheirWay: profile ? await lettersTo(db, profile.address) : [],
      whatHappened: await factsOf(db, person),
    }
    return { name: `interline-${at.slice(0, 10)}.json`, text: JSON.stringify(said, null, 2) }
  }
}

/** The words of a comment are JSON; null: it was deleted. */
function read<Row extends { body: string | null }>({ body, ...row }: Row) {
  return { ...row, body: body && JSON.parse(body) }
}
