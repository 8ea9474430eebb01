import * as z from 'zod/mini'
import { roleSchema } from '../wire/role.ts'

/** What a link may give; owning is not given to whoever finds a link. */
export const LINK_ROLES = ['read', 'comment', 'suggest', 'write'] as const
export const linkRoleSchema = z.enum(LINK_ROLES)
export type LinkRole = z.infer<typeof linkRoleSchema>

/** A link as its document's owners see it; its token is told once, when it is made. */
export const linkSchema = z.object({
  id: z.string(),
  role: linkRoleSchema,
  label: z.string(),
  /** ms UTC; null: never. One that has expired stays listed until it is deleted. */
  expiresAt: z.nullable(z.int()),
  hasPassword: z.boolean(),
  /** ms UTC, to the minute; null: nobody came by it. */
  lastUse: z.nullable(z.int()),
  at: z.int(),
})
export type Link = z.infer<typeof linkSchema>

const LABEL_LENGTH = 100
const PASSWORD_LENGTH = 200
const labelSchema = z.string().check(z.trim(), z.maxLength(LABEL_LENGTH))
const passwordSchema = z.string().check(z.minLength(4), z.maxLength(PASSWORD_LENGTH))

/** `POST …/links` → 201 {@link newLinkSchema}. */
export const linkWishSchema = z.object({
  role: linkRoleSchema,
  label: z._default(labelSchema, ''),
  expiresAt: z._default(z.nullable(z.int()), null),
  password: z._default(z.nullable(passwordSchema), null),
})
export type LinkWish = z.infer<typeof linkWishSchema>

/** The only time that its token is told. `url` begins with `/d/`; the token stands behind a `#`. */
export const newLinkSchema = z.object({ id: z.string(), url: z.string() })
export type NewLink = z.infer<typeof newLinkSchema>

/** `PUT …/links/:id` → 204: what is not named stays. Another password, or none, voids who came in. */
export const linkChangeSchema = z.object({
  role: z.optional(linkRoleSchema),
  label: z.optional(labelSchema),
  expiresAt: z.optional(z.nullable(z.int())),
  password: z.optional(z.nullable(passwordSchema)),
})
export type LinkChange = z.infer<typeof linkChangeSchema>

/**
 * `POST …/entrance` → 200 {@link entranceSchema}. Refused: `unknown-link` (wrong, deleted, or of
 * another document), `link-expired`, `password-needed`, `wrong-password`, `too-many` (guesses; the
 * header Retry-After says how long).
 */
export const entranceWishSchema = z.object({
  link: z.string().check(z.maxLength(200)),
  password: z.optional(z.string().check(z.maxLength(PASSWORD_LENGTH))),
})
/** What they may do there now; it can be more than the link gives. */
export const entranceSchema = z.object({ role: roleSchema })
