import { type Rng, seededRng } from '../../shared/kit/rng.ts'
import type { Role } from '../../shared/wire/role.ts'

/** Who takes part: with our client or with a stock one, and whether they may write at all. */
export interface Part {
  device: string
  person: string
  isStock: boolean
  isReader: boolean
}

/** One line of a play, after a wait. `who` is a part's number; what does not fit is passed over. */
export type Line = { wait: number } & Act
export type Act =
  | { act: 'edits'; who: number; how: Edit; dice: number }
  | { act: 'moves'; who: number }
  | { act: 'composes'; who: number; ms: number }
  | { act: 'retries'; who: number }
  | { act: 'opens tab'; who: number }
  | { act: 'reloads'; who: number }
  | { act: 'dies'; who: number; ms: number }
  | { act: 'is cut'; who: number; client: number; server: number }
  | { act: 'is offline'; who: number; ms: number; says: boolean }
  | { act: 'lags'; who: number; ms: number; by: number }
  | { act: 'reads slowly'; who: number; ms: number }
  | { act: 'device full'; who: number; ms: number }
  | { act: 'devices slow'; ms: number; by: number }
  | { act: 'role'; who: number; role: Role }
  | { act: 'server dies'; ms: number }
  | { act: 'server restarts'; ms: number }
  | { act: 'disk full'; ms: number }
  | { act: 'disk slow'; ms: number; by: number }
  | { act: 'disk breaks'; ms: number }
  | { act: 'disk unreadable'; ms: number }
  | { act: 'access fails'; ms: number }
  | { act: 'threads slow'; ms: number; by: number }
  | { act: 'thread dies' }
  | { act: 'backup' }
  | { act: 'restore'; ms: number }
  | { act: 'replace'; ms: number }

export type Edit = 'insert' | 'delete' | 'replace' | 'long' | 'format' | 'embed' | 'map'

export interface Schedule {
  seed: number
  parts: Part[]
  /** Above so many bytes an update is looked at in a worker. */
  checkedInWorker: number
  /** Of a socket's outgoing queue. */
  outgoing: number
  /** What every job of a thread, and every reading of a snapshot, takes at least. */
  threadMs: number
  lines: Line[]
}

const NAMES = ['ann', 'bo', 'cleo', 'dan', 'eve', 'flo'] as const
const LINES = 70

/** Everything that will happen, but not when each frame arrives: that is the world's own chance. */
export function scheduleOf(seed: number): Schedule {
  const rng = seededRng(seed)
  const below = (count: number) => Math.floor(rng() * count)
  const parts = partsOf(rng)
  // Each world has its own weather: what is rare in one is common in another.
  const weather = FAULTS.map(({ weight }) => weight * (rng() < 0.4 ? 0 : rng() * 2))
  const calm = 0.55 + rng() * 0.2
  // In some the log is folded again and again, slowly, while people come and go.
  const isFolding = rng() < 0.35
  const bulk = isFolding ? 0.15 : 0.01
  if (isFolding) for (const [act, weight] of FOLDING) raise(weather, act, weight)
  const lines: Line[] = []
  for (let n = 0; n < LINES; n++) {
    const who = below(parts.length)
    const act = rng() < calm ? work(who, bulk, rng) : fault(who, weather, rng)
    lines.push({ wait: waitOf(rng), ...act })
  }
  return {
    ...{ seed, parts, lines },
    checkedInWorker: rng() < 0.4 ? 40 : 64 * 1024,
    outgoing: rng() < 0.5 ? 3_000 : 200_000,
    threadMs: isFolding ? Math.floor(rng() * 1_500) : 0,
  }
}

const FOLDING = new Map<Act['act'], number>([
  ['is cut', 10],
  ['reloads', 6],
])

function raise(weather: number[], act: Act['act'], weight: number): void {
  const at = FAULTS.findIndex((one) => one.act === act)
  weather[at] = Math.max(weather[at] ?? 0, weight)
}

function partsOf(rng: Rng): Part[] {
  const count = 2 + Math.floor(rng() * 5)
  return Array.from({ length: count }, (_, n) => {
    // The first one can always write with our client, so that there is something to lose.
    const isStock = n > 0 && rng() < 0.25
    const isReader = n > 1 && rng() < 0.2
    const isSecond = n > 1 && !isStock && !isReader && rng() < 0.2
    const device = NAMES[n] ?? 'gus'
    return { device, person: isSecond ? 'ann' : device, isStock, isReader }
  })
}

function waitOf(rng: Rng): number {
  const kind = rng()
  if (kind < 0.45) return Math.floor(rng() * 20)
  if (kind < 0.8) return Math.floor(rng() * 400)
  if (kind < 0.96) return Math.floor(rng() * 4_000)
  return Math.floor(rng() * 34_000)
}

function work(who: number, bulk: number, rng: Rng): Act {
  const kind = rng()
  if (kind < 0.82)
    return { act: 'edits', who, how: editOf(bulk, rng), dice: Math.floor(rng() * 1e9) }
  if (kind < 0.87) return { act: 'moves', who }
  if (kind < 0.92) return { act: 'composes', who, ms: Math.floor(rng() * 3_000) }
  if (kind < 0.94) return { act: 'retries', who }
  if (kind < 0.97) return { act: 'opens tab', who }
  return { act: 'backup' }
}

function editOf(bulk: number, rng: Rng): Edit {
  if (rng() < bulk) return 'long'
  const kind = rng()
  if (kind < 0.45) return 'insert'
  if (kind < 0.72) return 'delete'
  if (kind < 0.82) return 'replace'
  if (kind < 0.88) return 'map'
  if (kind < 0.93) return 'format'
  return 'embed'
}

const span = (rng: Rng, most: number) => Math.floor(rng() * rng() * most)

const FAULTS: readonly { act: Act['act']; weight: number; make: (who: number, rng: Rng) => Act }[] =
  [
    {
      act: 'is cut',
      weight: 6,
      make: (who, rng) => {
        const client = span(rng, rng() < 0.3 ? 40_000 : 1_500)
        return { act: 'is cut', who, client, server: span(rng, rng() < 0.3 ? 60_000 : 1_500) }
      },
    },
    {
      act: 'is offline',
      weight: 4,
      make: (who, rng) => ({ act: 'is offline', who, ms: span(rng, 20_000), says: rng() < 0.5 }),
    },
    { act: 'dies', weight: 4, make: (who, rng) => ({ act: 'dies', who, ms: span(rng, 8_000) }) },
    { act: 'reloads', weight: 2, make: (who) => ({ act: 'reloads', who }) },
    {
      act: 'lags',
      weight: 3,
      make: (who, rng) => ({ act: 'lags', who, ms: span(rng, 9_000), by: span(rng, 3_000) }),
    },
    {
      act: 'reads slowly',
      weight: 3,
      make: (who, rng) => ({ act: 'reads slowly', who, ms: span(rng, 12_000) }),
    },
    {
      act: 'device full',
      weight: 2,
      make: (who, rng) => ({ act: 'device full', who, ms: span(rng, 15_000) }),
    },
    {
      act: 'devices slow',
      weight: 2,
      make: (_, rng) => ({ act: 'devices slow', ms: span(rng, 4_000), by: span(rng, 900) }),
    },
    {
      act: 'role',
      weight: 1.5,
      make: (who, rng) => ({ act: 'role', who, role: rng() < 0.5 ? 'write' : 'read' }),
    },
    {
      act: 'server dies',
      weight: 4,
      make: (_, rng) => ({ act: 'server dies', ms: span(rng, 6_000) }),
    },
    {
      act: 'server restarts',
      weight: 1.5,
      make: (_, rng) => ({ act: 'server restarts', ms: span(rng, 3_000) }),
    },
    {
      act: 'disk full',
      weight: 3,
      make: (_, rng) => ({ act: 'disk full', ms: span(rng, 15_000) }),
    },
    {
      act: 'disk slow',
      weight: 3,
      make: (_, rng) => ({ act: 'disk slow', ms: span(rng, 6_000), by: span(rng, 2_000) }),
    },
    {
      act: 'disk breaks',
      weight: 1,
      make: (_, rng) => ({ act: 'disk breaks', ms: span(rng, 3_000) }),
    },
    {
      act: 'disk unreadable',
      weight: 1,
      make: (_, rng) => ({ act: 'disk unreadable', ms: span(rng, 6_000) }),
    },
    {
      act: 'access fails',
      weight: 1,
      make: (_, rng) => ({ act: 'access fails', ms: span(rng, 5_000) }),
    },
    {
      act: 'threads slow',
      weight: 3,
      make: (_, rng) => ({ act: 'threads slow', ms: span(rng, 20_000), by: span(rng, 4_000) }),
    },
    { act: 'thread dies', weight: 1, make: () => ({ act: 'thread dies' }) },
    { act: 'restore', weight: 1.2, make: (_, rng) => ({ act: 'restore', ms: span(rng, 3_000) }) },
    { act: 'replace', weight: 0.4, make: (_, rng) => ({ act: 'replace', ms: span(rng, 3_000) }) },
  ]

function fault(who: number, weather: readonly number[], rng: Rng): Act {
  let throwTo = rng() * weather.reduce((sum, weight) => sum + weight, 0)
  for (const [index, { make }] of FAULTS.entries()) {
    throwTo -= weather[index] ?? 0
    if (throwTo < 0) return make(who, rng)
  }
  return { act: 'thread dies' }
}

export const isFault = ({ act }: Act): boolean =>
  !['edits', 'moves', 'composes', 'retries', 'opens tab', 'backup'].includes(act)
