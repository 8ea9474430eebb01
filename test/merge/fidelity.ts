import { expect } from 'vitest'
import { playAll, printed, sessionsOf, Tally } from './table.ts'

/** Of the words that have a place, so many percent may be in a wrong one (document-model.md). */
const MISPLACED_PERCENT = 0.1

/** Of all letters so many percent may seem to have their format from the block above. */
const LEAKED_PERCENT = 0.2

/** The same where blocks are moved, which is a cut and a paste to everybody else. */
const MISPLACED_BY_MOVES_PERCENT = 1
/** Of the sessions of few edits so many percent may end with a word that stands there twice. */
const DOUBLED_BY_MOVES_PERCENT = 1
const FEW_EDITS = 10

/** Plays many offline sessions of so many people, prints its table and holds it to the thresholds. */
export async function expectFidelity(people: number, ordinary: number): Promise<void> {
  const sessions = sessionsOf(ordinary)
  const played = await playAll(people, sessions, 'writing')
  console.log(printed(`Offline sessions of ${people}, block moves excluded`, played))
  const tally = new Tally(played.map(({ outcome }) => outcome))
  expect.soft(tally.all(({ lost }) => lost)).toEqual([])
  expect.soft(tally.all(({ doubled }) => doubled)).toEqual([])
  expect.soft(tally.all(({ returned }) => returned)).toEqual([])
  expect.soft(tally.all(({ diverged }) => diverged)).toEqual([])
  expect.soft(tally.all(({ uninvited }) => uninvited)).toEqual([])
  expect.soft(tally.all(({ astray }) => astray)).toEqual([])
  expect.soft(tally.leaked).toBeLessThanOrEqual(LEAKED_PERCENT)
  expect.soft(tally.misplaced).toBeLessThanOrEqual(MISPLACED_PERCENT)
  const baseWords = 96 * sessions
  expect.soft((100 * tally.baseMisplaced) / baseWords).toBeLessThanOrEqual(MISPLACED_PERCENT)
  expectWork(tally, sessions)
}

/** The same when people also move whole blocks, by two edits or by one. */
export async function expectFidelityOfMoves(people: number, ordinary: number): Promise<void> {
  const sessions = sessionsOf(ordinary)
  const played = await playAll(people, sessions, 'moving')
  console.log(printed(`Offline sessions of ${people}, with block moves`, played))
  const tally = new Tally(played.map(({ outcome }) => outcome))
  expect.soft(tally.all(({ lost }) => lost)).toEqual([])
  expect.soft(tally.all(({ diverged }) => diverged)).toEqual([])
  expect.soft(tally.all(({ uninvited }) => uninvited)).toEqual([])
  expect.soft(tally.misplaced).toBeLessThan(MISPLACED_BY_MOVES_PERCENT)
  const ofBase = (100 * tally.baseMisplaced) / (96 * sessions)
  expect.soft(ofBase).toBeLessThan(MISPLACED_BY_MOVES_PERCENT)
  const few = played.filter(({ plan }) => plan.edits <= FEW_EDITS)
  const doubled = few.filter(({ outcome }) => outcome.doubled.length > 0)
  expect.soft((100 * doubled.length) / few.length).toBeLessThan(DOUBLED_BY_MOVES_PERCENT)
  expectWorkOf(tally, sessions, ['move', 'undo', 'undo and redo', 'enter', 'join back', 'paste'])
  if (sessions >= 100) expect(tally.sum(({ healed }) => healed)).toBeGreaterThan(sessions / 10)
}

/** A run in which little happened proves little. */
function expectWork(tally: Tally, sessions: number): void {
  expect(tally.sum(({ words }) => words)).toBeGreaterThan(sessions)
  expect(tally.sum(({ placed }) => placed)).toBeGreaterThan(tally.sum(({ words }) => words) / 2)
  const usual = ['undo', 'undo and redo', 'enter', 'join back', 'join on', 'paste', 'delete across']
  expectWorkOf(tally, sessions, usual)
  if (sessions >= 100) expect(tally.sum(({ carets }) => carets)).toBeGreaterThan(sessions)
}

function expectWorkOf(tally: Tally, sessions: number, edits: readonly string[]): void {
  if (sessions < 100) return
  for (const name of edits) {
    expect.soft(tally.edits.get(name) ?? 0, name).toBeGreaterThan(sessions / 10)
  }
}
