import type { AudienceRole } from '../../shared/sharing/visitors.ts'
import type { Database } from '../platform/database.ts'

/** False: it was so already. */
export async function updateVisitors(
  db: Database,
  document: string,
  role: AudienceRole,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('document')
    .set({ visitors: role })
    .where('id', '=', document)
    .where('visitors', '!=', role)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
