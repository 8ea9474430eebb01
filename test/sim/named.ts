import type { Act, Line, Part, Schedule } from './schedule.ts'

/** Plays that once failed, as short as they can be; each says what was wrong. */
export const NAMED: Record<string, Schedule> = {
  '[LV11] after a restore others may bring the words of somebody who is already back': {
    ...world(18, ['ann', 'bo', 'cleo']),
    lines: [
      says(1_000, { act: 'backup' }),
      ...[0, 1, 2].map((who) => writes(50, who)),
      says(2_000, { act: 'restore', ms: 300 }),
      says(20_000, { act: 'thread dies' }),
    ],
  },
  '[LV10] a stock client that knows an earlier document may not delete in the new one': {
    ...world(17, ['ann', 'bo'], 'bo'),
    lines: [
      writes(1_000, 0),
      says(2_000, { act: 'replace', ms: 300 }),
      ...Array.from({ length: 40 }, () => deletes(100, 1)),
      says(20_000, { act: 'thread dies' }),
    ],
  },
}

function world(
  seed: number,
  names: readonly string[],
  ...stock: string[]
): Omit<Schedule, 'lines'> {
  const part = (name: string): Part => ({
    ...{ device: name, person: name, isStock: stock.includes(name), isReader: false },
  })
  return { seed, parts: names.map(part), checkedInWorker: 64 * 1024, outgoing: 200_000 }
}

function says(wait: number, act: Act): Line {
  return { wait, ...act }
}

function writes(wait: number, who: number): Line {
  return { wait, act: 'edits', who, how: 'insert', dice: who }
}

function deletes(wait: number, who: number): Line {
  return { wait, act: 'edits', who, how: 'delete', dice: who }
}
