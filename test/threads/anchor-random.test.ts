import { expect, test } from 'vitest'
import { type Fate, playThreads } from './anchor-session.ts'

const { THREADS_SEED, THREADS_SESSIONS, INTERLINE_LONG } = process.env
/** 2026-11-22, unless the environment says otherwise. */
const BASE_SEED = Number(THREADS_SEED ?? 20261122)
const SESSIONS = Number(THREADS_SESSIONS ?? (INTERLINE_LONG === undefined ? 1_000 : 20_000))

test('[AN1] [AN5] whatever three people do, all see each thread alike, and where its words stand once it is attached', {
  timeout: 3_600_000,
}, () => {
  const fates: Fate[] = []
  for (let seed = BASE_SEED; seed < BASE_SEED + SESSIONS; seed += 1) fates.push(playThreads(seed))
  const sum = (value: (fate: Fate) => number) => fates.reduce((all, fate) => all + value(fate), 0)
  const [threads, unique, healed] = [
    sum((fate) => fate.threads),
    sum((fate) => fate.unique),
    sum((fate) => fate.healed),
  ]
  console.log(
    `${SESSIONS} sessions from seed ${BASE_SEED}: ${sum((fate) => fate.edits)} acts, ${threads} threads;`,
    `on words ${sum((fate) => fate.attached)} (changed ${sum((fate) => fate.changed)}),`,
    `on blocks ${sum((fate) => fate.onBlocks)}, orphans ${sum((fate) => fate.orphans)};`,
    `words there once ${unique}; healed ${healed}, too late ${sum((fate) => fate.stale)};`,
    `seen differently until the check in a calm ${sum((fate) => fate.drifted)}`,
  )
  const wrongs = fates.flatMap(({ seed, wrongs }) =>
    wrongs.map((wrong) => `seed ${seed}: ${wrong}`),
  )
  expect(wrongs.slice(0, 10)).toEqual([])
  expect(threads).toBeGreaterThan(SESSIONS)
  expect(unique).toBeGreaterThan(SESSIONS / 2)
  // Only words that others put in the place of equal ones wait for the check.
  expect(sum((fate) => fate.drifted)).toBeLessThan(threads / 500)
  if (SESSIONS < 100) return
  expect(healed).toBeGreaterThan(SESSIONS / 50)
  expect(sum((fate) => fate.changed)).toBeGreaterThan(SESSIONS / 20)
  expect(sum((fate) => fate.orphans)).toBeGreaterThan(SESSIONS / 50)
})

test('[AN6] a block under a thread that loses its marker and nothing else', () => {
  const { wrongs, drifted } = playThreads(20261697)
  expect(wrongs).toEqual([])
  expect(drifted).toBe(0)
})

test('[AN1] words of two blocks under a thread that become one block, and move', () => {
  expect(playThreads(102122).wrongs).toEqual([])
})
