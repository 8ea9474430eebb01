import * as z from 'zod/mini'
import { type Answer, ask } from './ask.ts'

/** `GET /api/ways-in`: how one can sign in here. */
export const waysInSchema = z.object({
  password: z.boolean(),
  magicLink: z.boolean(),
  passkey: z.boolean(),
  providers: z.array(z.object({ id: z.string(), name: z.string() })),
  signUp: z.enum(['open', 'invitation', 'closed']),
  /** Nobody has an account yet: the first one owns the instance. */
  isFirst: z.boolean(),
  /** Letters reach people by themselves; else whoever runs this finds them in a folder. */
  isMailSent: z._default(z.boolean(), true),
})
export type WaysIn = z.infer<typeof waysInSchema>

export const waysIn = (): Promise<Answer<WaysIn>> => ask('GET', '/api/ways-in', waysInSchema)
