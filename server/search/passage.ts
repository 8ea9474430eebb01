import type { Passage } from '../../shared/search/search-results.ts'
import { unspaced } from './spaced.ts'

/** Unicode's own signs for an annotation; no indexed text has them ({@link indexable}). */
export const MARK_FROM = '\ufff9'
export const MARK_TO = '\ufffb'
const LENGTH = 260
/** So much stands before the first find when a passage has to be cut. */
const LEAD = 60

/** As it may be indexed: no character that could be taken for a mark. */
export function indexable(text: string): string {
  return text.replaceAll(/(?!\n)[\p{Cc}\ufff9-\ufffb]/gu, ' ')
}

/** What SQLite marked, as text on one line and ranges of it. */
export function passageOf(marked: string): Passage {
  const pieces = unspaced(marked)
    .replaceAll(/\s+/g, ' ')
    .trim()
    .split(/([\ufff9\ufffb])/)
  const marks: [number, number][] = []
  let text = ''
  let from: number | null = null
  for (const piece of pieces) {
    if (piece === MARK_FROM) from = text.length
    else if (piece === MARK_TO) {
      if (from !== null) join(marks, [from, text.length])
      from = null
    } else text += piece
  }
  return cut({ text, marks })
}

/** Neighbours with nothing between them are one. */
function join(marks: [number, number][], next: [number, number]) {
  const last = marks.at(-1)
  if (last && last[1] === next[0]) last[1] = next[1]
  else marks.push(next)
}

/** A word can be as long as a document. */
function cut({ text, marks }: Passage): Passage {
  if (text.length <= LENGTH) return { text, marks }
  const start = Math.max(0, (marks[0]?.[0] ?? 0) - LEAD)
  const from = isLowHalf(text, start) ? start - 1 : start
  const end = Math.min(text.length, from + LENGTH)
  const to = isLowHalf(text, end) ? end - 1 : end
  const head = from > 0 ? '…' : ''
  const shift = head.length - from
  return {
    text: `${head}${text.slice(from, to)}${to < text.length ? '…' : ''}`,
    marks: marks
      .filter(([at]) => at < to)
      .map(([at, until]) => [at + shift, Math.min(until, to) + shift]),
  }
}

/** The second half of a character that takes two. */
function isLowHalf(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff
}
