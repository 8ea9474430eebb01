import { VISITOR_ROLES } from '../../shared/sharing/visitors.ts'
import type { Role } from '../../shared/wire/role.ts'
import type { Database } from '../platform/database.ts'

/**
 * What somebody may do with a document. `trashed`: they might do something if it were not in the
 * trash. null: for them there is none.
 */
export type Access = (person: string, document: string) => Promise<Role | 'trashed' | null>

/**
 * Decided here and nowhere else. Until there are grants: it belongs to whoever made it, and others
 * who know the address may what the owner says of visitors. [SH1]
 */
export function openAccess(db: Database): Access {
  return async (person, document) => {
    const row = await db
      .selectFrom('document')
      .select(['creator', 'visitors', 'trashed_at'])
      .where('id', '=', document)
      .executeTakeFirst()
    if (!row) return null
    if (row.trashed_at !== null) return 'trashed'
    if (row.creator === person) return 'own'
    // A word that a newer version wrote gives nobody more than they had.
    return VISITOR_ROLES.find((role) => role === row.visitors) ?? 'read'
  }
}
