import type { Role } from '../../shared/wire/role.ts'
import type { Database } from '../platform/database.ts'

/** What somebody may do with a document; null: for them there is none. */
export type Access = (person: string, document: string) => Promise<Role | null>

/** Decided here and nowhere else. Until there are grants: whoever knows the address may write. */
export function openAccess(db: Database): Access {
  return async (_person, document) => {
    const row = await db
      .selectFrom('document')
      .select('id')
      .where('id', '=', document)
      .executeTakeFirst()
    return row ? 'write' : null
  }
}
