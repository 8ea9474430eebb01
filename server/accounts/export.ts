/** All that is kept of one person, as one file. No secret is in it. [AC20] */
import { sql } from 'kysely'
import type { Clock } from '../../shared/kit/clock.ts'
import type { Database } from '../platform/database.ts'
import type { AccessTokens } from './access-tokens.ts'
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
    const at = new Date(this.#clock.now()).toISOString()
    const said = {
      ...{ format: 'interline-export-1', at },
      profile: await personById(this.#db, person),
      ...(await this.#ways(person)),
      documents: await this.#documents(person),
      visits: await this.#visits(person),
      comments: await this.#comments(person),
      whatHappened: await this.#facts(person),
    }
    return { name: `interline-${at.slice(0, 10)}.json`, text: JSON.stringify(said, null, 2) }
  }

  async #ways(person: string) {
    const waysIn = this.#db.selectFrom('way_in').select(['provider', 'subject', 'created_at'])
    const passkeys = this.#db.selectFrom('passkey').select(['name', 'created_at'])
    const signIns = this.#db
      .selectFrom('sign_in')
      .select(['user_agent', 'created_at', 'updated_at', 'expires_at'])
    return {
      waysIn: await waysIn.where('person', '=', person).execute(),
      passkeys: await passkeys.where('person', '=', person).execute(),
      sessions: await signIns.where('person', '=', person).execute(),
      tokens: await this.#tokens.list(person),
    }
  }

  /** What they own, with its words as the search knows them. */
  async #documents(person: string) {
    const { rows } = await sql<{ id: string; title: string; text: string | null }>`
      select document.id, document.title, document.created_at as createdAt,
        document.changed_at as changedAt, search_text.body as text
      from "grant" join document on document.id = "grant".document
      left join search_entry on search_entry.document = document.id
      left join search_text on search_text.rowid = search_entry.id
      where grantee_kind = 'person' and grantee = ${person} and role = 'own'
      order by document.created_at
    `.execute(this.#db)
    return rows
  }

  #visits(person: string) {
    const visits = this.#db.selectFrom('visit').select(['document', 'at'])
    return visits.where('person', '=', person).orderBy('at').execute()
  }

  async #comments(person: string) {
    const rows = await this.#db
      .selectFrom('comment')
      .innerJoin('thread', 'thread.id', 'comment.thread')
      .select(['thread.document', 'comment.thread', 'comment.id', 'comment.body', 'comment.at'])
      .where('comment.person', '=', person)
      .orderBy('comment.at')
      .execute()
    return rows.map((row) => ({ ...row, body: row.body === null ? null : JSON.parse(row.body) }))
  }

  #facts(person: string) {
    const facts = this.#db.selectFrom('fact').select(['document', 'kind', 'at'])
    return facts.where('person', '=', person).orderBy('sequence').execute()
  }
}
