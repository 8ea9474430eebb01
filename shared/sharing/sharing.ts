import * as z from 'zod/mini'
import { COLOURS } from '../kit/colours.ts'
import { roleSchema } from '../wire/role.ts'
import { linkSchema } from './links.ts'
import { audienceRoleSchema } from './visitors.ts'

const nameSchema = z.nullable(z.object({ name: z.string(), colour: z.enum(COLOURS) }))

/** What somebody was given. `kind` and `grantee` are its address: `grants/:kind/:grantee`. */
const grantSchema = z.object({
  kind: z.enum(['person', 'address']),
  /** A person's id; or an e-mail address that nobody has come with yet. */
  grantee: z.string(),
  /** null: an address, or somebody whom nobody knows any more. */
  who: nameSchema,
  role: roleSchema,
  /** An invitation: nobody has shown yet that this address is theirs. */
  isPending: z.boolean(),
  at: z.int(),
})
export type Grant = z.infer<typeof grantSchema>

/** Somebody who wants in, or wants to do more. */
const accessRequestSchema = z.object({
  person: z.string(),
  who: nameSchema,
  /** Their verified e-mail address; null: a guest, or none is known. */
  address: z.nullable(z.string()),
  words: z.string(),
  at: z.int(),
})
export type AccessRequest = z.infer<typeof accessRequestSchema>

/** `GET /api/documents/:document/sharing`, for its owners. Times are ms UTC. */
export const sharingSchema = z.object({
  /** Everybody who knows the address. */
  visitors: audienceRoleSchema,
  /** Everybody who signs in to this server. */
  members: audienceRoleSchema,
  /** The owners first, then the oldest first. */
  grants: z.array(grantSchema),
  links: z.array(linkSchema),
  requests: z.array(accessRequestSchema),
})
export type SharingState = z.infer<typeof sharingSchema>

/** `PUT …/grants/:kind/:grantee` → 204. By `own` a document gets one more owner. */
export const grantWishSchema = z.object({ role: roleSchema })

const ADDRESS_LENGTH = 254
/** As it is kept and compared: small letters. */
export const addressSchema = z.pipe(
  z.pipe(
    z.string(),
    z.transform((text) => text.trim().toLowerCase()),
  ),
  z.email().check(z.maxLength(ADDRESS_LENGTH)),
)

export const REQUEST_WORDS_LENGTH = 500
/** `POST …/requests` → 202, whatever the id. */
export const requestWishSchema = z.object({
  words: z._default(z.string().check(z.trim(), z.maxLength(REQUEST_WORDS_LENGTH)), ''),
})
