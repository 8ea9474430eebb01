import { expect, test } from 'vitest'
import { PATIENCE_MS, playAll, printed, sessionsOf, Tally } from './table.ts'

/**
 * A move is a cut and a paste: until move records exist, two who move the same block get it twice,
 * and what others typed into it stays behind as its own paragraph. Printed, not judged.
 */
test(
  'no word is lost when people also move blocks, and all see the same',
  async () => {
    for (const people of [2, 3]) {
      const played = await playAll(people, sessionsOf(150), 'moving')
      console.log(printed(`Offline sessions of ${people}, with block moves`, played))
      const tally = new Tally(played.map(({ outcome }) => outcome))
      expect.soft(tally.all(({ lost }) => lost)).toEqual([])
      expect.soft(tally.all(({ diverged }) => diverged)).toEqual([])
      expect.soft(tally.all(({ uninvited }) => uninvited)).toEqual([])
      expect(tally.edits.get('move') ?? 0).toBeGreaterThan(played.length / 10)
    }
  },
  PATIENCE_MS,
)
