import type { Fault } from './verdict.ts'

/** What happened in one session, and what went wrong in it. */
export class Outcome {
  readonly seed: number
  readonly edits = new Map<string, number>()
  rounds = 0
  /** Words that people wrote; of these so many have a place at the end. */
  words = 0
  placed = 0
  /** Letters that two people put back: twice there, by the will of both. */
  retired = 0
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
  readonly misplaced: { readonly author: string; readonly fault: Fault }[] = []

  constructor(seed: number) {
    this.seed = seed
  }

  count(edit: string): void {
    this.edits.set(edit, (this.edits.get(edit) ?? 0) + 1)
  }
}
