import type { Clock } from '../../shared/kit/clock.ts'
import { GuardedWorker, type StartThread } from '../platform/guarded-worker.ts'
import type { Cover, LogStore, StoredDocument, StoredSnapshot } from '../platform/log-store.ts'
import type { CompactAnswer, CompactQuestion, Written } from './compact.ts'
import { type Meter, SILENT } from './meter.ts'

/** What a document says, for those who list and search it. */
export interface Description {
  /** Its first line. */
  title: string
  text: string
}

export type Compaction =
  | { kind: 'read'; description: Description; snapshot: StoredSnapshot | null }
  | { kind: 'failed'; why: string }

const MEMORY_MB = 512
const TIMEOUT_MS = 30_000
const HISTORY_MS = 30 * 24 * 60 * 60 * 1000

/** Reads documents and makes their snapshots, one after the other, from what is really on disk. */
export class Compactor {
  #store: LogStore
  #clock: Clock
  #meter: Meter
  #worker: GuardedWorker
  #running = new Set<Promise<Compaction>>()

  constructor(store: LogStore, clock: Clock, startThread: StartThread, meter: Meter = SILENT) {
    this.#store = store
    this.#clock = clock
    this.#meter = meter
    const file = new URL('./compact-worker.ts', import.meta.url)
    this.#worker = new GuardedWorker({
      ...{ file, memoryMb: MEMORY_MB, timeoutMs: TIMEOUT_MS, clock, startThread },
    })
  }

  read(document: string): Promise<Compaction> {
    return this.#start(document, false)
  }

  /** The rows it covers stay for the history window. */
  compact(document: string): Promise<Compaction> {
    return this.#start(document, true)
  }

  /** What is under way now has come to its end. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running)
  }

  async close(): Promise<void> {
    await this.#worker.close()
    await this.settled()
  }

  #start(document: string, isWriting: boolean): Promise<Compaction> {
    const start = this.#clock.now()
    const run = this.#run(document, isWriting).finally(() => this.#running.delete(run))
    const tell = (isDone: boolean) => this.#meter.read(isWriting, this.#clock.now() - start, isDone)
    run.then(
      ({ kind }) => tell(kind === 'read'),
      () => tell(false),
    )
    this.#running.add(run)
    return run
  }

  async #run(document: string, isWriting: boolean): Promise<Compaction> {
    const loaded = await this.#store.load(document)
    if (loaded.kind === 'damaged') return { kind: 'failed', why: loaded.what }
    const stored = loaded.document
    const rows = stored.rows.map(({ bytes }) => bytes)
    const question: CompactQuestion = { snapshot: stored.whole, rows, isWriting }
    const outcome = await this.#worker.run(question)
    if (outcome.kind === 'failed') return outcome
    const answer = outcome.value as CompactAnswer
    if (answer.kind === 'doubtful') return { kind: 'failed', why: answer.why }
    const { title, text, written } = answer
    if (!written) return { kind: 'read', description: { title, text }, snapshot: null }
    return this.#save(document, stored, { title, text }, written)
  }

  async #save(
    document: string,
    stored: StoredDocument,
    description: Description,
    { bytes, vector, deletes, inner }: Written,
  ): Promise<Compaction> {
    const cover = coverOf(stored)
    const now = this.#clock.now()
    const saved = await this.#store.saveSnapshot(
      { document, epoch: stored.epoch, cover, bytes, vector, deletes, inner },
      now - HISTORY_MS,
      now,
    )
    if (saved === 'full') return { kind: 'failed', why: 'storage-full' }
    const snapshot = {
      cover,
      size: bytes.length,
      vector: new Uint8Array(vector),
      deletes: new Uint8Array(deletes),
      inner: new Uint8Array(inner),
    }
    return { kind: 'read', description, snapshot }
  }
}

function coverOf({ snapshot, rows }: StoredDocument): Cover {
  const cover: Cover = { ...snapshot?.cover }
  for (const { origin, sequence } of rows) {
    cover[origin] = Math.max(cover[origin] ?? 0, sequence)
  }
  return cover
}
