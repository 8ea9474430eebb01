import * as z from 'zod/mini'
import { meSchema } from '../../shared/accounts/me.ts'

/** Who I am, as this browser keeps it: what an earlier version kept says less; it was a guest. */
export const meHereSchema = z.object({
  ...meSchema.shape,
  kind: z._default(z.enum(['person', 'guest', 'anonymous']), 'guest'),
  email: z._default(z.nullable(z.string()), null),
  isVerified: z._default(z.boolean(), false),
  language: z._default(z.nullable(z.string()), null),
  timeZone: z._default(z.nullable(z.string()), null),
  picture: z._default(z.nullable(z.string()), null),
  isOwner: z._default(z.boolean(), false),
})
export type Me = z.infer<typeof meHereSchema>
