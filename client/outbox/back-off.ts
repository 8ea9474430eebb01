import type { Rng } from '../../shared/kit/rng.ts'

const FLOOR_MS = 500
const BASE_MS = 2_000
const CEILING_MS = 60_000

/** [OB6] Full jitter under a bound that doubles, so that a thousand outboxes do not knock at once. */
export function waitAfter(tries: number, rng: Rng): number {
  const widest = Math.min(CEILING_MS, BASE_MS * 2 ** Math.min(tries, 10))
  return FLOOR_MS + Math.floor(rng() * (widest - FLOOR_MS))
}
