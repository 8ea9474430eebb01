import * as z from 'zod/mini'

/** What a document may let everybody do who knows its address and is not its owner. */
const VISITOR_ROLES = ['read', 'comment', 'write'] as const

/** What can be said of many people at once; `nobody`: they get nothing by this. */
export const AUDIENCE_ROLES = ['nobody', ...VISITOR_ROLES] as const
export const audienceRoleSchema = z.enum(AUDIENCE_ROLES)
export type AudienceRole = z.infer<typeof audienceRoleSchema>

/** `PUT /api/documents/:document/visitors` and `…/members` */
export const audienceSchema = z.object({ role: audienceRoleSchema })
