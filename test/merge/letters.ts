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
  const [chinese, hangul] = RANGES
  if (code < hangul.from) return code >= chinese.from && code <= chinese.to
  return code <= hangul.to
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

/** A block's share of a sight. */
type Line = Pick<Sight, 'letters' | 'marks' | 'first' | 'last'>

/** An edit leaves most blocks as they are, the very nodes: each is read once. */
const lines = new WeakMap<Node, Line>()

/** What the letters of a ProseMirror document look like to a reader. */
export function sightOf(doc: Node): Sight {
  const letters: Letter[] = []
  const block: number[] = []
  const marks: number[] = []
  const first: boolean[] = []
  const last: boolean[] = []
  const place = new Map<Letter, number>()
  for (const [number, node] of doc.children.entries()) {
    const line = lineOf(node)
    for (const letter of line.letters) {
      if (!place.has(letter)) place.set(letter, letters.length)
      letters.push(letter)
      block.push(number)
    }
    marks.push(...line.marks)
    first.push(...line.first)
    last.push(...line.last)
  }
  return { letters, block, marks, first, last, blocks: doc.childCount, place }
}

function lineOf(node: Node): Line {
  const known = lines.get(node)
  if (known) return known
  const line = {
    letters: [] as Letter[],
    marks: [] as number[],
    first: [] as boolean[],
    last: [] as boolean[],
  }
  node.forEach(({ text, marks }, start) => {
    if (text === undefined) return
    const bits = marks.reduce((all, mark) => all | (MARK_BITS.get(mark.type.name) ?? 0), 0)
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (!isLetter(code)) continue
      line.letters.push(code)
      line.marks.push(bits)
      line.first.push(start + at === 0)
      line.last.push(start + at + 1 === node.content.size)
    }
  })
  lines.set(node, line)
  return line
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
