/**
 * Somebody signs in where they were a guest: what the guest made is theirs from then on, all of it or
 * nothing; then their client ids in the log, again at the next start if that failed. [AC7]
 */
import { sql, type Transaction } from 'kysely'
import type { Clock } from '../../shared/kit/clock.ts'
import type { Database, Tables } from '../platform/database.ts'
import { adoptSharing } from '../sharing/adopt.ts'

export interface AdoptionOptions {
  db: Database
  clock: Clock
  /** Closes the guest's sockets and gives their client ids to the person. */
  adoptLog: (guest: string, person: string) => Promise<'adopted' | 'full'>
  /** In these the person may what the guest might, also where they are already. */
  onGiven: (person: string, documents: readonly string[]) => void
  failed: (error: unknown) => void
}

export class Adoption {
  #options: AdoptionOptions

  constructor(options: AdoptionOptions) {
    this.#options = options
  }

  /** What an earlier run of the server could not finish. */
  async resume(): Promise<void> {
    const { db } = this.#options
    const left = await db.selectFrom('adoption').selectAll().where('is_logged', '=', 0).execute()
    for (const { guest, person } of left) await this.#log(guest, person)
  }

  async adopt(guest: string, person: string): Promise<void> {
    const { db, clock, failed, onGiven } = this.#options
    const at = clock.now()
    const given = await db.transaction().execute(async (trx) => {
      await moveRows(trx, guest, person)
      const documents = await adoptSharing(trx, guest, person)
      // An account that nobody ever signed in to: its address was never shown to be anybody's.
      await trx.deleteFrom('person').where('id', '=', guest).execute()
      await trx.deleteFrom('guest').where('id', '=', guest).execute()
      await trx
        .insertInto('adoption')
        .values({ guest, person, at })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      return documents
    })
    onGiven(person, given)
    await this.#log(guest, person).catch(failed)
  }

  async #log(guest: string, person: string): Promise<void> {
    const { db, adoptLog } = this.#options
    if ((await adoptLog(guest, person)) === 'full') return
    await db.updateTable('adoption').set({ is_logged: 1 }).where('guest', '=', guest).execute()
  }
}

async function moveRows(trx: Transaction<Tables>, guest: string, person: string): Promise<void> {
  await trx.updateTable('document').set({ creator: person }).where('creator', '=', guest).execute()
  await trx.updateTable('fact').set({ person }).where('person', '=', guest).execute()
  await trx.updateTable('comment').set({ person }).where('person', '=', guest).execute()
  await trx.updateTable('thread_turn').set({ person }).where('person', '=', guest).execute()
  // Where both were, the later visit counts.
  await sql`insert into visit (document, person, at)
    select document, ${person}, at from visit where person = ${guest}
    on conflict (person, document) do update set at = max(at, excluded.at)`.execute(trx)
  await trx.deleteFrom('visit').where('person', '=', guest).execute()
  await sql`update or ignore gone set person = ${person} where person = ${guest}`.execute(trx)
  await trx.deleteFrom('gone').where('person', '=', guest).execute()
}
