import type { Database, Tables } from '../platform/database.ts'

export type RequestRow = Tables['access_request']

/** The oldest first. */
export async function requestsFor(db: Database, document: string): Promise<RequestRow[]> {
  return db
    .selectFrom('access_request')
    .selectAll()
    .where('document', '=', document)
    .orderBy('at')
    .orderBy('person')
    .execute()
}

/** `new`; or only its words are, if it was there. `full`: so many wait that nobody reads more. */
export async function upsertRequest(
  trx: Database,
  row: RequestRow,
  most: number,
): Promise<'new' | 'known' | 'full'> {
  const { document, person, words } = row
  const known = await trx
    .updateTable('access_request')
    .set({ words })
    .where((where) => where.and({ document, person }))
    .executeTakeFirst()
  if (known.numUpdatedRows > 0n) return 'known'
  if ((await requestsFor(trx, document)).length >= most) return 'full'
  await trx.insertInto('access_request').values(row).execute()
  return 'new'
}

/** False: there was none. */
export async function deleteRequest(
  trx: Database,
  document: string,
  person: string,
): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('access_request')
    .where((where) => where.and({ document, person }))
    .executeTakeFirst()
  return numDeletedRows > 0n
}
