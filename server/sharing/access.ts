/**
 * What somebody may do with a document: decided here and nowhere else. The strongest of all that they
 * were given holds: to them or their address, to all members, by a link, to every visitor. [SH1]
 */
import type { Clock } from '../../shared/kit/clock.ts'
import type { Asker } from '../../shared/sharing/asker.ts'
import { ROLES, type Role } from '../../shared/wire/role.ts'
import type { Database } from '../platform/database.ts'
import { documentState, documentsVisited, hasVisited, knewBefore, waysIn } from './access-store.ts'
import { secretHash } from './secret.ts'

export class Access {
  #db: Database
  #clock: Clock

  constructor(db: Database, clock: Clock) {
    this.#db = db
    this.#clock = clock
  }

  /**
   * `trashed`: what they had lies in the trash, or was in their list and is gone for ever. null: for
   * them there is none, whether or not there is one for others.
   */
  async roleOf(who: Asker, document: string): Promise<Role | 'trashed' | null> {
    if (!reaches(who, document)) return null
    const state = await documentState(this.#db, document)
    if (!state) return (await knewBefore(this.#db, who.person, document)) ? 'trashed' : null
    const role = (await this.rolesOf(who, [document])).get(document) ?? null
    if (state.trashedAt === null || role === null) return role
    // An address that would open anything for everybody was no reason to know that it is gone.
    const knew = role === 'own' || (await hasVisited(this.#db, who.person, document))
    return knew ? 'trashed' : null
  }

  /** Of those that they may at least read; also what lies in the trash. */
  async rolesOf(who: Asker, documents: readonly string[]): Promise<Map<string, Role>> {
    const roles = new Map<string, Role>()
    const ceiling = ceilingOf(who)
    if (ceiling === null) return roles
    const asker = { ...who, link: who.link && secretHash(who.link) }
    for (const { document, role } of await waysIn(this.#db, asker, documents, this.#clock.now())) {
      const given = roleNamed(role)
      if (given === null || !reaches(who, document)) continue
      const capped = weaker(given, ceiling)
      const before = roles.get(document)
      if (!before || ROLES.indexOf(capped) > ROLES.indexOf(before)) roles.set(document, capped)
    }
    return roles
  }

  /** The same, of the documents in their list. */
  async rolesInList(who: Asker): Promise<Map<string, Role>> {
    return this.rolesOf(who, await documentsVisited(this.#db, who.person))
  }
}

/** The most that a token lets its bearer do; null: nothing at all. */
export function ceilingOf({ token }: Asker): Role | null {
  if (token === null) return 'own'
  return ROLES.findLast((role) => token.scopes.includes(role)) ?? null
}

/** A token can be for one document only. */
function reaches({ token }: Asker, document: string): boolean {
  return token === null || token.document === null || token.document === document
}

function weaker(one: Role, other: Role): Role {
  return ROLES.indexOf(one) < ROLES.indexOf(other) ? one : other
}

/** A word that only a newer version knows gives no more than reading. */
export function roleNamed(word: string): Role | null {
  return word === 'nobody' ? null : (ROLES.find((role) => role === word) ?? 'read')
}

/** Of roles as they are kept; something else than a role counts for nothing. */
export function strongest(words: readonly (string | undefined)[]): Role {
  const roles = words.flatMap((word) => (word === undefined ? [] : [roleNamed(word)]))
  return ROLES.findLast((role) => roles.includes(role)) ?? 'read'
}
