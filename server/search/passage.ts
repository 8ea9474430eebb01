import { findsIn, marksOf, type Wanted } from '../../shared/search/marks.ts'
import type { Passage } from '../../shared/search/search-results.ts'

const LENGTH = 260
/** So much stands before the first find when a passage has to be cut. */
const LEAD = 60

/** The part of a text in which most of the wanted words stand, on one line. */
export function passageOf(text: string, wanted: readonly Wanted[]): Passage {
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim()
  const finds = findsIn(line, wanted)
  if (line.length <= LENGTH) return { text: line, marks: marksOf(finds) }
  const start = Math.max(0, (fullest(finds)?.from ?? 0) - LEAD)
  const from = isLowHalf(line, start) ? start - 1 : start
  const end = Math.min(line.length, from + LENGTH)
  const to = isLowHalf(line, end) ? end - 1 : end
  const head = from > 0 ? '…' : ''
  const shift = head.length - from
  const seen = finds.filter((find) => find.from >= from && find.from < to)
  return {
    text: `${head}${line.slice(from, to)}${to < line.length ? '…' : ''}`,
    marks: marksOf(
      seen.map((find) => ({ from: find.from + shift, to: Math.min(find.to, to) + shift })),
    ),
  }
}

/** The first find from which on the most different words stand together. */
function fullest<F extends { from: number; of: Wanted }>(finds: readonly F[]): F | undefined {
  const inside = new Map<Wanted, number>()
  let best: { find: F; words: number } | undefined
  let last = 0
  for (const [first, find] of finds.entries()) {
    for (; last < finds.length; last++) {
      const next = finds[last]
      if (!next || next.from > find.from + LENGTH - 2 * LEAD) break
      inside.set(next.of, (inside.get(next.of) ?? 0) + 1)
    }
    if (!best || inside.size > best.words) best = { find, words: inside.size }
    const left = (inside.get(find.of) ?? 0) - 1
    if (left > 0) inside.set(find.of, left)
    else inside.delete(find.of)
    if (last <= first) last = first + 1
  }
  return best?.find
}

/** The second half of a character that takes two. */
function isLowHalf(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff
}
