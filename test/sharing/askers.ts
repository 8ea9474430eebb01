import type { Asker } from '../../shared/sharing/asker.ts'

/** Somebody who shows nothing but who they are. */
export function askerOf(person: string, more: Partial<Asker> = {}): Asker {
  return { person, kind: 'guest', address: null, token: null, link: null, ...more }
}
