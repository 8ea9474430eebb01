/** What is kept of one person, as one file. No secret is in it. [AC20] */
import type { Clock } from '../../shared/kit/clock.ts'
import type { Database } from '../platform/database.ts'
import type { AccessTokens } from './access-tokens.ts'
import {
  commentsOf,
  documentsOf,
  factsOf,
  passkeysOf,
  sessionsOf,
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
    const comments = await commentsOf(db, person)
    const said = {
      ...{ format: 'interline-export-1', at },
      profile: await personById(db, person),
      waysIn: await waysInOf(db, person),
      passkeys: await passkeysOf(db, person),
      sessions: await sessionsOf(db, person),
      tokens: await this.#tokens.list(person),
      documents: await documentsOf(db, person),
      visits: await visitsOf(db, person),
      comments: comments.map((each) => ({ ...each, body: each.body && JSON.parse(each.body) })),
      whatHappened: await factsOf(db, person),
    }
    return { name: `interline-${at.slice(0, 10)}.json`, text: JSON.stringify(said, null, 2) }
  }
}
