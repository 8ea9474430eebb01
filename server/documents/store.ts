import type { Database } from '../platform/database.ts'

export interface DocumentRow {
  id: string
  creator: string
  title: string
  created_at: number
  changed_at: number
}

/** False: there is one with this id already. */
export async function insertDocument(db: Database, row: DocumentRow): Promise<boolean> {
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

export async function updateTitle(
  db: Database,
  { id, title, changedAt }: { id: string; title: string; changedAt: number | null },
): Promise<void> {
  await db
    .updateTable('document')
    .set(changedAt === null ? { title } : { title, changed_at: changedAt })
    .where('id', '=', id)
    .execute()
}
