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
  '[LV10] [LV11] who passes on a delete that waits for its words is not refused': {
    ...world(530, ['ann', 'bo']),
    checkedInWorker: 40,
    lines: [
      says(265, { act: 'edits', who: 0, how: 'insert', dice: 57387402 }),
      says(9, { act: 'disk full', ms: 2_936 }),
      says(2_277, { act: 'edits', who: 0, how: 'insert', dice: 769772493 }),
      says(1_707, { act: 'thread dies' }),
      says(19, { act: 'edits', who: 0, how: 'delete', dice: 435523877 }),
      says(713, { act: 'edits', who: 1, how: 'long', dice: 750383325 }),
      says(15_972, { act: 'server dies', ms: 1_038 }),
      says(1_126, { act: 'edits', who: 1, how: 'long', dice: 183121463 }),
    ],
  },
  '[RP6] what is written before this device has a place for it is not kept yet': {
    ...world(338, ['ann', 'bo']),
    checkedInWorker: 40,
    lines: [
      says(19, { act: 'server dies', ms: 1_055 }),
      says(5, { act: 'dies', who: 0, ms: 320 }),
      says(2_332, { act: 'disk slow', ms: 239, by: 1_539 }),
      says(70, { act: 'edits', who: 0, how: 'insert', dice: 413440945 }),
      says(114, { act: 'devices slow', ms: 561, by: 503 }),
      says(265, { act: 'edits', who: 1, how: 'long', dice: 548817744 }),
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
  return {
    seed,
    parts: names.map(part),
    checkedInWorker: 64 * 1024,
    outgoing: 200_000,
    threadMs: 0,
  }
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
