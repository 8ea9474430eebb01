import * as z from 'zod/mini'

/** What somebody may do with a document, weakest first. */
export const ROLES = ['read', 'comment', 'suggest', 'write', 'own'] as const
export const roleSchema = z.enum(ROLES)
export type Role = (typeof ROLES)[number]

/** Writing a document is all or nothing: roles never filter the bytes of an update. */
export function mayWrite(role: Role): boolean {
  return role === 'write' || role === 'own'
}
