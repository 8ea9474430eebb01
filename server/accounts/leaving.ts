/**
 * Somebody deletes their account. What only they had goes with them; what others have, too, goes to
 * the one of them who may most; what they said elsewhere stays without a name. [AC19]
 */
import type { RefusalReason } from '../../shared/wire/refusals.ts'
import { ROLES } from '../../shared/wire/role.ts'
import type { Database } from '../platform/database.ts'
import { roleNamed } from '../sharing/access.ts'
import { deleteSharing, ownedOnlyBy } from '../sharing/adopt-store.ts'
import { grantsOf } from '../sharing/store.ts'
import type { Attempts } from './attempts.ts'
import { type Auth, FRESH_S } from './auth.ts'
import { deleteTraces, passwordOf, removePerson } from './people-store.ts'
import type { Who } from './who.ts'

export interface LeavingOptions {
  db: Database
  auth: Auth
  attempts: Attempts
  /** Deletes a document that they own for ever. */
  destroy: (who: Who, document: string) => Promise<void>
  /** Gives a document that they own to somebody else. */
  passOn: (document: string, heritage: { from: string; to: string }) => Promise<void>
  /** Their sockets are closed. */
  ended: (person: string) => void
}

interface Proof {
  password: string | undefined
  /** When they signed in, ms UTC; null: not known. */
  since: number | null
  /** The network address. */
  from: string
}

export class Leaving {
  #options: LeavingOptions

  constructor(options: LeavingOptions) {
    this.#options = options
  }

  /** null: nobody of that name is here any more. */
  async leave(
    who: Who,
    proof: Proof,
  ): Promise<{ reason: RefusalReason; retryAfter?: number } | null> {
    const no = await this.#doubt(who, proof)
    if (no) return no
    const { db, ended } = this.#options
    do {
      for (const document of await ownedOnlyBy(db, who.person)) await this.#passOn(who, document)
    } while (!(await this.#goes(who.person)))
    ended(who.person)
    return null
  }

  /** False: another owner has left meanwhile, and something is theirs alone now; nothing is done. */
  #goes(person: string): Promise<boolean> {
    return this.#options.db.transaction().execute(async (trx) => {
      if ((await ownedOnlyBy(trx, person)).length > 0) return false
      await deleteSharing(trx, person)
      await deleteTraces(trx, person)
      await removePerson(trx, person)
      return true
    })
  }

  /** Their password, or that they have just signed in. */
  async #doubt(
    { person }: Who,
    { password, since, from }: Proof,
  ): Promise<{ reason: RefusalReason; retryAfter?: number } | null> {
    const { db, auth, attempts } = this.#options
    if (password === undefined) {
      // Sessions are better-auth's, and it goes by the clock on the wall.
      const isFresh = since !== null && Date.now() - since < FRESH_S * 1000
      return isFresh ? null : { reason: 'not-fresh' }
    }
    const turn = attempts.take('/change-password', { from, who: person })
    if (turn !== 'taken') return { reason: 'too-many', ...turn }
    const kept = await passwordOf(db, person)
    if (kept === null || !(await auth.isPassword(kept, password))) {
      return { reason: 'not-your-password' }
    }
    attempts.succeeded('/change-password', { from, who: person })
    return null
  }

  async #passOn(who: Who, document: string): Promise<void> {
    const { db, passOn, destroy } = this.#options
    const others = (await grantsOf(db, document)).filter(
      ({ grantee_kind, grantee }) => grantee_kind === 'person' && grantee !== who.person,
    )
    const rank = ({ role }: { role: string }) => ROLES.indexOf(roleNamed(role) ?? 'read')
    const [heir] = others.sort((a, b) => rank(b) - rank(a) || a.at - b.at)
    if (heir) await passOn(document, { from: who.person, to: heir.grantee })
    else await destroy(who, document)
  }
}
