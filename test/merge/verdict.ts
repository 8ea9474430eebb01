import { type Home, homeOf, isKnown, type Seen } from './carried.ts'
import type { Letter, Sight } from './letters.ts'
import type { Gap, Trace, Written } from './trace.ts'

/**
 * When is a word misplaced? A word is measured against its neighbours in its author's document at
 * the moment it was written, as far as they survive. "Nearest" passes over letters deleted since.
 *
 * [MP1] Order: its letters keep their order; its nearest left neighbour still comes before it, its
 *       nearest right neighbour after it, across blocks too.
 * [MP2] Together: it shares a block with the nearest neighbours that it shared a block with, unless
 *       somebody put a border in between (Enter, paste, undo). A border put beside a border (Enter
 *       at the end of a block) is not in between: what others write there stays with its block.
 * [MP3] Apart: it shares no block with the nearest neighbour beyond a border, unless somebody took
 *       away a border in between (join, delete across, undo).
 * [MP4] Whole: letters of a word written by another at the same time never stand inside it, and it
 *       is not torn over two blocks unless somebody put a border inside.
 * [MV1] A move takes whole blocks. What stood in one block stays together and in order, wherever the
 *       block went: words that others wrote into it meanwhile, where it still was for them, too.
 * [MV2] The words that went have a place of their own: where the mover put them. Measured against
 *       the mover's document, too, and in each one after it, if several people moved them.
 * [MV3] Against a neighbour in another block a word is not measured if one of the two went and the
 *       other did not, in a move that the sight does not show yet: nobody could see both places.
 *       Nor is a word in a block of its own beside one that went: letters do not tell whether its
 *       block was there, empty, and went along. The tables count all such words ("beside moves").
 * [MV4] A word between what went and what stayed (its author had joined the two) stays with one of
 *       both. A move neither splits nor joins: what was apart must not share a block.
 * [MV5] A word of which somebody split a part off and moved it is not measured against itself.
 * [MP5] Words that undo or redo put back have their place like any other, and so has what others
 *       wrote between them meanwhile. How many of the misplaced were put back, or measured against
 *       such, the tables show.
 */
export type Fault = 'order' | 'torn from its block' | 'glued to another block' | 'interleaved'

export function placeOf(word: Written, now: Sight, trace: Trace): Fault | 'right' | 'gone' {
  const grounds = groundsOf(word, now, trace)
  if (grounds.length === 0) return 'gone'
  for (const ground of grounds) {
    const fault = ground.fault()
    if (fault !== 'right') return fault
  }
  return 'right'
}

/** [MV3] [MV4] Is there a neighbour that it is not, or not alone, measured against? */
export function isBesideMoved(word: Written, now: Sight, trace: Trace): boolean {
  return groundsOf(word, now, trace).some((ground) => ground.isBesideMoved())
}

/** [MP5] Did undo put the word back, or what it is measured against? */
export function isBesidePutBack(word: Written, now: Sight, trace: Trace): boolean {
  return groundsOf(word, now, trace).some((ground) => ground.wasPutBack())
}

/** What counts as a place: letters that once stood there twice have none. */
export function placesIn(now: Sight, trace: Trace): Sight {
  const counts = (letter: Letter) => !trace.retired.has(letter)
  const letters = now.letters.filter(counts)
  const beside = <T>(of: readonly T[]) => of.filter((_, at) => counts(now.letters[at] ?? 0))
  const place = new Map(letters.map((letter, at) => [letter, at]))
  return {
    letters,
    block: beside(now.block),
    marks: beside(now.marks),
    first: beside(now.first),
    last: beside(now.last),
    blocks: now.blocks,
    place,
  }
}

/**
 * Letters with a format that nobody gave to anything in their block, and that runs on into it from
 * the block above. (Inside its block a format may run on: its end is deleted with what it ended at.)
 */
export function leakedFormats(now: Sight, trace: Trace): Letter[] {
  const given: number[] = []
  now.letters.forEach((letter, at) => {
    const block = now.block[at] ?? 0
    given[block] = (given[block] ?? 0) | (trace.formats.get(letter) ?? 0)
  })
  const leaking: number[] = []
  now.letters.forEach((_letter, at) => {
    const block = now.block[at] ?? 0
    if (at === 0 || now.block[at - 1] === block) return
    leaking[block] = (now.marks[at - 1] ?? 0) & (now.marks[at] ?? 0) & ~(given[block] ?? 0)
  })
  return now.letters.filter((_letter, at) => {
    return ((now.marks[at] ?? 0) & (leaking[now.block[at] ?? 0] ?? 0)) !== 0
  })
}

/** One for each sight that the word is measured against. */
function groundsOf(word: Written, now: Sight, trace: Trace): Ground[] {
  const letters = word.letters.filter((letter) => now.place.has(letter))
  return letters.length === 0 ? [] : word.seen.map((seen) => new Ground(word, seen, now, trace))
}

/** How a neighbour counts: not at all, or one of both must be right. */
type Weight = 'judged' | 'either' | 'not'

/** What is left of one word: its place in one sight of it, and its place now. */
class Ground {
  readonly #word: Written
  readonly #seen: Seen
  readonly #sight: Sight
  readonly #letters: readonly Letter[]
  readonly #now: Sight
  readonly #trace: Trace
  /** Places then. */
  readonly #first: number
  readonly #last: number
  readonly #left: number
  readonly #right: number
  /** Places now. */
  readonly #from: number
  readonly #to: number
  readonly #leftWeight: Weight
  readonly #rightWeight: Weight

  constructor(word: Written, seen: Seen, now: Sight, trace: Trace) {
    this.#word = word
    this.#seen = seen
    this.#sight = seen.sight
    this.#letters = word.letters.filter((letter) => now.place.has(letter))
    this.#now = now
    this.#trace = trace
    const then = (letter: Letter | undefined) => seen.sight.place.get(letter ?? 0) ?? 0
    this.#first = then(this.#letters[0])
    this.#last = then(this.#letters.at(-1))
    this.#left = this.#survivor(this.#first - 1, -1)
    this.#right = this.#survivor(this.#last + 1, 1)
    this.#from = this.#nowAt(this.#first)
    this.#to = this.#nowAt(this.#last)
    this.#leftWeight = this.#weightOf(this.#left, this.#first)
    this.#rightWeight = this.#weightOf(this.#right, this.#last)
  }

  isBesideMoved(): boolean {
    return this.#leftWeight !== 'judged' || this.#rightWeight !== 'judged'
  }

  fault(): Fault | 'right' {
    if (!this.#isInOrder()) return 'order'
    if (this.#isTorn()) return 'torn from its block'
    if (this.#isGlued()) return 'glued to another block'
    return this.#isInterleaved() ? 'interleaved' : 'right'
  }

  wasPutBack(): boolean {
    const { letters } = this.#sight
    const measured = [...this.#letters, letters[this.#left] ?? 0, letters[this.#right] ?? 0]
    return measured.some((letter) => this.#trace.putBack.has(letter))
  }

  #isInOrder(): boolean {
    if (!this.#isInItself()) return false
    const left = this.#nowAt(this.#left) < this.#from
    const right = this.#nowAt(this.#right) > this.#to
    return this.#holds(left, right)
  }

  #isInItself(): boolean {
    const places = this.#letters.map((letter) => this.#now.place.get(letter) ?? 0)
    return places.every(
      (place, at) => at === 0 || place > (places[at - 1] ?? 0) || this.#isParted(),
    )
  }

  /** [MV5] Did somebody split the word and move one part of it? */
  #isParted(): boolean {
    return this.#trace.moves.some((move) => {
      const went = this.#letters.filter((letter) => move.taken.has(letter)).length
      return !isKnown(move, this.#seen.stamp) && went > 0 && went < this.#letters.length
    })
  }

  /** [MV4] Is it right on both sides, as far as they count? */
  #holds(left: boolean, right: boolean): boolean {
    const [one, other] = [this.#leftWeight, this.#rightWeight]
    if (one === 'either' && other === 'either') return left || right
    return (left || one !== 'judged') && (right || other !== 'judged')
  }

  /** [MV3] Does a move that this sight does not show part the word from its neighbour? */
  #weightOf(neighbour: number, mine: number): Weight {
    const { letters } = this.#sight
    const [other, own] = [letters[neighbour], letters[mine]]
    if (other === undefined || own === undefined) return 'judged'
    let weight: Weight = 'judged'
    for (const move of this.#trace.moves) {
      if (isKnown(move, this.#seen.stamp)) continue
      const beside = this.#trace.wordOf(other)?.seen[0] ?? this.#seen
      const one = homeOf(move, own, this.#seen)
      const parted = partedBy(one, homeOf(move, other, beside))
      if (parted === 'not') return 'not'
      if (parted === 'either') weight = 'either'
    }
    return weight
  }

  /** [MP2] and the second half of [MP4]. */
  #isTorn(): boolean {
    if (this.#isTornApart(this.#from, this.#to)) return true
    const left = this.#wasTogether(this.#left, this.#first)
    const right = this.#wasTogether(this.#right, this.#last)
    const [before, after] = [this.#nowAt(this.#left), this.#nowAt(this.#right)]
    const tornLeft = left && this.#isTornApart(before, this.#from)
    const tornRight = right && this.#isTornApart(this.#to, after)
    if (this.#holds(!tornLeft, !tornRight)) return false
    if (tornLeft && tornRight) return true
    // Its author had joined two blocks and wrote between; meanwhile others put a block between them.
    return !(left && right && this.#happened(this.#trace.additions, before, after))
  }

  /** [MP3] */
  #isGlued(): boolean {
    return (
      (this.#wasApart(this.#left, this.#first) &&
        this.#isGluedTogether(this.#nowAt(this.#left), this.#from)) ||
      (this.#wasApart(this.#right, this.#last) &&
        this.#isGluedTogether(this.#to, this.#nowAt(this.#right)))
    )
  }

  /** [MP4]: strangers inside whose authors could not know this word, nor its author theirs. */
  #isInterleaved(): boolean {
    if (this.#isParted()) return false
    for (let at = this.#from + 1; at < this.#to; at++) {
      const letter = this.#now.letters[at] ?? 0
      if (this.#sight.place.has(letter)) continue
      const other = this.#trace.wordOf(letter)
      if (other && other.round === this.#word.round && other.author !== this.#word.author) {
        return true
      }
    }
    return false
  }

  #isTornApart(left: number, right: number): boolean {
    if (this.#block(left) === this.#block(right)) return false
    return !this.#happened(this.#trace.splits, left, right)
  }

  #isGluedTogether(left: number, right: number): boolean {
    if (this.#block(left) !== this.#block(right)) return false
    return !this.#happened(this.#trace.joins, left, right)
  }

  #wasTogether(neighbour: number, mine: number): boolean {
    const { letters, block } = this.#sight
    return letters[neighbour] !== undefined && block[neighbour] === block[mine]
  }

  #wasApart(neighbour: number, mine: number): boolean {
    const { letters, block } = this.#sight
    return letters[neighbour] !== undefined && block[neighbour] !== block[mine]
  }

  /** Did one of these changes of borders happen somewhere between two places of now? */
  #happened(gaps: readonly Gap[], one: number, other: number): boolean {
    const [left, right] = [Math.min(one, other), Math.max(one, other)]
    return gaps.some((gap) => {
      const from = survivorOf(gap.before, gap.left, -1, this.#now)
      const to = survivorOf(gap.before, gap.right, 1, this.#now)
      return Math.min(from, to) < right && Math.max(from, to) > left
    })
  }

  #survivor(place: number, step: 1 | -1): number {
    const { letters } = this.#sight
    let at = place
    while (letters[at] !== undefined && !this.#now.place.has(letters[at] ?? 0)) at += step
    return at
  }

  #nowAt(place: number): number {
    return survivorOf(this.#sight, place, place < 0 ? -1 : 1, this.#now)
  }

  #block(place: number): number {
    return this.#now.block[place] ?? -1
  }
}

function partedBy(word: Home, neighbour: Home): Weight {
  if (word === 'border') return 'either'
  if (word === 'beside' || neighbour === 'border' || neighbour === 'beside') return 'not'
  return (word === 'went') === (neighbour === 'went') ? 'judged' : 'not'
}

/** The place of now of the nearest surviving letter at `place` of `then` or beyond it. */
function survivorOf(then: Sight, place: number, step: 1 | -1, now: Sight): number {
  for (let at = place; ; at += step) {
    const letter = then.letters[at]
    if (letter === undefined) return at < 0 ? -1 : now.letters.length
    const there = now.place.get(letter)
    if (there !== undefined) return there
  }
}
