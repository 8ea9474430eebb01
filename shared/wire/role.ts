import * as z from 'zod/mini'

/** What somebody may do with a document, weakest first. */
export const ROLES = ['read', 'comment', 'suggest', 'write', 'own'] as const
export const roleSchema = z.enum(ROLES)
export type Role = (typeof ROLES)[number]
