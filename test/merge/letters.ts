import type { Node } from '@tiptap/pm/model'
import { assert } from '../../shared/kit/assert.ts'
import type { Rng } from '../../shared/kit/rng.ts'

/**
 * No letter of a session stands for two: each is another code point, so whoever reads a document
 * knows of every letter who wrote it, in which word, whatever splits and joins did to the word.
 * There are no spaces; breaks and mentions are not traced.
 */
export type Letter = number

/** Chinese characters, then Hangul syllables: neither is a space, a mark or half of a pair. */
const RANGES = [
  { from: 0x4e00, to: 0x9fff },
  { from: 0xac00, to: 0xd7a3 },
] as const

export class Alphabet {
  #range: (typeof RANGES)[number] = RANGES[0]
  #next: number = RANGES[0].from

  /** A word of fresh letters. */
  word(length: number): string {
    return Array.from({ length }, () => String.fromCharCode(this.#letter())).join('')
  }

  words(count: number, rng: Rng): string[] {
    return Array.from({ length: count }, () => this.word(2 + Math.floor(rng() * 4)))
  }

  #letter(): Letter {
    if (this.#next > this.#range.to) {
      assert(this.#range === RANGES[0], 'a session has letters enough')
      this.#range = RANGES[1]
      this.#next = RANGES[1].from
    }
    return this.#next++
  }
}

export function isLetter(code: number): boolean {
  return RANGES.some(({ from, to }) => code >= from && code <= to)
}

/** The letters of one document in order; `block` and `marks` run beside `letters`. */
export interface Sight {
  readonly letters: readonly Letter[]
  /** The number of the block that each letter stands in. */
  readonly block: readonly number[]
  /** The formats of each letter, a bit for each name in `MARK_BITS`. */
  readonly marks: readonly number[]
  readonly blocks: number
  /** Is a letter the first, is it the last thing of its block, untraced things included? */
  readonly first: readonly boolean[]
  readonly last: readonly boolean[]
  /** Where a letter stands in `letters`: its first place if somebody doubled it. */
  readonly place: ReadonlyMap<Letter, number>
}

const MARK_NAMES = ['bold', 'italic', 'underline', 'strike', 'code', 'link', 'highlight']
const MARK_BITS = new Map(MARK_NAMES.map((name, bit) => [name, 1 << bit]))

/** What the letters of a ProseMirror document look like to a reader. */
export function sightOf(doc: Node): Sight {
  const letters: Letter[] = []
  const block: number[] = []
  const marks: number[] = []
  const first: boolean[] = []
  const last: boolean[] = []
  const place = new Map<Letter, number>()
  doc.forEach((node, _offset, number) => {
    node.forEach((inline, start) => {
      if (inline.text === undefined) return
      const bits = inline.marks.reduce((all, mark) => all | (MARK_BITS.get(mark.type.name) ?? 0), 0)
      for (let at = 0; at < inline.text.length; at++) {
        const code = inline.text.charCodeAt(at)
        if (!isLetter(code)) continue
        if (!place.has(code)) place.set(code, letters.length)
        letters.push(code)
        block.push(number)
        marks.push(bits)
        first.push(start + at === 0)
        last.push(start + at + 1 === node.content.size)
      }
    })
  })
  return { letters, block, marks, first, last, blocks: doc.childCount, place }
}

/** How often each letter stands in the document. */
export function copiesIn(sight: Sight): Map<Letter, number> {
  const copies = new Map<Letter, number>()
  for (const letter of sight.letters) copies.set(letter, (copies.get(letter) ?? 0) + 1)
  return copies
}

export function lettersOf(word: string): Letter[] {
  return Array.from(word, (character) => character.charCodeAt(0)).filter(isLetter)
}
