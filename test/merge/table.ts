import type { Outcome } from './outcome.ts'
import { type Mix, type Plan, play } from './session.ts'

/** One person's edits in a whole session; `seed % 4` chooses, so a seed alone repeats a session. */
export const EDITS_EACH = [1, 3, 10, 30] as const

const { MERGE_SEED, MERGE_SESSIONS, INTERLINE_LONG } = process.env

/** 2026-11-22, unless the environment says otherwise. */
export const BASE_SEED = Number(MERGE_SEED ?? 20261122)

/** The ordinary run takes a minute or two on two idle cores. */
export const PATIENCE_MS = INTERLINE_LONG === undefined ? 600_000 : 7_200_000

/** How many sessions to play where `ordinary` many are the rule. */
export function sessionsOf(ordinary: number): number {
  if (MERGE_SESSIONS !== undefined) return Number(MERGE_SESSIONS)
  return INTERLINE_LONG === undefined ? ordinary : 10 * ordinary
}

/** Plays sessions from the base seed on and yields to the runner now and then. */
export async function playAll(
  people: number,
  sessions: number,
  mix: Mix,
): Promise<{ plan: Plan; outcome: Outcome }[]> {
  const played: { plan: Plan; outcome: Outcome }[] = []
  for (let seed = BASE_SEED; seed < BASE_SEED + sessions; seed++) {
    const plan = { seed, people, edits: EDITS_EACH[seed % 4] ?? 1, mix }
    played.push({ plan, outcome: play(plan) })
    if (played.length % 20 === 0) await new Promise((next) => setImmediate(next))
  }
  return played
}

/** The sum over some sessions, as the tables print and the thresholds judge it. */
export class Tally {
  readonly outcomes: readonly Outcome[]

  constructor(outcomes: readonly Outcome[]) {
    this.outcomes = outcomes
  }

  sum(value: (outcome: Outcome) => number): number {
    return this.outcomes.reduce((total, outcome) => total + value(outcome), 0)
  }

  /** Every wrong of one sort, each with the seed that repeats it. */
  all(wrongs: (outcome: Outcome) => readonly string[]): string[] {
    return this.outcomes.flatMap((outcome) => {
      const [first, ...others] = wrongs(outcome)
      return first === undefined
        ? []
        : [`seed ${outcome.seed}: ${first} (and ${others.length} more)`]
    })
  }

  /** Of the words people wrote and that have a place, how many are in a wrong one, in percent. */
  get misplaced(): number {
    return this.#percent(({ author }) => author !== 'base')
  }

  /** [MP5] Those of them that undo put back, or that are measured against what it put back. */
  get besidePutBack(): number {
    return this.#percent(({ author, besidePutBack }) => author !== 'base' && besidePutBack)
  }

  get baseMisplaced(): number {
    return this.sum(({ misplaced }) => misplaced.filter(({ author }) => author === 'base').length)
  }

  /** Letters with a format that ran into their block from the one above, in percent. */
  get leaked(): number {
    const letters = this.sum((outcome) => outcome.letters)
    return (100 * this.sum((outcome) => outcome.leaked)) / Math.max(1, letters)
  }

  #percent(counts: (misplaced: Outcome['misplaced'][number]) => boolean): number {
    const wrong = this.sum(({ misplaced }) => misplaced.filter(counts).length)
    return (
      (100 * wrong) /
      Math.max(
        1,
        this.sum(({ placed }) => placed),
      )
    )
  }

  get edits(): Map<string, number> {
    const edits = new Map<string, number>()
    for (const outcome of this.outcomes) {
      for (const [name, count] of outcome.edits) edits.set(name, (edits.get(name) ?? 0) + count)
    }
    return edits
  }
}

type Column = readonly [head: string, cell: (tally: Tally) => string | number]

const COLUMNS: readonly Column[] = [
  ['sessions', (tally) => tally.outcomes.length],
  ['merges', (tally) => tally.sum(({ rounds }) => rounds)],
  ['edits', (tally) => [...tally.edits.values()].reduce((sum, count) => sum + count, 0)],
  ['words', (tally) => tally.sum(({ words }) => words)],
  ['letters lost', (tally) => tally.sum(({ lost }) => lost.length)],
  ['doubled', (tally) => tally.sum(({ doubled }) => doubled.length)],
  ['returned', (tally) => tally.sum(({ returned }) => returned.length)],
  ['misplaced %', (tally) => tally.misplaced.toFixed(3)],
  ['of these by undo', (tally) => tally.besidePutBack.toFixed(3)],
  ['beside moves', (tally) => tally.sum(({ besideMoved }) => besideMoved)],
  ['of base', (tally) => tally.baseMisplaced],
  ['diverged', (tally) => tally.sum(({ diverged }) => diverged.length)],
  ["viewers' writes", (tally) => tally.sum(({ uninvited }) => uninvited.length)],
  ['carets', (tally) => tally.sum(({ carets }) => carets)],
  ['astray', (tally) => tally.sum(({ astray }) => astray.length)],
  ['leaked %', (tally) => tally.leaked.toFixed(3)],
  ['put back twice', (tally) => tally.sum(({ putBackTwice }) => putBackTwice)],
  ['healed', (tally) => tally.sum(({ healed }) => healed)],
]

/** People × edits each, then what they did. */
export function printed(
  title: string,
  played: readonly { plan: Plan; outcome: Outcome }[],
): string {
  const heads = ['people', 'edits each', ...COLUMNS.map(([head]) => head)]
  const rows = [...EDITS_EACH, 'all' as const].map((edits) => {
    const cell = played.filter(({ plan }) => edits === 'all' || plan.edits === edits)
    const tally = new Tally(cell.map(({ outcome }) => outcome))
    return [cell[0]?.plan.people ?? '–', edits, ...COLUMNS.map(([, value]) => value(tally))]
  })
  const lines = [heads, ...rows].map((row) =>
    row.map((value, at) => String(value).padStart(heads[at]?.length ?? 0)).join('  '),
  )
  const edits = [...new Tally(played.map(({ outcome }) => outcome)).edits]
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count}`)
  return [`\n${title}, seed ${BASE_SEED}`, ...lines, `edits: ${edits.join(', ')}`].join('\n')
}
