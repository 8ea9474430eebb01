import * as z from 'zod/mini'
import { COLOURS } from '../kit/colours.ts'

/** Who the server takes this browser for. */
export const meSchema = z.object({
  person: z.string(),
  name: z.string(),
  colour: z.enum(COLOURS),
  /** The page came over TLS or from this machine: the browser lends us its strict features. */
  secure: z.boolean(),
})
export type Me = z.infer<typeof meSchema>

export const NAME_MAX_LENGTH = 60

/** What renames somebody. Control characters and line breaks would tear the roster's lines. */
export const renameSchema = z.object({
  name: z.pipe(
    z.pipe(
      z.string(),
      z.transform((name) => name.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim()),
    ),
    z.string().check(z.minLength(1), z.maxLength(NAME_MAX_LENGTH)),
  ),
})
