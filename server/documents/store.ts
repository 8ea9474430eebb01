import type { Insertable, Selectable } from 'kysely'
import type { Database, Tables } from '../platform/database.ts'

export type DocumentRow = Selectable<Tables['document']>

export type NewDocument = Insertable<Tables['document']>

/** False: there is one with this id already. */
export async function insertDocument(db: Database, row: NewDocument): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('document')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

export async function documentById(db: Database, id: string): Promise<DocumentRow | null> {
  const row = await db.selectFrom('document').selectAll().where('id', '=', id).executeTakeFirst()
  return row ?? null
}

/** Last change first. */
export async function documentsVisitedBy(db: Database, person: string): Promise<DocumentRow[]> {
  return db
    .selectFrom('visit')
    .innerJoin('document', 'document.id', 'visit.document')
    .selectAll('document')
    .where('visit.person', '=', person)
    .where('document.trashed_at', 'is', null)
    .orderBy('document.changed_at', 'desc')
    .orderBy('document.id', 'desc')
    .execute()
}

export async function recordVisit(
  db: Database,
  visit: { document: string; person: string; at: number },
): Promise<void> {
  await db
    .insertInto('visit')
    .values(visit)
    .onConflict((conflict) =>
      conflict.columns(['person', 'document']).doUpdateSet({ at: visit.at }),
    )
    .execute()
}

export async function removeVisit(db: Database, person: string, document: string): Promise<void> {
  await db
    .deleteFrom('visit')
    .where('person', '=', person)
    .where('document', '=', document)
    .execute()
}

/** False: there is no such document any more. */
export async function updateTitle(
  db: Database,
  { id, title, changedAt }: { id: string; title: string; changedAt: number | null },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('document')
    .set(changedAt === null ? { title } : { title, changed_at: changedAt })
    .where('id', '=', id)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
