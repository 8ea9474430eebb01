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
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new WorkerDriver(file),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

/** One connection: whoever wants it while another holds it waits, as a transaction demands. */
class WorkerDriver implements Driver {
  #file: string
  #calls: WorkerCalls | null = null
  #free: Promise<void> = Promise.resolve()
  #release: () => void = () => undefined

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
    const before = this.#free
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#free = promise
    await before
    this.#release = resolve
    return new WorkerConnection((question) => this.#ask(question))
  }

  async beginTransaction(connection: DatabaseConnection) {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }

  async commitTransaction(connection: DatabaseConnection) {
    await connection.executeQuery(CompiledQuery.raw('commit'))
  }

  async rollbackTransaction(connection: DatabaseConnection) {
    await connection.executeQuery(CompiledQuery.raw('rollback'))
  }

  async releaseConnection() {
    this.#release()
  }

  async destroy() {
    await this.#calls?.call('close')
    await this.#calls?.close()
  }

  #ask(question: DatabaseQuestion): Promise<unknown> {
    if (!this.#calls) throw new Error('the database is not open')
    return this.#calls.call(question)
  }
}

class WorkerConnection implements DatabaseConnection {
  #ask: (question: DatabaseQuestion) => Promise<unknown>

  constructor(ask: (question: DatabaseQuestion) => Promise<unknown>) {
    this.#ask = ask
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, changes } = (await this.#ask({ sql, parameters })) as DatabaseAnswer
    return { rows: rows as R[], numAffectedRows: BigInt(changes) }
  }

  // biome-ignore lint/correctness/useYield: the interface wants a generator; nobody streams here.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('rows are not streamed over the worker port')
  }
}
