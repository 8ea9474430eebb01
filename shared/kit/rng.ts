/** Chance as an argument: each call gives a number in [0, 1). */
export type Rng = () => number

/** Unguessable chance: ids and tokens come from here. */
export const secureRng: Rng = () => {
  const word = new Uint32Array(1)
  crypto.getRandomValues(word)
  return (word[0] ?? 0) / 4294967296
}

/** mulberry32: small, fast, and the same numbers for the same seed everywhere. */
export function seededRng(seed: number): Rng {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
