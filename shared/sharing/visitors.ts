import * as z from 'zod/mini'

/** What a document lets everybody do who knows its address and is not its owner. */
export const VISITOR_ROLES = ['read', 'comment', 'write'] as const
export type VisitorRole = (typeof VISITOR_ROLES)[number]
/** `PUT /api/documents/:id/visitors` */
export const visitorsSchema = z.object({ role: z.enum(VISITOR_ROLES) })
