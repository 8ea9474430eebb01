import * as z from 'zod/mini'

/** Who may make an account: anybody, whose address somebody shares with, nobody. */
export const SIGN_UP_MODES = ['open', 'invitation', 'closed'] as const
export type SignUpMode = (typeof SIGN_UP_MODES)[number]

/** `GET /api/ways-in`: how one signs in here. */
export const waysInSchema = z.object({
  password: z.boolean(),
  magicLink: z.boolean(),
  passkey: z.boolean(),
  providers: z.array(z.object({ id: z.string(), name: z.string() })),
  signUp: z.enum(SIGN_UP_MODES),
  /** Nobody has an account yet: the first one owns the instance. */
  isFirst: z.boolean(),
  /** What this instance was set up for: guests may make documents (`open`), or only members. */
  access: z.enum(['open', 'accounts']),
  /** Letters reach people by themselves; else whoever runs this finds them in a folder. */
  isMailSent: z.boolean(),
})
export type WaysIn = z.infer<typeof waysInSchema>
