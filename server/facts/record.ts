import { sql } from 'kysely'
import { must } from '../../shared/kit/assert.ts'
import type { Clock } from '../../shared/kit/clock.ts'
import type { Database } from '../platform/database.ts'

/** So long a record is believed that was found whole: who joins need not wait for it each time. */
const BELIEVED_MS = 10 * 60 * 1000

/** What people said about a document is not all there any more, or is not what it was. [OP10] */
export class DamagedRecord extends Error {
  constructor(document: string) {
    super(`what was said about ${document} is damaged`)
  }
}

export class Records {
  #db: Database
  #clock: Clock
  /** When each was found whole, ms UTC. */
  #whole = new Map<string, number>()

  constructor(db: Database, clock: Clock) {
    this.#db = db
    this.#clock = clock
  }

  /** Call before anything of it is told. */
  async mustBeWhole(document: string, db = this.#db): Promise<void> {
    const now = this.#clock.now()
    if (now - (this.#whole.get(document) ?? Number.NEGATIVE_INFINITY) < BELIEVED_MS) return
    if (!(await isWhole(db, document))) throw new DamagedRecord(document)
    this.#whole.set(document, now)
  }
}

/** As migration 0008 counts and adds up. */
export async function isWhole(db: Database, document: string): Promise<boolean> {
  const { rows } = await sql<{ rows: number; sum: number; found: number; total: number }>`
    select
      coalesce((select rows from record_sum where document = ${document}), 0) as rows,
      coalesce((select sum from record_sum where document = ${document}), 0) as sum,
      sum(n) as found, coalesce(sum(s), 0) & 4294967295 as total
    from (
      select count(*) as n, sum(row_sum(sequence, document, kind, body, person, at, intent)) as s
        from fact where document = ${document}
        and (kind like 'thread.%' or kind like 'comment.%')
      union all
      select count(*), sum(row_sum(id, document, anchor, revision, resolution, opened_at))
        from thread where document = ${document}
      union all
      select count(*), sum(row_sum(comment.id, thread, person, body, sequence, at))
        from thread join comment on comment.thread = thread.id where document = ${document}
      union all
      select count(*), sum(row_sum(e.id, e.comment, e.body, e.sequence, e.at))
        from thread join comment on comment.thread = thread.id
        join comment_edit as e on e.comment = comment.id where document = ${document}
      union all
      select count(*), sum(row_sum(t.id, thread, kind, person, reason, sequence, at))
        from thread join thread_turn as t on t.thread = thread.id where document = ${document})
  `.execute(db)
  const one = must(rows[0], 'a sum is one row')
  return one.rows === one.found && one.sum === one.total
}
