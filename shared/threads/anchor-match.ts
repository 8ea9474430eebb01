import type { Quote } from './anchor-schema.ts'
import { lettersOf } from './anchor-words.ts'

/** Letters of context on one side by which one of several places is known. */
const CONTEXT = 16
/** Letters by which a quote is first looked for. */
const GRAM = 6
const SLOTS = 1 << 16
const BASE = 31
/** BASE to the power of GRAM − 1: the weight of the oldest letter in a hash. */
const OLDEST = 28_629_151

/** A stretch of the letters of a document. */
export interface Match {
  readonly from: number
  readonly to: number
}

/**
 * The one place at which each quote is read, or null: uniqueness, never nearness, so that everybody
 * finds the same ([AN5]). One pass over the letters, however many quotes there are.
 */
export function matchAll(letters: string, quotes: readonly Quote[]): (Match | null)[] {
  const wanted = quotes.map(({ exact }) => lettersOf(exact))
  const places = placesOf(letters, new Set(wanted))
  return quotes.map((quote, at) => {
    const exact = wanted[at] ?? ''
    const from = onlyOne(letters, quote, exact.length, places.get(exact) ?? [])
    return from === null ? null : { from, to: from + exact.length }
  })
}

/**
 * Of all places in a few letters the one whose surroundings are most like the quote's; of equals the
 * first. For letters that stand where the quoted ones stood.
 */
export function matchHere(letters: string, quote: Quote): Match | null {
  const exact = lettersOf(quote.exact)
  if (exact === '') return null
  let best: { from: number; agreed: number } | null = null
  for (let from = letters.indexOf(exact); from >= 0; from = letters.indexOf(exact, from + 1)) {
    const agreed = agreement(letters, quote, from, exact.length)
    if (best === null || agreed > best.agreed) best = { from, agreed }
  }
  return best && { from: best.from, to: best.from + exact.length }
}

function onlyOne(
  letters: string,
  { prefix, suffix }: Quote,
  length: number,
  places: readonly number[],
): number | null {
  const [only] = places
  if (only === undefined || places.length === 1) return only ?? null
  const [before, after] = [lettersOf(prefix), lettersOf(suffix)]
  const whole = places.filter(
    (from) =>
      letters.endsWith(before, from) &&
      letters.startsWith(after, from + length) &&
      // An empty context is that of the document's first or last words.
      (before !== '' || from === 0) &&
      (after !== '' || from + length === letters.length),
  )
  if (whole.length > 0) return whole.length === 1 ? (whole[0] ?? null) : null
  const [near, next] = [before.slice(-CONTEXT), after.slice(0, CONTEXT)]
  const known = places.filter(
    (from) =>
      (near.length === CONTEXT && letters.endsWith(near, from)) ||
      (next.length === CONTEXT && letters.startsWith(next, from + length)),
  )
  return known.length === 1 ? (known[0] ?? null) : null
}

/** Where each of these is read, found through the first letters of each. */
function placesOf(letters: string, wanted: ReadonlySet<string>): Map<string, number[]> {
  const found = new Map<string, number[]>()
  const byGram = new Map<number, string[]>()
  const slots = new Uint8Array(SLOTS)
  for (const one of wanted) {
    found.set(one, [])
    if (one.length < GRAM) {
      if (one !== '') found.set(one, everyPlace(letters, one))
      continue
    }
    const slot = slotOf(hashOf(one))
    slots[slot] = 1
    byGram.set(slot, [...(byGram.get(slot) ?? []), one])
  }
  if (byGram.size === 0) return found
  let hash = hashOf(letters)
  for (let at = 0; at + GRAM <= letters.length; at += 1) {
    const slot = slotOf(hash)
    if (slots[slot] === 1) {
      for (const one of byGram.get(slot) ?? []) {
        if (letters.startsWith(one, at)) found.get(one)?.push(at)
      }
    }
    const oldest = Math.imul(letters.charCodeAt(at), OLDEST)
    hash = (Math.imul(hash - oldest, BASE) + letters.charCodeAt(at + GRAM)) | 0
  }
  return found
}

/** Of the first letters; rolls on along a text. */
function hashOf(text: string): number {
  let hash = 0
  for (let at = 0; at < GRAM; at += 1) hash = (Math.imul(hash, BASE) + text.charCodeAt(at)) | 0
  return hash
}

function slotOf(hash: number): number {
  return Math.imul(hash, 0x9e3779b1) >>> 16
}

function everyPlace(letters: string, one: string): number[] {
  const places: number[] = []
  for (let at = letters.indexOf(one); at >= 0; at = letters.indexOf(one, at + 1)) places.push(at)
  return places
}

/** Letters of context, counted outwards, that agree. */
function agreement(
  letters: string,
  { prefix, suffix }: Quote,
  from: number,
  length: number,
): number {
  const [before, after] = [lettersOf(prefix), lettersOf(suffix)]
  let left = 0
  while (left < before.length && before.at(-1 - left) === letters[from - 1 - left]) left += 1
  let right = 0
  while (right < after.length && after[right] === letters[from + length + right]) right += 1
  return left + right
}
