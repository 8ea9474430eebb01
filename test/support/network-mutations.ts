import type { Rng } from '../../shared/kit/rng.ts'

/** Numbers on which readers of binary formats break: ends of ranges, flags, long varints. */
const EDGES = [0, 1, 2, 4, 7, 8, 10, 31, 63, 64, 116, 118, 127, 128, 191, 255]

/** What a valid frame becomes on a bad line, or in bad hands: one to four changes of its bytes. */
export function mutated(bytes: Uint8Array, others: readonly Uint8Array[], rng: Rng): Uint8Array {
  const below = (n: number) => Math.floor(rng() * Math.max(1, n))
  let now = [...bytes]
  for (let changes = 1 + below(4); changes > 0; changes--) {
    const at = below(now.length)
    const other = others[below(others.length)] ?? bytes
    switch (below(8)) {
      case 0:
        now[at] = below(256)
        break
      case 1:
        now[at] = EDGES[below(EDGES.length)] ?? 0
        break
      case 2:
        now[at] = (now[at] ?? 0) ^ (1 << below(8))
        break
      case 3:
        now.splice(at, 1 + below(4))
        break
      case 4:
        now.splice(at, 0, ...Array.from({ length: 1 + below(4) }, () => below(256)))
        break
      case 5:
        now = now.slice(0, at)
        break
      case 6:
        now.splice(at, 0, ...now.slice(below(at), at))
        break
      default:
        now = [...now.slice(0, at), ...other.slice(below(other.length))]
    }
  }
  return Uint8Array.from(now)
}
