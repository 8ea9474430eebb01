import { QUOTE_LENGTHS, type Quote } from './anchor-schema.ts'

// How a quote is made, and when words still read like it. Every client must judge alike: only the
// letters count, never white space, borders of blocks or line breaks, for Enter, a join or a paste
// change nothing of what was said ([AN2]).

/** Kept letters count in runs of so many: single ones are found in any words. */
const RUN = 3

/** Words as they are compared. */
export function lettersOf(words: string): string {
  return words.replace(/\s+/g, '')
}

/** `before` and `after`: what is read in front of the words and behind them. */
export function quoteOf(words: string, before: string, after: string): Quote {
  return {
    exact: cutEnd(words, QUOTE_LENGTHS.exact),
    prefix: cutStart(before, QUOTE_LENGTHS.prefix),
    suffix: cutEnd(after, QUOTE_LENGTHS.suffix),
  }
}

/** Was it too long to be quoted whole? */
export function isCut({ exact }: Quote): boolean {
  return exact.length >= QUOTE_LENGTHS.exact - 1
}

/** Do these words say just what the quote says, as far as it goes? */
export function saysSame(words: string, quote: Quote): boolean {
  if (words === quote.exact) return true
  const [said, quoted] = [lettersOf(words), lettersOf(quote.exact)]
  return isCut(quote) ? said.startsWith(quoted) : said === quoted
}

/**
 * Is at least half of the quote still there, in its order, and not lost in other words? Asked where
 * the first or the last quoted letter is gone.
 */
export function readsLike(words: string, quote: Quote): boolean {
  const quoted = lettersOf(quote.exact)
  const said = isCut(quote) ? lettersOf(words).slice(0, 2 * quoted.length) : lettersOf(words)
  if (said.length === 0 || said.length > 3 * quoted.length) return false
  return 2 * keptOf(said, quoted) >= quoted.length
}

/** The most letters that both have in the same order, counting runs only. */
export function keptOf(said: string, quoted: string): number {
  const least = Math.max(1, Math.min(RUN, quoted.length >> 1))
  const width = quoted.length + 1
  // Rows of the table are kept for a run's length: what lies above a run is asked for.
  const best = Array.from({ length: 2 * least }, () => new Uint16Array(width))
  let runs = new Uint16Array(width)
  for (let at = 1; at <= said.length; at += 1) {
    const row = best[at % best.length] as Uint16Array
    const above = best[(at - 1) % best.length] as Uint16Array
    const now = new Uint16Array(width)
    const code = said.charCodeAt(at - 1)
    row[0] = 0
    for (let to = 1; to < width; to += 1) {
      let most = Math.max(above[to] ?? 0, row[to - 1] ?? 0)
      if (code === quoted.charCodeAt(to - 1)) {
        const run = (runs[to - 1] ?? 0) + 1
        now[to] = run
        // A longer run is made of ones of these lengths.
        for (let part = least; part <= run && part < 2 * least; part += 1) {
          const from = best[(at - part) % best.length] as Uint16Array
          most = Math.max(most, (from[to - part] ?? 0) + part)
        }
      }
      row[to] = most
    }
    runs = now
  }
  return best[said.length % best.length]?.[quoted.length] ?? 0
}

/** Cuts no letter in two that Unicode writes as a pair. */
function cutEnd(text: string, length: number): string {
  if (text.length <= length) return text
  return text.slice(0, isHigh(text.charCodeAt(length - 1)) ? length - 1 : length)
}

function cutStart(text: string, length: number): string {
  if (text.length <= length) return text
  const from = text.length - length
  return text.slice(isHigh(text.charCodeAt(from - 1)) ? from + 1 : from)
}

function isHigh(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff
}
