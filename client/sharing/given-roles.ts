import type { Role } from '../../shared/wire/role.ts'
import { t } from '../words/words.ts'

export type GivenRole = Role

/** Suggesting comes with suggestions; until then nobody is offered it, and who has it keeps it. */
const OFFERED: readonly Role[] = ['read', 'comment', 'write', 'own']

/** What can be given to a person, and what this one has. */
export function givenRoles(now: Role | null): (readonly [Role, string])[] {
  const roles = now === 'suggest' ? [...OFFERED, now] : OFFERED
  return roles.map((role) => [role, t(`sharing.roles.${role}`)] as const)
}
