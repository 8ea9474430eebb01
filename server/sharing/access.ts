import { VISITOR_ROLES } from '../../shared/sharing/visitors.ts'
import type { Role } from '../../shared/wire/role.ts'
import type { Database } from '../platform/database.ts'

/**
 * What somebody may do with a document. `trashed`: they had it in their list, and it is in the trash
 * or gone for ever. null: for them there is none.
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
    if (row && row.trashed_at === null) return roleIn(row, person)
    const knew = row?.creator === person || (await hadInList(db, person, document))
    return knew ? 'trashed' : null
  }
}

/** Of a document that is not in the trash. */
export function roleIn(row: { creator: string; visitors: string }, person: string): Role {
  if (row.creator === person) return 'own'
  // A word that a newer version wrote gives nobody more than they had.
  return VISITOR_ROLES.find((role) => role === row.visitors) ?? 'read'
}

async function hadInList(db: Database, person: string, document: string): Promise<boolean> {
  const visit = db.selectFrom('visit').select('document')
  const gone = db.selectFrom('gone').select('document')
  const row = await visit
    .where((where) => where.and({ document, person }))
    .union(gone.where((where) => where.and({ document, person })))
    .executeTakeFirst()
  return row !== undefined
}
