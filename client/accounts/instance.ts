import * as z from 'zod/mini'
import { SIGN_UP_MODES, type SignUpMode } from '../../shared/accounts/ways-in.ts'
import { COLOURS } from '../../shared/kit/colours.ts'
import { ANYTHING, type Answer, ask } from './ask.ts'

/** `GET /api/instance`, for its owner. */
const instanceSchema = z.object({
  signUp: z.enum(SIGN_UP_MODES),
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
    where: z.string(),
    waiting: z.int(),
    failed: z.array(z.object({ address: z.string(), why: z.string() })),
  }),
})
export type Instance = z.infer<typeof instanceSchema>

export const instance = (): Promise<Answer<Instance>> => ask('GET', '/api/instance', instanceSchema)

export const letSignUp = (mode: SignUpMode): Promise<Answer<unknown>> =>
  ask('PUT', '/api/instance/sign-up', ANYTHING, { mode })
