import { type Instance, instanceSchema } from '../../shared/accounts/instance.ts'
import type { SignUpMode } from '../../shared/accounts/ways-in.ts'
import { ANYTHING, type Answer, ask } from './ask.ts'

/** For whoever owns the installation; nobody else is told anything. */
export const instance = (): Promise<Answer<Instance>> => ask('GET', '/api/instance', instanceSchema)

export const letSignUp = (mode: SignUpMode): Promise<Answer<unknown>> =>
  ask('PUT', '/api/instance/sign-up', ANYTHING, { mode })
