import type { Database } from '../platform/database.ts'

/** Where somebody is signed in. */
export class Sessions {
  #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /** null: they have no such session. */
  async tokenOf(person: string, id: string): Promise<string | null> {
    const row = await this.#db
      .selectFrom('sign_in')
      .select('token')
      .where((where) => where.and({ id, person }))
      .executeTakeFirst()
    return row?.token ?? null
  }
}
