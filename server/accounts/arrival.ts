/** Somebody has signed in: the guest they were in this browser is over. [AC6] [AC7] */
import type { Database } from '../platform/database.ts'
import { cookieOf } from './cookies.ts'
import { GUEST_COOKIE } from './guest-cookie.ts'
import type { Guest, Guests } from './guests.ts'
import { endGuestCookie } from './store.ts'

export interface ArrivalOptions {
  db: Database
  guests: Guests
  /** What the guest made is the person's from now on. */
  adopt: (guest: string, person: string) => Promise<void>
  /** What was shared with their address is theirs by name. */
  claim: (person: string) => Promise<void>
}

export async function arrive(
  { db, guests, adopt, claim }: ArrivalOptions,
  person: string,
  headers: Headers | null,
): Promise<void> {
  const guest = await guestOf(guests, headers)
  if (guest !== null && guest.person !== person) await adopt(guest.person, person)
  await endGuestCookie(db, person)
  await claim(person)
}

export async function guestOf(guests: Guests, headers: Headers | null): Promise<Guest | null> {
  const token = cookieOf(headers?.get('cookie') ?? '', GUEST_COOKIE)
  return token ? guests.recognise(token) : null
}
