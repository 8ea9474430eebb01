import { COLOURS, type Colour } from '../../shared/kit/colours.ts'
import type { Database, Tables } from '../platform/database.ts'

export type PersonRow = Tables['person']

export async function personById(db: Database, id: string): Promise<PersonRow | null> {
  const row = await db.selectFrom('person').selectAll().where('id', '=', id).executeTakeFirst()
  return row ?? null
}

/** What is needed with each request: no picture among it. */
export type KnownRow = Pick<PersonRow, 'id' | 'name' | 'colour' | 'address' | 'is_verified'>
const KNOWN = ['person.id', 'name', 'colour', 'address', 'is_verified'] as const

export async function knownById(db: Database, id: string): Promise<KnownRow | null> {
  const row = await db.selectFrom('person').select(KNOWN).where('id', '=', id).executeTakeFirst()
  return row ?? null
}

/** Times are ms UTC; it may be over. */
export async function personBySession(
  db: Database,
  token: string,
): Promise<(KnownRow & { since: number; endsAt: number }) | null> {
  const row = await db
    .selectFrom('sign_in')
    .innerJoin('person', 'person.id', 'sign_in.person')
    .select([...KNOWN, 'sign_in.created_at', 'expires_at'])
    .where('token', '=', token)
    .executeTakeFirst()
  if (!row) return null
  return { ...row, since: Date.parse(row.created_at), endsAt: Date.parse(row.expires_at) }
}

export async function personByAddress(db: Database, address: string): Promise<PersonRow | null> {
  const row = await db
    .selectFrom('person')
    .selectAll()
    .where('address', '=', address.toLowerCase())
    .executeTakeFirst()
  return row ?? null
}

export async function isAnybody(db: Database): Promise<boolean> {
  const row = await db.selectFrom('person').select('id').limit(1).executeTakeFirst()
  return row !== undefined
}

/** The oldest first. */
export async function everybody(db: Database): Promise<PersonRow[]> {
  return db.selectFrom('person').selectAll().orderBy('created_at').orderBy('id').execute()
}

export type Profile = Partial<
  Pick<PersonRow, 'name' | 'colour' | 'language' | 'time_zone' | 'picture'>
>

export async function updatePerson(db: Database, id: string, change: Profile): Promise<void> {
  if (Object.keys(change).length === 0) return
  await db.updateTable('person').set(change).where('id', '=', id).execute()
}

export function colourNamed(word: string): Colour {
  return COLOURS.find((one) => one === word) ?? COLOURS[0]
}

/** As better-auth keeps it; null: they sign in otherwise. */
export async function passwordOf(db: Database, person: string): Promise<string | null> {
  const row = await db
    .selectFrom('way_in')
    .select('password')
    .where((where) => where.and({ person, provider: 'credential' }))
    .executeTakeFirst()
  return row?.password ?? null
}

/** Where they were, and what was written to them. */
export async function deleteTraces(trx: Database, person: string): Promise<void> {
  const row = await personById(trx, person)
  await trx.deleteFrom('visit').where('person', '=', person).execute()
  await trx.deleteFrom('gone').where('person', '=', person).execute()
  if (row) await trx.deleteFrom('letter').where('recipient', '=', row.address).execute()
}

/** With all that hangs on them. An instance is never nobody's: the oldest account has it then. */
export async function removePerson(trx: Database, id: string): Promise<void> {
  const row = await personById(trx, id)
  await trx.deleteFrom('person').where('id', '=', id).execute()
  if (row?.is_owner !== 1) return
  const [heir] = await everybody(trx)
  if (heir) await trx.updateTable('person').set({ is_owner: 1 }).where('id', '=', heir.id).execute()
}
