import type { SharingState } from '../../shared/sharing/sharing.ts'
import { ROLES, type Role } from '../../shared/wire/role.ts'

/** Named before the rest is only counted. */
const NAMED_AT_MOST = 3

/** Part of the one sentence: who, what they can do, and how long. */
export interface Clause {
  who:
    | { kind: 'people'; names: readonly string[]; others: number }
    /** Everyone with an account here. */
    | { kind: 'members' }
    | { kind: 'link'; needsPassword: boolean }
    /** Anyone who knows the address. */
    | { kind: 'visitors' }
  role: Role
  /** ms UTC; null: until somebody changes it. */
  until: number | null
}

/**
 * [CS1] [CS2] Who besides me can open the document, the strongest first, what is implied left out:
 * the same answer that the server would give to each of them. Nothing: only I can.
 */
export function whoCan(sharing: SharingState, me: string, now: number): Clause[] {
  const visitors = sharing.visitors === 'nobody' ? null : sharing.visitors
  const members = sharing.members === 'nobody' ? null : sharing.members
  const clauses: Clause[] = [...people(sharing, me, strongest(visitors, null))]
  if (members && isMore(members, visitors))
    clauses.push({ who: { kind: 'members' }, role: members, until: null })
  clauses.push(...links(sharing, visitors, now))
  if (visitors) clauses.push({ who: { kind: 'visitors' }, role: visitors, until: null })
  return clauses
}

/** By role, each group one clause. What everybody gets anyway need not be said of anyone. */
function people({ grants, members }: SharingState, me: string, all: Role | null): Clause[] {
  const others = grants.filter(({ grantee, kind }) => kind !== 'person' || grantee !== me)
  return ROLES.toReversed().flatMap((role): Clause[] => {
    const names = others
      .filter((grant) => {
        // An address has no account yet, and gets nothing by being a member.
        const given = grant.kind === 'person' && members !== 'nobody' ? members : null
        return grant.role === role && isMore(role, strongest(all, given))
      })
      .map(({ who, grantee }) => who?.name ?? grantee)
    if (names.length === 0) return []
    const shown = names.length > NAMED_AT_MOST ? names.slice(0, 1) : names
    const rest = names.length - shown.length
    return [{ who: { kind: 'people', names: shown, others: rest }, role, until: null }]
  })
}

/** The strongest link without a password; and the strongest with one, where that gives more. */
function links({ links: all }: SharingState, visitors: Role | null, now: number): Clause[] {
  const living = all.filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
  const strongestOf = (needsPassword: boolean, than: Role | null): Clause[] => {
    const these = living.filter((link) => link.hasPassword === needsPassword)
    const role = these.reduce<Role | null>((best, link) => strongest(best, link.role), null)
    if (!role || !isMore(role, than)) return []
    const ends = these.filter((link) => link.role === role).map(({ expiresAt }) => expiresAt)
    const last = ends.reduce((a, b) => (a === null || b === null ? null : Math.max(a, b)))
    return [{ who: { kind: 'link', needsPassword }, role, until: last ?? null }]
  }
  const open = strongestOf(false, visitors)
  return [...open, ...strongestOf(true, strongest(visitors, open[0]?.role ?? null))]
}

const rank = (role: Role | null) => (role === null ? -1 : ROLES.indexOf(role))
const isMore = (role: Role, than: Role | null) => rank(role) > rank(than)
const strongest = (a: Role | null, b: Role | null) => (rank(a) >= rank(b) ? a : b)
