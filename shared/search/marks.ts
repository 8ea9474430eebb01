import type { Passage } from './search-results.ts'

/** Scripts that put nothing between words: there any letter can begin one. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu
const ASCII = /^[\p{ASCII}]*$/u

/** A word that is looked for, without accents and capitals; `isOpen`: it may go on. */
export interface Wanted {
  word: string
  isOpen: boolean
}

/** What a question asks for: all of its words, of which the last need not be complete. */
export function wantedOf(question: string): Wanted[] {
  const words = question.match(WORD) ?? []
  return words.map((word, index) => ({ word: folded(word), isOpen: index === words.length - 1 }))
}

/** Where the wanted words stand, in order; `of`: which of them. UTF-16 offsets. */
export function findsIn(
  text: string,
  wanted: readonly Wanted[],
): { from: number; to: number; of: Wanted }[] {
  const finds: { from: number; to: number; of: Wanted }[] = []
  const spaced = wanted.filter(({ word }) => !UNSPACED.test(word))
  if (spaced.length > 0) {
    for (const { 0: word, index: from } of text.matchAll(WORD)) {
      const plain = folded(word)
      const of = spaced.find((one) =>
        one.isOpen ? plain.startsWith(one.word) : plain === one.word,
      )
      if (of) finds.push({ from, to: from + lengthOf(word, of.word), of })
    }
  }
  for (const of of wanted) {
    if (spaced.includes(of)) continue
    for (let at = text.indexOf(of.word); at >= 0; at = text.indexOf(of.word, at + 1)) {
      finds.push({ from: at, to: at + of.word.length, of })
    }
  }
  return finds.sort((a, b) => a.from - b.from)
}

/** Marks do not overlap, and neighbours with nothing between them are one. */
export function marksOf(finds: readonly { from: number; to: number }[]): Passage['marks'] {
  const marks: Passage['marks'] = []
  for (const { from, to } of finds) {
    const last = marks.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else marks.push([from, to])
  }
  return marks
}

/** Accents and case make no difference. */
function folded(word: string): string {
  if (ASCII.test(word)) return word.toLowerCase()
  return word.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().normalize('NFC')
}

/** How much of a word as it stands makes up the wanted beginning. */
function lengthOf(word: string, wanted: string): number {
  let end = Math.min(word.length, wanted.length)
  // By halves: a word can be long, and each look at a part of it is a walk.
  for (let most = word.length; end < most; ) {
    const middle = (end + most) >> 1
    if (folded(word.slice(0, middle)).length < wanted.length) end = middle + 1
    else most = middle
  }
  // Accents that are letters of their own belong to the letter before.
  while (end < word.length && /\p{M}/u.test(word[end] ?? '')) end++
  return end
}
