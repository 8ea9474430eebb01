import type { Peer } from '../../shared/wire/roster.ts'

/** The kind of device, as far as it tells: only to tell one person's devices apart. */
export function deviceOf(userAgent: string | undefined): Peer['device'] {
  if (userAgent === undefined || !userAgent.startsWith('Mozilla/')) return 'program'
  if (/iPad|Tablet|Android(?!.*Mobile)/.test(userAgent)) return 'tablet'
  return /Mobi|iPhone/.test(userAgent) ? 'phone' : 'computer'
}
