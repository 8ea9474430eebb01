/** As deep as a block goes in, and as small as a heading gets. */
const INDENT_AT_MOST = 8
const LEVEL_AT_MOST = 3

// A marker may hold anything: another client wrote it. These say what is meant by it.

/** A block's indent as it is shown: a whole number, 0 to 8. */
export function indentOf(value: unknown): number {
  return whole(value, 0, INDENT_AT_MOST)
}

/** A heading's level as it is shown; a deeper one, of a newer version, is the deepest of ours. */
export function levelOf(value: unknown): 1 | 2 | 3 {
  const level = whole(value, 1, LEVEL_AT_MOST)
  return level === 2 || level === 3 ? level : 1
}

function whole(value: unknown, least: number, most: number): number {
  if (typeof value !== 'number' || Number.isNaN(value)) return least
  return Math.min(most, Math.max(least, Math.trunc(value)))
}
