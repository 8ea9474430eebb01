import * as z from 'zod/mini'
import { COLOURS } from '../kit/colours.ts'
import { SIGN_UP_MODES } from './ways-in.ts'

/** `GET /api/instance`, for its owner. */
export const instanceSchema = z.object({
  signUp: z.enum(SIGN_UP_MODES),
  /** The oldest account first. */
  people: z.array(
    z.object({
      person: z.string(),
      name: z.string(),
      colour: z.enum(COLOURS),
      email: z.nullable(z.string()),
      isVerified: z.boolean(),
      isOwner: z.boolean(),
      at: z.int(),
    }),
  ),
  mail: z.object({
    by: z.enum(['folder', 'smtp']),
    /** The folder, or the server's name. */
    where: z.string(),
    waiting: z.int(),
    /** What was tried at least once and not taken; some of it is tried again. */
    failed: z.array(z.object({ address: z.string(), why: z.string() })),
  }),
})
export type Instance = z.infer<typeof instanceSchema>

/** `PUT /api/instance/sign-up` */
export const signUpModeSchema = z.object({ mode: z.enum(SIGN_UP_MODES) })
