import { computed, type ReadonlySignal } from '@preact/signals'
import { type Role, roleSchema } from '../../shared/wire/role.ts'

/**
 * What I may do in a document: as the server says, and without it as it said last here. Else someone
 * who may not write could do so offline, and would be refused every word of it later.
 */
export function lastRole(
  document: string,
  now: ReadonlySignal<Role | null>,
  keep: Pick<Storage, 'getItem' | 'setItem'>,
): ReadonlySignal<Role | null> {
  const key = `interline.role.${document}`
  let last = roleSchema.safeParse(keep.getItem(key)).data ?? null
  return computed(() => {
    const role = now.value
    // Most may write, and most documents leave no line here.
    const isWorth = role !== last && (last !== null || (role !== 'own' && role !== 'write'))
    if (role !== null && isWorth) keep.setItem(key, role)
    last = role ?? last
    return last
  })
}
