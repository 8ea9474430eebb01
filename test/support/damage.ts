import type { Rng } from '../../shared/kit/rng.ts'

export type Bytes = Buffer<ArrayBuffer>

export interface Damage {
  kind: string
  /** What it leaves cannot be told from what a killed process leaves. */
  isEarly?: boolean
  /** `before`: the file as it was earlier. */
  harm: (bytes: Bytes, rng: Rng, before: Bytes) => { bytes: Bytes; what: string }
}

const PAGE = 4096
const SECTOR = 512
const FRAME = PAGE + 24

const below = (n: number, rng: Rng) => Math.floor(rng() * n)

const flip: Damage['harm'] = (bytes, rng) => {
  const [at, bit] = [below(bytes.length, rng), below(8, rng)]
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit)
  return { bytes, what: `byte ${at}, bit ${bit}` }
}

/** A write that the disk said it had done: an older part of the same file stands there. */
const lostWrite =
  (size: number): Damage['harm'] =>
  (bytes, rng, before) => {
    const at = below(Math.min(bytes.length, before.length) / size, rng) * size
    before.copy(bytes, at, at, at + size)
    return { bytes, what: `${size} old bytes at ${at}` }
  }

const filled =
  (size: number, fill: (rng: Rng) => number): Damage['harm'] =>
  (bytes, rng) => {
    const at = below(bytes.length / size, rng) * size
    for (let n = at; n < Math.min(at + size, bytes.length); n++) bytes[n] = fill(rng)
    return { bytes, what: `${size} bytes at ${at}` }
  }

const swapped: Damage['harm'] = (bytes, rng) => {
  const [one, other] = [0, 0].map(() => below(bytes.length / PAGE, rng) * PAGE) as [number, number]
  const first = Buffer.from(bytes.subarray(one, one + PAGE))
  bytes.copy(bytes, one, other, other + PAGE)
  first.copy(bytes, other)
  return { bytes, what: `pages at ${one} and ${other}` }
}

const cut =
  (step: number): Damage['harm'] =>
  (bytes, rng) => {
    const length = below(bytes.length / step, rng) * step
    return { bytes: bytes.subarray(0, length), what: `${length} of ${bytes.length} bytes` }
  }

const ZEROS = () => 0
const NOISE = (rng: Rng) => below(256, rng)

/** Of a database file; a length of nothing is a new file, so the cuts leave a page at least. */
export const DAMAGES: readonly Damage[] = [
  { kind: 'flipped bits', harm: flip },
  { kind: 'lost writes of a page', harm: lostWrite(PAGE) },
  { kind: 'lost writes of a sector', harm: lostWrite(SECTOR) },
  { kind: 'zeroed pages', harm: filled(PAGE, ZEROS) },
  { kind: 'zeroed sectors', harm: filled(SECTOR, ZEROS) },
  { kind: 'pages of noise', harm: filled(PAGE, NOISE) },
  { kind: 'swapped pages', harm: swapped },
  { kind: 'cuts', harm: cut(1) },
]

/** Of what is written ahead. */
export const AHEAD_DAMAGES: readonly Damage[] = [
  { kind: 'flipped bits', harm: flip },
  { kind: 'zeroed sectors', isEarly: true, harm: filled(SECTOR, ZEROS) },
  { kind: 'zeroed frames', isEarly: true, harm: filled(FRAME, ZEROS) },
  { kind: 'frames of noise', harm: filled(FRAME, NOISE) },
  { kind: 'cuts', isEarly: true, harm: cut(1) },
]
