import type { Node } from '@tiptap/pm/model'
import { TextSelection } from '@tiptap/pm/state'
import type { Rng } from '../../shared/kit/rng.ts'
import type { Writer } from '../support/writer.ts'
import type { Alphabet, Letter } from './letters.ts'

/** A person at work by chance: where they put the caret, what they select. */
export class Hand {
  readonly writer: Writer
  readonly rng: Rng
  readonly alphabet: Alphabet
  /** Where in the document (0–1) all people of this session like to work: so they meet. */
  readonly hot: number
  /** The letters of the blocks that the last edit moved. */
  took: ReadonlySet<Letter> | null = null
  /** Called where one edit passes through a state that whoever follows it must have seen. */
  pauses: () => void = () => {}

  constructor(writer: Writer, rng: Rng, alphabet: Alphabet, hot: number) {
    this.writer = writer
    this.rng = rng
    this.alphabet = alphabet
    this.hot = hot
  }

  get doc(): Node {
    return this.writer.state.doc
  }

  below(limit: number): number {
    return Math.floor(this.rng() * limit)
  }

  chance(probability: number): boolean {
    return this.rng() < probability
  }

  oneOf<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T
  }

  /** The number of a block: every third time one near the hot place. */
  block(): number {
    const count = this.doc.childCount
    if (!this.chance(0.35)) return this.below(count)
    const near = Math.round(this.hot * (count - 1)) + this.below(2)
    return Math.min(count - 1, near)
  }

  /** The number of a block that can be typed into, or null in a document of dividers. */
  textBlock(): number | null {
    for (let attempt = 0; attempt < 8; attempt++) {
      const number = this.block()
      if (this.doc.child(number).type.name === 'block') return number
    }
    return null
  }

  /** A place inside a block: its two ends more often than the rest. */
  offsetIn(number: number): number {
    const { size } = this.doc.child(number).content
    const fate = this.rng()
    if (fate < 0.18) return 0
    if (fate < 0.43) return size
    return this.below(size + 1)
  }

  /** The position before a block. */
  before(number: number): number {
    let position = 0
    for (let at = 0; at < number; at++) position += this.doc.child(at).nodeSize
    return position
  }

  /** Puts the caret somewhere in a text block; false if there is none. */
  jumps(offset: (number: number) => number = (number) => this.offsetIn(number)): boolean {
    const number = this.textBlock()
    if (number === null) return false
    const position = this.before(number) + 1 + offset(number)
    this.selects(position, position)
    return true
  }

  selects(anchor: number, head: number): void {
    const { state } = this.writer
    this.writer.dispatch(state.tr.setSelection(TextSelection.create(state.doc, anchor, head)))
  }

  /** Selects from one text block to another one `blocks` further; false if there is none. */
  drags(blocks: number): boolean {
    const first = this.textBlock()
    if (first === null) return false
    const last = first + blocks
    if (last >= this.doc.childCount || this.doc.child(last).type.name !== 'block') return false
    const here = this.before(first) + 1 + this.offsetIn(first)
    const there = this.before(last) + 1 + this.offsetIn(last)
    if (here === there) return false
    if (this.chance(0.5)) this.selects(here, there)
    else this.selects(there, here)
    return true
  }

  /** Is there a caret among words? An edit may have left words or a block selected. */
  get isAtText(): boolean {
    const { selection } = this.writer.state
    return selection instanceof TextSelection && selection.empty
  }
}
