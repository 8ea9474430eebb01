import { type WaysIn, waysInSchema } from '../../shared/accounts/ways-in.ts'
import { type Answer, ask } from './ask.ts'

/** How one can sign in here. */
export const waysIn = (): Promise<Answer<WaysIn>> => ask('GET', '/api/ways-in', waysInSchema)
