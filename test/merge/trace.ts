import { must } from '../../shared/kit/assert.ts'
import { type Carried, carriedBetween, type Seen } from './carried.ts'
import { copiesIn, type Letter, lettersOf, type Sight } from './letters.ts'

/** Words written by one edit. */
export interface Written {
  readonly author: string
  readonly round: number
  readonly letters: readonly Letter[]
  /** Where they stood: for their author at first, then for everybody who moved them. */
  readonly seen: readonly [Seen, ...Seen[]]
}

/** Between two letters that an edit left alone (as places in `before`) borders came or went. */
export interface Gap {
  readonly before: Sight
  readonly left: number
  readonly right: number
}

/** What a merge did to single letters. */
export interface Toll {
  readonly lost: ReadonlySet<Letter>
  readonly doubled: ReadonlySet<Letter>
  /** There again although everybody who touched it left it deleted. */
  readonly returned: ReadonlySet<Letter>
}

interface Witness {
  sight: Sight
  /** Letters this person deleted since the last merge, put back or not. */
  readonly removed: Set<Letter>
}

/**
 * Follows every letter through a session in which all start equal, edit apart, and merge.
 *
 * [MF1] A letter that nobody deleted since the last merge stands there once after the next one.
 * [MF2] A letter that somebody deleted is gone, unless anybody put it back by undo or redo: then it
 *       stands there once, also if two people who both deleted it both put it back.
 */
export class Trace {
  readonly written: Written[] = []
  /** Whenever somebody moved blocks, by hand or by undo. */
  readonly moves: Carried[] = []
  readonly splits: Gap[] = []
  readonly joins: Gap[] = []
  /** Borders that came beside a border, as by Enter at the end of a block. */
  readonly additions: Gap[] = []
  /** All formats that anybody ever saw on a letter after an edit of their own. */
  readonly formats = new Map<Letter, number>()
  /** Letters that stood there twice: counted as doubled, and traced no longer. */
  readonly retired = new Set<Letter>()
  /** How many letters two people put back since the last merge, summed over all merges. */
  putBackTwice = 0
  /** Letters that undo or redo put back: for Yjs they are new ones. */
  readonly putBack = new Set<Letter>()
  #round = 0
  #turn = 0
  #alive: ReadonlySet<Letter>
  #witnesses = new Map<string, Witness>()
  #wordOf = new Map<Letter, Written>()

  constructor(base: Sight, words: readonly string[], people: readonly string[]) {
    this.#alive = new Set(base.letters)
    this.#write('base', base, words)
    this.#round = 1
    this.#noteFormats(base)
    for (const name of people) this.#witnesses.set(name, { sight: base, removed: new Set() })
  }

  /**
   * `author` changed their own document; `words` are those they typed or pasted for it, `took` the
   * letters of blocks that they moved.
   */
  edited(
    author: string,
    after: Sight,
    words: readonly string[],
    took: ReadonlySet<Letter> | null = null,
  ): void {
    this.#turn += 1
    const witness = must(this.#witnesses.get(author), `${author} takes part`)
    const before = witness.sight
    const same = sameStart(before, after)
    for (const letter of before.letters.slice(same)) {
      if (!after.place.has(letter)) witness.removed.add(letter)
    }
    for (const letter of after.letters.slice(same)) {
      if (!before.place.has(letter) && this.#wordOf.has(letter)) this.putBack.add(letter)
    }
    if (!this.#noteMove(author, before, after, took)) this.#noteBorders(before, after)
    this.#noteFormats(after)
    this.#write(author, after, words)
    witness.sight = after
  }

  /** Everybody has everything and sees `sight`. */
  merged(sight: Sight): Toll {
    const toll = {
      lost: new Set<Letter>(),
      doubled: new Set<Letter>(),
      returned: new Set<Letter>(),
    }
    const actual = copiesIn(sight)
    for (const [letter, times] of this.#leftBy()) {
      if (times > 1) this.putBackTwice += 1
      const expected = Math.min(times, 1)
      if (this.retired.has(letter)) continue
      const copies = actual.get(letter) ?? 0
      if (copies < expected) toll.lost.add(letter)
      if (copies > 1) toll.doubled.add(letter)
      if (copies === 1 && expected === 0) toll.returned.add(letter)
      if (copies > 1) this.retired.add(letter)
    }
    this.#alive = new Set(sight.letters)
    this.#round += 1
    for (const witness of this.#witnesses.values()) {
      witness.sight = sight
      witness.removed.clear()
    }
    return toll
  }

  wordOf(letter: Letter): Written | undefined {
    return this.#wordOf.get(letter)
  }

  /** Did anybody delete this letter since the last merge? */
  wasTouched(letter: Letter | null): boolean {
    if (letter === null) return false
    return this.#witnesses.values().some(({ removed }) => removed.has(letter))
  }

  /** By how many people each letter that lived at the last merge or since then was left or put there. */
  #leftBy(): Map<Letter, number> {
    const times = new Map<Letter, number>()
    for (const letter of this.#alive) times.set(letter, 1)
    for (const { removed } of this.#witnesses.values())
      for (const letter of removed) times.set(letter, 0)
    for (const { sight, removed } of this.#witnesses.values()) {
      for (const letter of sight.place.keys()) {
        if (this.#alive.has(letter) && !removed.has(letter)) continue
        times.set(letter, (times.get(letter) ?? 0) + 1)
      }
    }
    return times
  }

  #write(author: string, sight: Sight, words: readonly string[]): void {
    for (const word of words) {
      const letters = lettersOf(word)
      if (!letters.every((letter) => sight.place.has(letter))) continue
      const stamp = { by: author, round: this.#round, turn: this.#turn }
      const written: Written = { author, round: this.#round, letters, seen: [{ sight, stamp }] }
      this.written.push(written)
      for (const letter of letters) this.#wordOf.set(letter, written)
    }
  }

  /** A move neither splits nor joins; the words that went have their place where the mover put them. */
  #noteMove(by: string, before: Sight, after: Sight, took: ReadonlySet<Letter> | null): boolean {
    const earlier = this.moves.filter((move) => move.by === by).map(({ taken }) => taken)
    // Past an empty block the letters keep their order, and yet it is a move.
    const taken = took ?? carriedBetween(before, after, earlier.toReversed())
    if (taken === null) return false
    const stamp = { by, round: this.#round, turn: this.#turn }
    this.moves.push({ ...stamp, before, taken })
    for (const word of this.written) {
      if (!word.letters.every((letter) => taken.has(letter) && after.place.has(letter))) continue
      this.#seenAgain(word, { sight: after, stamp })
    }
    return true
  }

  #seenAgain(word: Written, seen: Seen): void {
    const again: Written = { ...word, seen: [...word.seen, seen] }
    this.written[this.written.indexOf(word)] = again
    for (const letter of word.letters) this.#wordOf.set(letter, again)
  }

  #noteFormats({ letters, marks }: Sight): void {
    letters.forEach((letter, at) => {
      const bits = marks[at] ?? 0
      if (bits !== 0) this.formats.set(letter, (this.formats.get(letter) ?? 0) | bits)
    })
  }

  /**
   * Deliberate splits and joins: borders that came or went between letters that stayed. Where words
   * over a border were replaced by others over a border, which border is which cannot be told: both.
   * A border put beside a border (Enter at the end or the start of a block) splits no words.
   */
  #noteBorders(before: Sight, after: Sight): void {
    const same = sameStart(before, after)
    let left = same - 1
    for (let right = same; right <= before.letters.length; right++) {
      const letter = before.letters[right]
      if (letter !== undefined && !after.place.has(letter)) continue
      const had = borders(before, left, right)
      const from = placeIn(after, before, left)
      const to = placeIn(after, before, right)
      const has = borders(after, from, to)
      const replaced = had > 0 && right - left > 1 && to - from > 1
      const across =
        replaced &&
        (borders(before, left + 1, right - 1) > 0 || borders(after, from + 1, to - 1) > 0)
      const gap = { before, left, right }
      if (has > had && isBorder(before, left, right)) this.additions.push(gap)
      else if (has > had || across) this.splits.push(gap)
      if (has < had || across || (replaced && has !== had)) this.joins.push(gap)
      left = right
    }
  }
}

/** So many letters both begin with, each at its place and in the same block: no edit was there. */
function sameStart(one: Sight, other: Sight): number {
  if (one.place.size < one.letters.length) return 0
  let at = 0
  const end = Math.min(one.letters.length, other.letters.length)
  while (at < end && one.letters[at] === other.letters[at] && one.block[at] === other.block[at])
    at++
  return at
}

/** Is there nothing at all between two letters but the border of their blocks? */
function isBorder(sight: Sight, left: number, right: number): boolean {
  if (right - left > 1 || borders(sight, left, right) !== 1) return false
  return sight.last[left] === true && sight.first[right] === true
}

/** Borders between two places of one sight; −1 is the document's start, its length the end. */
function borders(sight: Sight, left: number, right: number): number {
  return blockAt(sight, right) - blockAt(sight, left)
}

function placeIn(there: Sight, here: Sight, place: number): number {
  const letter = here.letters[place]
  if (letter === undefined) return place < 0 ? -1 : there.letters.length
  return must(there.place.get(letter), 'only letters that stayed are asked for')
}

function blockAt(sight: Sight, place: number): number {
  if (place < 0) return 0
  return sight.block[place] ?? sight.blocks - 1
}
