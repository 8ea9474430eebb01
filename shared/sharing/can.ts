import type { Role } from '../wire/role.ts'

export type Action =
  | 'read'
  | 'see-threads'
  | 'comment'
  | 'write'
  | 'move-threads'
  | 'share'
  | 'trash'

/**
 * The only table of who may do what. Writing a document is all or nothing: roles never filter the
 * bytes of an update.
 */
const MAY: Readonly<Record<Role, readonly Action[]>> = {
  read: ['read'],
  comment: ['read', 'see-threads', 'comment'],
  suggest: ['read', 'see-threads', 'comment'],
  write: ['read', 'see-threads', 'comment', 'write', 'move-threads'],
  own: ['read', 'see-threads', 'comment', 'write', 'move-threads', 'share', 'trash'],
}

export function can(role: Role, action: Action): boolean {
  return MAY[role].includes(action)
}
