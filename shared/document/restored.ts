import type { Rng } from '../kit/rng.ts'

/** Yjs draws client ids from below this; tokens that undo puts back stand under ids from here on. */
const RESTORED_FROM = 2 ** 32

/** Is this the client id of tokens that somebody's undo put back ([DM53])? */
export function isRestoring(client: number): boolean {
  return client >= RESTORED_FROM
}

/** One for each replica, and not to be guessed: the server gives it to whoever writes under it first. */
export function restoringId(rng: Rng): number {
  return RESTORED_FROM + Math.floor(rng() * 2 ** 32)
}
