import type { Fault } from './verdict.ts'

/** A word that stands in a wrong place; [MP5]: was it, or what it is measured against, put back? */
interface Misplaced {
  readonly author: string
  readonly fault: Fault
  readonly besidePutBack: boolean
}

/** What happened in one session, and what went wrong in it. */
export class Outcome {
  readonly seed: number
  readonly edits = new Map<string, number>()
  rounds = 0
  /** Words that people wrote; of these so many have a place at the end. */
  words = 0
  placed = 0
  /** [MV4] Of those so many are measured against less than others, because blocks were moved. */
  besideMoved = 0
  /** Letters that two people put back at the same time. */
  putBackTwice = 0
  /** Merges after which somebody took away what stood there twice. */
  healed = 0
  /** Ends of selections in untouched text that were looked at. */
  carets = 0
  /** Letters in the end, and those with a format from the block above. */
  letters = 0
  leaked = 0
  readonly lost: string[] = []
  readonly doubled: string[] = []
  readonly returned: string[] = []
  readonly diverged: string[] = []
  readonly uninvited: string[] = []
  readonly astray: string[] = []
  readonly misplaced: Misplaced[] = []

  constructor(seed: number) {
    this.seed = seed
  }

  count(edit: string): void {
    this.edits.set(edit, (this.edits.get(edit) ?? 0) + 1)
  }
}
