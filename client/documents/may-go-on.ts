import type { Status } from '../live/status.ts'

/** Refusals of what was sent, not of who sent it: undoing may mend them, so one must be able to. */
const OF_WORDS: readonly string[] = ['too-large', 'quarantined', 'malformed', 'storage-full']

/** May one go on writing in this document? */
export function mayGoOn(status: Status | null): boolean {
  return status?.kind !== 'refused' || OF_WORDS.includes(status.reason)
}
