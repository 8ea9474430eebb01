/**
 * What happened, in the order in which it was committed. A fact is written in the transaction of the
 * rows that it tells of, and told to its listeners only when that is on disk. [TH20] [TH21]
 */
import type { Transaction } from 'kysely'
import { must } from '../../shared/kit/assert.ts'
import type { Fact } from '../../shared/wire/fact.ts'
import type { Database, Tables } from '../platform/database.ts'
import {
  type FactText,
  factByIntent,
  factsAfter,
  insertFact,
  type NewFact,
  nameOf,
  takeWordsOut,
} from './store.ts'

export type FactListener = (document: string, fact: Fact) => void

export class Facts {
  #db: Database
  #listeners: readonly FactListener[]
  /** What the transactions under way have written and nobody was told yet. */
  #untold = new WeakMap<Database, { document: string; fact: Fact }[]>()

  constructor(db: Database, listeners: readonly FactListener[]) {
    this.#db = db
    this.#listeners = listeners
  }

  /** One transaction: all of `work`, or nothing of it and an error. Then its facts are told. */
  async commit<T>(work: (trx: Transaction<Tables>) => Promise<T>): Promise<T> {
    const untold: { document: string; fact: Fact }[] = []
    const outcome = await this.#db.transaction().execute((trx) => {
      this.#untold.set(trx, untold)
      return work(trx)
    })
    // The next transaction has not begun to commit yet: it needs an answer of the worker first.
    for (const { document, fact } of untold) {
      for (const listen of this.#listeners) listen(document, fact)
    }
    return outcome
  }

  /** Its sequence. `trx`: of `commit`. */
  async append(trx: Database, fact: NewFact): Promise<number> {
    const untold = must(this.#untold.get(trx), 'facts are appended inside commit')
    const { document, kind, person, at, body } = fact
    const sequence = await insertFact(trx, fact)
    const by = person === null ? null : await nameOf(trx, person)
    untold.push({ document, fact: { sequence, kind, body, person, at, by } })
    return sequence
  }

  /** A fact that nothing else is written for. */
  record(fact: NewFact): Promise<number> {
    return this.commit((trx) => this.append(trx, fact))
  }

  /** What this wish has led to before; null: nothing. */
  byIntent(trx: Database, intent: string): Promise<(Fact & { document: string }) | null> {
    return factByIntent(trx, intent)
  }

  /** Deleted means deleted: these facts said words that are nobody's to read any more. */
  takeWordsOut(trx: Database, sequences: readonly number[]): Promise<void> {
    return takeWordsOut(trx, sequences)
  }

  /** At most `count` of a document's facts whose kind begins so, the oldest after `after` first. */
  after(
    document: string,
    kinds: readonly string[],
    { after, count }: { after: number; count: number },
  ): Promise<FactText[]> {
    return factsAfter(this.#db, { document, kinds, after, count })
  }
}
