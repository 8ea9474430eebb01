import type { Database } from '../platform/database.ts'

export interface GuestRow {
  id: string
  name: string
  colour: string
}

export async function guestByToken(db: Database, hash: string): Promise<GuestRow | null> {
  const row = await db
    .selectFrom('guest')
    .select(['id', 'name', 'colour'])
    .where('token_hash', '=', hash)
    .executeTakeFirst()
  return row ?? null
}

export async function insertGuest(
  db: Database,
  guest: GuestRow & { hash: string; at: number },
): Promise<void> {
  const { id, name, colour, hash, at } = guest
  await db
    .insertInto('guest')
    .values({ id, name, colour, token_hash: hash, created_at: at })
    .execute()
}

export async function updateGuest(
  db: Database,
  id: string,
  change: Pick<GuestRow, 'name' | 'colour'>,
): Promise<void> {
  await db.updateTable('guest').set(change).where('id', '=', id).execute()
}

/** From now on this cookie is nobody's: whoever still has it is not taken for the person. */
export async function endGuestCookie(db: Database, id: string): Promise<void> {
  await db
    .updateTable('guest')
    .set({ token_hash: `person ${id}` })
    .where('id', '=', id)
    .execute()
}
