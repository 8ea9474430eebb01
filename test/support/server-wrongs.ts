import type { Mutation } from './server-mutant.ts'

/** Mistakes that the storm of real processes and the simulation must both notice. */
export const EARLY_RECEIPT: readonly Mutation[] = [
  {
    file: 'server/live/intake.ts',
    from: 'session.receipts.handOver(isStepTwo)',
    to: 'session.receipts.handOver(isStepTwo); session.receipts.committed()',
  },
]
export const EARLY_WORDS: readonly Mutation[] = [
  {
    file: 'server/live/log.ts',
    from: 'this.#waiting = []\n    try {',
    // The log answers within a millisecond: a kill would seldom come between.
    to: `this.#waiting = []
    try {
      this.#tell(batch, 1)
      await new Promise((wake) => this.#clock.after(5, () => wake(null)))`,
  },
  {
    file: 'server/live/log.ts',
    from: "this.#tell(batch, outcome.kind === 'committed' ? outcome.first : null)",
    to: 'void outcome',
  },
]
/** A delete without new words is taken for nothing new. */
export const DELETES_UNSEEN: readonly Mutation[] = [
  {
    file: 'server/live/knowledge.ts',
    from: ' || !this.#deletes.hasAll(deletes)',
    to: '',
  },
]
