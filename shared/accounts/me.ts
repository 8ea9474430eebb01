import * as z from 'zod/mini'
import { COLOURS } from '../kit/colours.ts'

/** Who the server takes this browser for. */
export const meSchema = z.object({
  person: z.string(),
  name: z.string(),
  colour: z.enum(COLOURS),
  /** The page came over TLS or from this machine: the browser lends us its strict features. */
  secure: z.boolean(),
  /** `person`: has an account; `anonymous`: nobody in particular. */
  kind: z._default(z.enum(['person', 'guest', 'anonymous']), 'guest'),
  /** The account's address; null: a guest has none. */
  email: z._default(z.nullable(z.string()), null),
  /** They have shown that the address is theirs. */
  isVerified: z._default(z.boolean(), false),
  /** BCP 47; null: as the browser says. */
  language: z._default(z.nullable(z.string()), null),
  /** IANA; null: as the device says. */
  timeZone: z._default(z.nullable(z.string()), null),
  /** A `data:` address of a small picture; null: none. */
  picture: z._default(z.nullable(z.string()), null),
  /** They own this instance. */
  isOwner: z._default(z.boolean(), false),
})
export type Me = z.infer<typeof meSchema>

export const NAME_MAX_LENGTH = 60

/** Control characters and line breaks would tear the roster's lines. */
const nameSchema = z.pipe(
  z.pipe(
    z.string(),
    z.transform((name) => name.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim()),
  ),
  z.string().check(z.minLength(1), z.maxLength(NAME_MAX_LENGTH)),
)

/** What renames somebody. */
export const renameSchema = z.object({ name: nameSchema })

/** 32 KiB of picture, as text. */
const PICTURE_LENGTH = 44_000
/** Only what a browser shows without running anything in it. */
const PICTURE = /^data:image\/(png|jpeg|webp);base64,[A-Za-z0-9+/]+={0,2}$/

/** `PUT /api/me`: what is left out stays. Guests have a name and a colour. */
export const profileSchema = z.object({
  name: z.optional(nameSchema),
  colour: z.optional(z.enum(COLOURS)),
  language: z.optional(
    z.nullable(z.string().check(z.regex(/^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*$/))),
  ),
  timeZone: z.optional(z.nullable(z.string().check(z.regex(/^[\w+/-]{1,64}$/)))),
  picture: z.optional(z.nullable(z.string().check(z.maxLength(PICTURE_LENGTH), z.regex(PICTURE)))),
})
export type Profile = z.infer<typeof profileSchema>
