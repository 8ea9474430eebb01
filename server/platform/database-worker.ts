/** The only thread that touches interline.sqlite, so that the event loop never waits on it. */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { workerData } from 'node:worker_threads'
import { teachRowSum } from './record-sum.ts'
import { answerCalls } from './worker-calls.ts'
import { settleAhead } from './written-ahead.ts'

export interface DatabaseQuestion {
  sql: string
  parameters: readonly unknown[]
}

export interface DatabaseAnswer {
  rows: unknown[]
  changes: number
}

/** Preparing costs as much as running; what is asked again is prepared already. */
const PREPARED_AT_MOST = 256

const { file } = workerData as { file: string }
const db = new DatabaseSync(file)
db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000')
// Deleted means deleted: the bytes too.
db.exec('pragma secure_delete = on')
settleAhead(db, file)
teachRowSum(db)

answerCalls<DatabaseQuestion | 'close'>((question) => {
  if (question === 'close') {
    db.close()
    return { value: null }
  }
  // A full disk has rolled back by itself; an error about that would hide the one that tells why.
  if (question.sql === 'rollback' && !db.isTransaction) return { value: { rows: [], changes: 0 } }
  const statement = prepared(question.sql)
  const parameters = question.parameters as SQLInputValue[]
  if (statement.columns().length > 0) {
    return { value: { rows: statement.all(...parameters), changes: 0 } }
  }
  return { value: { rows: [], changes: Number(statement.run(...parameters).changes) } }
})

const statements = new Map<string, StatementSync>()

function prepared(sql: string): StatementSync {
  const statement = statements.get(sql) ?? db.prepare(sql)
  // Asked for last, it goes last.
  statements.delete(sql)
  statements.set(sql, statement)
  for (const oldest of statements.keys()) {
    if (statements.size <= PREPARED_AT_MOST) break
    statements.delete(oldest)
  }
  return statement
}
