import { VISITOR_ROLES, type VisitorRole } from '../../shared/sharing/visitors.ts'
import type { Database } from '../platform/database.ts'

export async function visitorsOf(db: Database, document: string): Promise<VisitorRole | null> {
  const row = await db
    .selectFrom('document')
    .select('visitors')
    .where('id', '=', document)
    .executeTakeFirst()
  return VISITOR_ROLES.find((role) => role === row?.visitors) ?? null
}

/** False: it was so already. */
export async function updateVisitors(
  db: Database,
  document: string,
  role: VisitorRole,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('document')
    .set({ visitors: role })
    .where('id', '=', document)
    .where('visitors', '!=', role)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
