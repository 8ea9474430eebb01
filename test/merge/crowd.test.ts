import { expect, test } from 'vitest'
import { PATIENCE_MS, playAll, printed, sessionsOf, Tally } from './table.ts'

test(
  'words written by many at the same borders of blocks all stay with their block',
  async () => {
    const sessions = sessionsOf(300)
    const played = await playAll(3, sessions, 'crowded')
    console.log(printed('Offline sessions of 3 in a crowd', played))
    const tally = new Tally(played.map(({ outcome }) => outcome))
    expect.soft(tally.all(({ lost }) => lost)).toEqual([])
    expect.soft(tally.all(({ doubled }) => doubled)).toEqual([])
    expect.soft(tally.all(({ diverged }) => diverged)).toEqual([])
    expect.soft(tally.all(({ astray }) => astray)).toEqual([])
    expect.soft(tally.all(({ misplaced }) => misplaced.map(({ fault }) => fault))).toEqual([])
    expect(tally.sum(({ placed }) => placed)).toBeGreaterThan(sessions)
    expect(tally.edits.get('enter') ?? 0).toBeGreaterThan(sessions)
  },
  PATIENCE_MS,
)
