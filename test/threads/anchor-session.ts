import { must } from '../../shared/kit/assert.ts'
import { type Rng, seededRng } from '../../shared/kit/rng.ts'
import { lettersOf } from '../../shared/threads/anchor-words.ts'
import { chosen, EDITS_WITH_MOVES } from '../merge/edits.ts'
import { Hand } from '../merge/hand.ts'
import { Alphabet } from '../merge/letters.ts'
import { arrives, opening } from '../merge/opening.ts'
import { meet } from '../support/writer.ts'
import { copies, cuts, pastes } from './anchor-edits.ts'
import { Board, Reader } from './anchor-stage.ts'

/** What became of the threads of one session. */
export class Fate {
  readonly seed: number
  readonly wrongs: string[] = []
  threads = 0
  attached = 0
  changed = 0
  orphans = 0
  onBlocks = 0
  healed = 0
  stale = 0
  /** Seen differently until the check in a calm. */
  drifted = 0
  /** Threads whose words stand in the text exactly once. */
  unique = 0
  edits = 0

  constructor(seed: number) {
    this.seed = seed
  }
}

const NAMES = ['ann', 'bo', 'cleo']

/** Three people begin threads and edit apart, merge, go on, merge. Everything follows from the seed. */
export function playThreads(seed: number): Fate {
  const rng = seededRng(seed)
  const fate = new Fate(seed)
  const board = new Board()
  const alphabet = new Alphabet()
  const { base } = opening(alphabet, rng, { blocks: 5, words: 4 })
  const hot = rng()
  const people = NAMES.map((name) => {
    const reader = new Reader(arrives(name, base, rng), board)
    return { reader, hand: new Hand(reader.writer, rng, alphabet, hot) }
  })
  const readers = people.map(({ reader }) => reader)
  for (let round = 1 + Math.floor(rng() * 3); round > 0; round -= 1) {
    for (const { reader, hand } of people) plays(reader, hand, rng, fate)
    merges(readers, fate)
  }
  judges(readers, board, fate)
  for (const reader of readers) reader.close()
  return fate
}

function plays(reader: Reader, hand: Hand, rng: Rng, fate: Fate): void {
  for (let act = Math.floor(rng() * 6); act > 0; act -= 1) {
    if (rng() < 0.3) begins(reader, hand, fate)
    else if (rng() < 0.2) carries(reader, hand)
    else edits(reader, hand, rng)
    fate.edits += 1
    // Sometimes the page has no time to look between two edits.
    if (rng() < 0.7) reader.anchors.catchUp()
    if (rng() < 0.2) reader.anchors.settle()
  }
}

function begins(reader: Reader, hand: Hand, fate: Fate): void {
  const id = `t${fate.threads}`
  if (hand.chance(0.2)) {
    reader.opens(id, { kind: 'block', pos: hand.before(hand.block()) })
  } else {
    if (!hand.drags(hand.below(2))) return
    const { from, to } = reader.writer.state.selection
    reader.anchors.catchUp()
    reader.opens(id, { kind: 'text', from, to })
  }
  fate.threads += 1
}

function edits(reader: Reader, hand: Hand, rng: Rng): void {
  reader.writer.binding.undoManager.stopCapturing()
  for (let attempt = 0; attempt < 20; attempt += 1) {
    if (chosen(EDITS_WITH_MOVES, rng).edit(hand) !== null) return
  }
}

/** Cuts or copies words and pastes them elsewhere. */
function carries(reader: Reader, hand: Hand): void {
  if (!hand.drags(hand.below(2))) return
  const { from, to } = reader.writer.state.selection
  const slice = hand.chance(0.7) ? cuts(reader, from, to) : copies(reader, from, to)
  if (hand.jumps()) pastes(reader, slice, reader.writer.state.selection.from)
}

function merges(readers: readonly Reader[], fate: Fate): void {
  const writers = readers.map(({ writer }) => writer)
  meet(...writers)
  for (const { binding } of writers) binding.heal()
  meet(...writers)
  for (const one of readers) one.anchors.catchUp()
  for (const one of readers) one.sends()
  for (const one of readers) one.hears()
  const late = new Reader(
    arrives('dan', must(writers[0], 'somebody').everything(), () => 0.5),
    must(readers[0], 'somebody').board,
  )
  const all = [...readers, late]
  for (const { anchors } of all) anchors.settle()
  fate.drifted += differences(all).length
  for (const { anchors } of all) {
    anchors.check()
    anchors.settle()
  }
  fate.wrongs.push(...differences(all))
  late.close()
}

/** Threads that somebody sees elsewhere than the first does. */
function differences([first, ...others]: readonly Reader[]): string[] {
  return others.flatMap((other) =>
    [...other.anchors.places.value].flatMap(([id, place]) => {
      const [theirs, mine] = [place, first?.anchors.places.value.get(id)].map((one) =>
        JSON.stringify(one),
      )
      return theirs === mine ? [] : [`${other.name} sees ${id} ${theirs}, ${first?.name} ${mine}`]
    }),
  )
}

function judges(readers: readonly Reader[], board: Board, fate: Fate): void {
  const reader = must(readers[0], 'somebody')
  const { doc } = reader.writer
  const letters = lettersOf(wordsOf(reader, 0, doc.content.size))
  for (const { id, anchor } of board.threads.values()) {
    const place = reader.anchors.places.value.get(id)
    if (anchor.kind === 'document' || !place) continue
    const quoted = lettersOf(anchor.quote.exact)
    const isUnique = quoted !== '' && letters.split(quoted).length === 2
    if (isUnique) fate.unique += 1
    if (place.kind === 'orphan') fate.orphans += 1
    else if (place.kind === 'block') fate.onBlocks += 1
    else if (place.kind === 'text') fate.attached += 1
    else fate.wrongs.push(`${id} is ${place.kind}`)
    if (isUnique && place.kind === 'orphan')
      fate.wrongs.push(`${id} is an orphan, its words are here`)
    if (place.kind !== 'text') continue
    const said = lettersOf(wordsOf(reader, place.from, place.to))
    if (said === '') fate.wrongs.push(`${id} stands on nothing`)
    if (place.changed) fate.changed += 1
    else if (said !== quoted) fate.wrongs.push(`${id} stands on ${said}, and quotes ${quoted}`)
  }
  fate.healed = board.healed
  fate.stale = board.stale
}

function wordsOf({ writer }: Reader, from: number, to: number): string {
  return writer.doc.textBetween(from, to, '\n', ({ type, attrs }) =>
    type.name === 'mention' ? `@${attrs.label}` : '',
  )
}
