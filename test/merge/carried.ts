import type { Letter, Sight } from './letters.ts'

/** Who saw something, and when: `turn` counts the edits of a session. */
export interface Stamp {
  readonly by: string
  readonly round: number
  readonly turn: number
}

/** Somebody moved blocks, by hand or by undo: these letters went elsewhere. */
export interface Carried extends Stamp {
  /** The mover's document before. */
  readonly before: Sight
  readonly taken: ReadonlySet<Letter>
}

/** Words as they stood in somebody's document when they were written, or moved by them. */
export interface Seen {
  readonly sight: Sight
  readonly stamp: Stamp
}

/** Did whoever had this sight know of the move? */
export function isKnown(move: Carried, { by, round, turn }: Stamp): boolean {
  return move.round < round || (move.by === by && move.turn <= turn)
}

/** Do the letters that both sights have stand in another order? Which of them went elsewhere? */
export function carriedBetween(
  before: Sight,
  after: Sight,
  guesses: Iterable<ReadonlySet<Letter>>,
): ReadonlySet<Letter> | null {
  if (keepsOrder(before, after)) return null
  const stayed = before.letters.filter((letter) => after.place.has(letter))
  const places = stayed.map((letter) => after.place.get(letter) ?? 0)
  for (const guess of guesses) {
    const split = Map.groupBy(stayed, (letter) => guess.has(letter))
    const explains = [...split.values()].every((letters) =>
      isRising(letters.map((letter) => after.place.get(letter) ?? 0)),
    )
    if (split.size === 2 && explains) return guess
  }
  const still = longestRising(places)
  return new Set(stayed.filter((_letter, at) => !still.has(at)))
}

/**
 * `border`: between what went and what stayed in one block. In a block without a letter that the
 * mover saw: `alone`, or `beside` what went: it may have been there, empty, and have gone along.
 */
export type Home = 'went' | 'stayed' | 'border' | 'alone' | 'beside'

/**
 * Where does a letter belong when somebody moved blocks? What the mover saw: where they took it or
 * left it. What they did not see: with its block, as its author saw it.
 */
export function homeOf(move: Carried, letter: Letter, { sight }: Seen): Home {
  const side = (of: Letter) => (move.taken.has(of) ? 'went' : 'stayed')
  if (move.before.place.has(letter)) return side(letter)
  const place = sight.place.get(letter)
  if (place === undefined) return 'alone'
  const [left, right] = ([-1, 1] as const).map((step) => knownBeside(move, sight, place, step))
  const isHere = (at: number | undefined) =>
    at !== undefined && sight.block[at] === sight.block[place]
  const beside = [left, right].filter(isHere).map((at) => side(sight.letters[at ?? 0] ?? 0))
  if (beside.length > 0)
    return beside.every((one) => one === beside[0]) ? (beside[0] ?? 'alone') : 'border'
  const around = [left, right].flatMap((at) => (at === undefined ? [] : (sight.letters[at] ?? 0)))
  if (!around.some((of) => move.taken.has(of))) return 'alone'
  // A block of its own in the middle of what was one block for the mover belongs to that.
  const blockThere = (of: Letter) => move.before.block[move.before.place.get(of) ?? -1]
  const [above = 0, below = 0] = around
  const wasOne = around.length === 2 && blockThere(above) === blockThere(below)
  return wasOne && around.every((of) => move.taken.has(of)) ? 'went' : 'beside'
}

function knownBeside(move: Carried, sight: Sight, place: number, step: 1 | -1): number | undefined {
  for (let at = place + step; ; at += step) {
    const letter = sight.letters[at]
    if (letter === undefined) return undefined
    if (move.before.place.has(letter)) return at
  }
}

function keepsOrder(before: Sight, after: Sight): boolean {
  let last = -1
  for (const letter of before.letters) {
    const place = after.place.get(letter)
    if (place === undefined) continue
    if (place <= last) return false
    last = place
  }
  return true
}

function isRising(places: readonly number[]): boolean {
  return places.every((place, at) => at === 0 || place > (places[at - 1] ?? 0))
}

/** Indices of a longest rising subsequence. */
function longestRising(places: readonly number[]): Set<number> {
  const ends: number[] = []
  const before: number[] = []
  for (const [at, place] of places.entries()) {
    let low = 0
    let high = ends.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((places[ends[middle] ?? 0] ?? 0) < place) low = middle + 1
      else high = middle
    }
    before[at] = ends[low - 1] ?? -1
    ends[low] = at
  }
  const found = new Set<number>()
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) found.add(at)
  return found
}
