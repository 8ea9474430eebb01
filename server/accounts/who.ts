import type { Colour } from '../../shared/kit/colours.ts'
import type { Asker } from '../../shared/sharing/asker.ts'
import type { Database } from '../platform/database.ts'
import type { AccessTokens } from './access-tokens.ts'
import { type Auth, isDue } from './auth.ts'
import { cookieOf } from './cookies.ts'
import { GUEST_COOKIE } from './guest-cookie.ts'
import { ANONYMOUS, type Guests } from './guests.ts'
import { colourNamed, type KnownRow, knownById, personBySession } from './people-store.ts'
import { sessionToken } from './session-cookie.ts'

/** Who asks. A person with an account, a guest with only a name, or nobody in particular. */
export interface Who extends Asker {
  name: string
  colour: Colour
}

export type Recognition =
  /** `since`: when the session began, ms UTC. `cookies`: to be set in the answer. */
  | { kind: 'known'; who: Who; since: number | null; cookies: readonly string[] }
  /** They came with a token that is nobody's: never taken for a guest. [AC2] */
  | { kind: 'unknown-token' }

export interface WhoHouse {
  db: Database
  guests: Guests
  auth: Auth
  tokens: AccessTokens
  secret: string
}

const NOTHING = { address: null, token: null, link: null } as const
export const NOBODY: Who = { ...ANONYMOUS, ...NOTHING, kind: 'anonymous' }

/** By a token, else by a session, else by a guest's cookie. [AC1] */
export async function whoIs(
  { db, guests, auth, tokens, secret }: WhoHouse,
  headers: Headers,
  origin: string,
): Promise<Recognition> {
  const bearer = /^bearer +(\S+) *$/i.exec(headers.get('authorization') ?? '')?.[1]
  if (bearer !== undefined) {
    const token = await tokens.recognise(bearer)
    const row = token && (await knownById(db, token.person))
    if (!token || !row) return { kind: 'unknown-token' }
    const { scopes, document } = token
    return {
      kind: 'known',
      who: { ...personOf(row), token: { scopes, document } },
      since: null,
      cookies: [],
    }
  }
  const cookie = headers.get('cookie') ?? ''
  const session = sessionToken(cookie, origin.startsWith('https:'), secret)
  const row = session === null ? null : await personBySession(db, session)
  if (row && row.endsAt > Date.now()) {
    const cookies = isDue(row.endsAt) ? await auth.renewed(headers, origin) : []
    return { kind: 'known', who: personOf(row), since: row.since, cookies }
  }
  const token = cookieOf(cookie, GUEST_COOKIE)
  const guest = token ? await guests.recognise(token) : null
  const who: Who = guest ? { ...guest, ...NOTHING, kind: 'guest' } : NOBODY
  return { kind: 'known', who, since: null, cookies: [] }
}

function personOf({ id, name, colour, address, is_verified }: KnownRow): Who {
  return {
    ...{ ...NOTHING, person: id, name, colour: colourNamed(colour), kind: 'person' },
    address: is_verified ? address : null,
  }
}
