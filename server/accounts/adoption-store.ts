import { type Selectable, sql, type Transaction } from 'kysely'
import type { Database, Tables } from '../platform/database.ts'

export type AdoptionRow = Selectable<Tables['adoption']>

/** Those that the log does not know of yet. */
export async function unloggedAdoptions(db: Database): Promise<AdoptionRow[]> {
  return db.selectFrom('adoption').selectAll().where('is_logged', '=', 0).execute()
}

/** Nothing where it was so already. */
export async function insertAdoption(
  trx: Database,
  adoption: { guest: string; person: string; at: number },
): Promise<void> {
  await trx
    .insertInto('adoption')
    .values(adoption)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function noteLogged(db: Database, guest: string): Promise<void> {
  await db.updateTable('adoption').set({ is_logged: 1 }).where('guest', '=', guest).execute()
}

/** What the guest made, said and visited is the person's. */
export async function handOver(
  trx: Transaction<Tables>,
  guest: string,
  person: string,
): Promise<void> {
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

/** Also as an account that nobody ever signed in to: its address was never shown to be anybody's. */
export async function deleteGuest(trx: Database, guest: string): Promise<void> {
  await trx.deleteFrom('person').where('id', '=', guest).execute()
  await trx.deleteFrom('guest').where('id', '=', guest).execute()
}
