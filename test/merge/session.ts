import type { Node } from '@tiptap/pm/model'
import { AllSelection } from '@tiptap/pm/state'
import * as Y from 'yjs'
import { must } from '../../shared/kit/assert.ts'
import { type Rng, seededRng } from '../../shared/kit/rng.ts'
import type { Writer } from '../support/writer.ts'
import { spotIn, spotsOf } from './caret.ts'
import { EDITS_IN_A_CROWD } from './crowd.ts'
import { chosen, EDITS, EDITS_WITH_MOVES } from './edits.ts'
import { Hand } from './hand.ts'
import { Alphabet, sightOf } from './letters.ts'
import { arrives, opening, rebuilt } from './opening.ts'
import { Outcome } from './outcome.ts'
import { Post } from './post.ts'
import { Trace } from './trace.ts'
import { isBesideMoved, isBesidePutBack, leakedFormats, placeOf, placesIn } from './verdict.ts'

export interface Plan {
  readonly seed: number
  readonly people: number
  /** Edits of each person in the whole session. */
  readonly edits: number
  readonly mix: Mix
}

/** What people do, and in what document. */
export type Mix = keyof typeof MIXES

const MIXES = {
  writing: { habits: EDITS, blocks: 12, words: 8 },
  moving: { habits: EDITS_WITH_MOVES, blocks: 12, words: 8 },
  crowded: { habits: EDITS_IN_A_CROWD, blocks: 3, words: 2 },
} as const

/** What one author mends another may have to follow: so often, at most. */
const CALMS = 8
const NAMES = ['ann', 'bo', 'cleo', 'dan']
/** MERGE_TELL=1 with MERGE_SEED and MERGE_SESSIONS=1 tells one session line by line. */
const TELLS = process.env.MERGE_TELL !== undefined

/** Plays one session from its seed: all start equal, edit apart, merge, edit on, merge. */
export function play(plan: Plan): Outcome {
  const stage = new Stage(plan)
  for (const round of stage.rounds) {
    for (const [at, hand] of stage.hands.entries()) {
      for (let edit = round[at] ?? 0; edit > 0; edit--) stage.edits(hand)
    }
    stage.merges()
  }
  stage.judges()
  stage.close()
  return stage.outcome
}

class Stage {
  readonly outcome: Outcome
  readonly hands: readonly Hand[]
  /** For each round how many edits each person makes in it. */
  readonly rounds: readonly (readonly number[])[]
  readonly #rng: Rng
  readonly #plan: Plan
  readonly #all: readonly Writer[]
  readonly #post: Post
  readonly #trace: Trace

  constructor(plan: Plan) {
    this.#plan = plan
    this.#rng = seededRng(plan.seed)
    this.outcome = new Outcome(plan.seed)
    const alphabet = new Alphabet()
    const names = NAMES.slice(0, plan.people)
    const { base, words } = opening(alphabet, this.#rng, MIXES[plan.mix])
    const editors = names.map((name) => arrives(name, base, this.#rng))
    const viewer = arrives('vera', base, this.#rng)
    if (this.#rng() < 0.7) {
      viewer.dispatch(viewer.state.tr.setSelection(new AllSelection(viewer.state.doc)))
    }
    this.#all = [...editors, viewer]
    this.#post = new Post(editors, [viewer])
    const hot = this.#rng()
    this.hands = editors.map((writer) => new Hand(writer, this.#rng, alphabet, hot))
    if (TELLS) console.log(plan)
    tell('all', viewer)
    const trace = new Trace(sightOf(viewer.state.doc), words, names)
    for (const hand of this.hands) {
      hand.pauses = () => trace.edited(hand.writer.name, sightOf(hand.doc), [])
    }
    this.#trace = trace
    this.rounds = this.#schedule()
  }

  /** One edit of one person, chosen by weight; what cannot be done here is chosen again. */
  edits(hand: Hand): void {
    const { habits } = MIXES[this.#plan.mix]
    const { writer } = hand
    writer.binding.undoManager.stopCapturing()
    for (let attempt = 0; attempt < 20; attempt++) {
      const { name, edit } = chosen(habits, this.#rng)
      const words = edit(hand)
      if (words === null) continue
      this.outcome.count(name)
      tell(`${writer.name}: ${name}`, writer)
      const after = sightOf(hand.doc)
      this.#trace.edited(writer.name, after, words, hand.took)
      hand.took = null
      return
    }
  }

  merges(): void {
    const { outcome } = this
    outcome.rounds += 1
    this.#post.deliver(this.#rng, (reader, bring) => this.#watchesCarets(reader, bring))
    // A calm: whoever put back what another put back too takes theirs away.
    for (let calm = 0; calm < CALMS; calm++) {
      for (const { binding } of this.#all) binding.heal()
      if (!this.#post.hasMore) break
      outcome.healed += 1
      this.#post.deliver(this.#rng, (reader, bring) => this.#watchesCarets(reader, bring))
    }
    outcome.uninvited.push(...this.#post.uninvited.splice(0))
    const first = must(this.#all[0], 'somebody takes part')
    // All others see and have the same as the first: so one is enough.
    if (!rebuilt(first).eq(first.state.doc)) outcome.diverged.push('Yjs says something else')
    const has = Y.snapshot(first.ydoc)
    for (const writer of this.#all) if (writer !== first) this.#agrees(writer, first, has)
    tell('merged', first)
    const toll = this.#trace.merged(sightOf(first.state.doc))
    for (const letter of toll.lost) outcome.lost.push(this.#wordOf(letter))
    for (const letter of toll.doubled) outcome.doubled.push(this.#wordOf(letter))
    for (const letter of toll.returned) outcome.returned.push(this.#wordOf(letter))
  }

  /** At the end: is every word where it belongs? */
  judges(): void {
    const now = placesIn(sightOf(must(this.#all[0], 'somebody').state.doc), this.#trace)
    for (const word of this.#trace.written) {
      const place = placeOf(word, now, this.#trace)
      if (word.author !== 'base') this.outcome.words += 1
      if (place === 'gone') continue
      if (word.author !== 'base') this.outcome.placed += 1
      if (isBesideMoved(word, now, this.#trace)) this.outcome.besideMoved += 1
      if (place === 'right') continue
      const besidePutBack = isBesidePutBack(word, now, this.#trace)
      this.outcome.misplaced.push({ author: word.author, fault: place, besidePutBack })
      if (TELLS) console.log(place, word.author, String.fromCharCode(...word.letters))
    }
    const leaked = leakedFormats(now, this.#trace)
    if (TELLS && leaked.length > 0) console.log('leaked into', String.fromCharCode(...leaked))
    this.outcome.letters = now.letters.length
    this.outcome.leaked = leaked.length
    this.outcome.putBackTwice = this.#trace.putBackTwice
  }

  close(): void {
    for (const writer of this.#all) writer.close()
  }

  #schedule(): number[][] {
    const count =
      this.#plan.edits === 1 ? 1 + Math.floor(this.#rng() * 2) : 2 + Math.floor(this.#rng() * 2)
    const rounds = Array.from({ length: count }, () => this.hands.map(() => 0))
    for (const at of this.hands.keys()) {
      for (let edit = 0; edit < this.#plan.edits; edit++) {
        const round = must(rounds[Math.floor(this.#rng() * count)], 'one of the rounds')
        round[at] = (round[at] ?? 0) + 1
      }
    }
    return rounds
  }

  #watchesCarets(reader: Writer, bring: () => void): void {
    const before = spotsOf(reader)
    bring()
    if (this.#plan.mix === 'moving') return
    for (const spot of before) {
      if (this.#trace.wasTouched(spot.left) || this.#trace.wasTouched(spot.right)) continue
      const expected = spotIn(reader, spot)
      if (expected === null) continue
      this.outcome.carets += 1
      const actual = reader.state.selection[spot.end]
      if (actual !== expected)
        this.outcome.astray.push(`${reader.name}: ${actual}, not ${expected}`)
    }
  }

  #agrees(writer: Writer, first: Writer, has: Y.Snapshot): void {
    const { diverged } = this.outcome
    if (!writer.state.doc.eq(first.state.doc)) diverged.push(`${writer.name} ≠ ${first.name}`)
    if (!Y.equalSnapshots(Y.snapshot(writer.ydoc), has)) {
      diverged.push(`${writer.name} has other updates than ${first.name}`)
    }
  }

  #wordOf(letter: number): string {
    const word = this.#trace.wordOf(letter)
    if (TELLS) console.log('wrong letter', String.fromCharCode(letter))
    return `a letter of ${word?.author} of round ${word?.round}`
  }
}

/** The words of a block; those with a format in braces. */
function marked(block: Node): string {
  const inline = block.children.map((node) => [
    node.text ?? '·',
    node.marks.map(({ type }) => type.name),
  ])
  return inline.map(([text, names]) => (names?.length ? `{${names}:${text}}` : text)).join('')
}

function tell(line: string, { state }: Writer): void {
  if (!TELLS) return
  const blocks = state.doc.children.map((block) => `${block.attrs.kind[0]}:${marked(block)}`)
  console.log(`${line} @${state.selection.anchor}-${state.selection.head}\n  ${blocks.join(' / ')}`)
}
