/** A card of the margin: where its words stand, and how tall it is (px). */
export interface Place {
  id: string
  wanted: number
  height: number
}

/** Space between two cards (px). */
export const GAP_PX = 12

/**
 * The top of every card, in the order given: beside its words, or as near below them as the cards
 * before it allow. The focused card stands exactly beside its words; those before it make room
 * upwards, those behind it downwards. No two overlap.
 */
export function layOut(cards: readonly Place[], focused: string | null): Map<string, number> {
  const tops = new Map<string, number>()
  const at = cards.findIndex(({ id }) => id === focused)
  const behind = at < 0 ? cards : cards.slice(at)
  let free = Number.NEGATIVE_INFINITY
  for (const { id, wanted, height } of behind) {
    const top = Math.max(wanted, free)
    tops.set(id, top)
    free = top + height + GAP_PX
  }
  if (at < 0) return tops
  const before = cards.slice(0, at)
  const undisturbed = layOut(before, null)
  let floor = behind[0]?.wanted ?? 0
  for (const { id, wanted, height } of before.toReversed()) {
    const top = Math.min(undisturbed.get(id) ?? wanted, floor - GAP_PX - height)
    tops.set(id, top)
    floor = top
  }
  return tops
}

/** Where the last card ends: the page must be as long. */
export function endOf(cards: readonly Place[], tops: ReadonlyMap<string, number>): number {
  const ends = cards.map(({ id, height }) => (tops.get(id) ?? 0) + height)
  return Math.max(0, ...ends)
}
