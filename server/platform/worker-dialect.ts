import { Worker } from 'node:worker_threads'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { DatabaseAnswer, DatabaseQuestion } from './database-worker.ts'
import { WorkerCalls } from './worker-calls.ts'

/** Kysely's SQLite, whose statements run on a worker thread: the event loop waits for no query. */
export function workerDialect(file: string): Dialect {
  return {
    createAdapter: () => new WorkerAdapter(),
    createDriver: () => new WorkerDriver(file),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

/** Kysely would let one question at a time through; the driver below knows better when to wait. */
class WorkerAdapter extends SqliteAdapter {
  override get supportsMultipleConnections() {
    return true
  }
}

interface Transaction {
  by: DatabaseConnection
  over: Promise<void>
  end: () => void
}

/**
 * One worker, which answers in the order of the questions. A question by itself goes there at once,
 * whoever else waits for an answer; a transaction has the worker to itself until it is over.
 */
class WorkerDriver implements Driver {
  #file: string
  #calls: WorkerCalls | null = null
  #transaction: Transaction | null = null

  constructor(file: string) {
    this.#file = file
  }

  async init() {
    const worker = new Worker(new URL('./database-worker.ts', import.meta.url), {
      workerData: { file: this.#file },
    })
    this.#calls = new WorkerCalls(worker)
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    return new WorkerConnection((by, question) => this.#ask(by, question))
  }

  async beginTransaction(connection: DatabaseConnection) {
    while (this.#transaction) await this.#transaction.over
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#transaction = { by: connection, over: promise, end: resolve }
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }

  async commitTransaction(connection: DatabaseConnection) {
    await connection.executeQuery(CompiledQuery.raw('commit'))
  }

  async rollbackTransaction(connection: DatabaseConnection) {
    await connection.executeQuery(CompiledQuery.raw('rollback'))
  }

  async releaseConnection(connection: DatabaseConnection) {
    if (this.#transaction?.by !== connection) return
    const { end } = this.#transaction
    this.#transaction = null
    end()
  }

  async destroy() {
    await this.#calls?.call('close')
    await this.#calls?.close()
  }

  async #ask(by: DatabaseConnection, question: DatabaseQuestion): Promise<unknown> {
    while (this.#transaction && this.#transaction.by !== by) await this.#transaction.over
    if (!this.#calls) throw new Error('the database is not open')
    return this.#calls.call(question)
  }
}

class WorkerConnection implements DatabaseConnection {
  #ask: (by: DatabaseConnection, question: DatabaseQuestion) => Promise<unknown>

  constructor(ask: (by: DatabaseConnection, question: DatabaseQuestion) => Promise<unknown>) {
    this.#ask = ask
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, changes } = (await this.#ask(this, { sql, parameters })) as DatabaseAnswer
    return { rows: rows as R[], numAffectedRows: BigInt(changes) }
  }

  // biome-ignore lint/correctness/useYield: the interface wants a generator; nobody streams here.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('rows are not streamed over the worker port')
  }
}
