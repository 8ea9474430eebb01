import type { Clock } from '../../shared/kit/clock.ts'
import type { Colour } from '../../shared/kit/colours.ts'
import type { Database } from '../platform/database.ts'
import type { Letter } from './letters.ts'

/** What whoever makes an account begins with. */
export interface Newcomer {
  id: string
  name: string
  colour: Colour
  isOwner: boolean
  emailVerified?: true
}

export type SignUpRefusal = 'sign-up-closed' | 'invitation-needed'

export type Admission =
  | { kind: 'admitted'; newcomer: Newcomer }
  | { kind: 'refused'; reason: SignUpRefusal }

/** What better-auth works with, and whom it asks. */
export interface AuthHouse {
  db: Database
  clock: Clock
  secret: string
  /** Letters reach people by themselves; else they lie in a folder for whoever runs this. */
  isMailSent: boolean
  /** Sent later, and again if that fails. */
  post: (letter: Letter) => Promise<void>
  /** May this address have a new account? The headers tell which guest asks. */
  admit: (wish: { address: string; name: string }, headers: Headers | null) => Promise<Admission>
  /** This address has an account, or may have one. */
  mayEnter: (address: string) => Promise<boolean>
  /** Somebody has signed in, by whatever way. */
  arrived: (person: string, headers: Headers | null) => Promise<void>
  /** A session of theirs is over, by whatever way. */
  ended: (person: string) => void
  /** Work that nobody waits for: how long it takes tells nobody what it was. */
  later: (work: Promise<unknown>) => void
}
