import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Figures, Meter } from '../live/meter.ts'

/** What is asked for when somebody reads the figures. */
export interface Sources {
  figures: () => Figures
  /** null: not known. */
  freeBytes: () => Promise<number | null>
  /** Of log.sqlite and interline.sqlite with what is written ahead, in bytes. */
  storedBytes: () => Promise<Record<string, number>>
  /** ms UTC; null: none is known of. */
  lastBackup: () => Promise<number | null>
  isReady: () => Promise<boolean>
  now: () => number
}

const P = 'interline_'
/** From a fast disk's fsync to what nobody should have to wait. */
const SECONDS = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const BATCHES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]

/** The numbers of one server. No label holds a document, a person or a word. [OP1] */
export class Measures {
  readonly registry = new Registry()
  readonly meter: Meter
  readonly #refusals: Counter
  readonly #events: Counter
  readonly #updates: Counter
  readonly #quarantined: Counter

  constructor() {
    const registers = [this.registry]
    collectDefaultMetrics({ register: this.registry, prefix: P, eventLoopMonitoringPrecision: 20 })
    const counter = (name: string, help: string, labelNames: string[] = []) =>
      new Counter({ name: P + name, help, labelNames, registers })
    const histogram = (name: string, help: string, buckets: number[], labelNames: string[] = []) =>
      new Histogram({ name: P + name, help, buckets, labelNames, registers })

    const updates = counter('updates_total', 'Updates by what became of them', ['result'])
    this.#updates = updates
    this.#refusals = counter('refusals_total', 'What was not taken, by reason', ['reason'])
    this.#events = counter('events_total', 'Lines in the log, by event', ['event'])
    const receipts = counter('receipts_total', 'Receipts given')
    const commits = counter('commits_total', 'Transactions of the log')
    const bytes = counter('commit_bytes_total', 'Bytes of updates written to the log')
    const batches = histogram('commit_batch_updates', 'Updates in one transaction', BATCHES)
    const fsync = histogram('commit_fsync_seconds', 'Writing one transaction and fsync', SECONDS)
    const waited = histogram(
      'ack_latency_seconds',
      'From the arrival of the first update of a transaction until it is on disk',
      SECONDS,
    )
    // Counted for each frame to each socket: a plain number, told when somebody asks.
    let sentBytes = 0
    new Counter({
      ...{ name: `${P}broadcast_bytes_total`, help: 'Bytes handed to sockets', registers },
      collect() {
        this.reset()
        this.inc(sentBytes)
      },
    })
    const closed = counter('ws_closed_total', 'Sockets closed by the server', ['code', 'reason'])
    const limited = counter('rate_limited_total', 'Turned away or read more slowly', ['kind'])
    const passedOver = counter('awareness_dropped_total', 'Presence in the name of others')
    const judged = histogram(
      'auth_revocation_seconds',
      'From a change of access to the last socket closed that it concerns',
      SECONDS,
    )
    this.#quarantined = counter('quarantined_updates_total', 'Updates that killed their reader')
    const reads = histogram('compaction_seconds', 'Reading a document', SECONDS, ['kind'])
    const failures = counter('compaction_failures_total', 'Readings that failed', ['kind'])

    this.meter = {
      committed(batch) {
        updates.inc({ result: 'acked' }, batch.updates)
        commits.inc()
        bytes.inc(batch.bytes)
        batches.observe(batch.updates)
        fsync.observe(batch.tookMs / 1000)
        waited.observe(batch.waitedMs / 1000)
      },
      known: () => updates.inc({ result: 'dup' }),
      receipted: () => receipts.inc(),
      sent(length) {
        sentBytes += length
      },
      closed: (code, reason) => closed.inc({ code: String(code), reason }),
      limited: (kind) => limited.inc({ kind }),
      passedOver: (entries) => passedOver.inc(entries),
      judgedAnew: (tookMs) => judged.observe(tookMs / 1000),
      read(isFolding, tookMs, isDone) {
        const kind = isFolding ? 'fold' : 'read'
        if (isDone) reads.observe({ kind }, tookMs / 1000)
        else failures.inc({ kind })
      },
    }
  }

  /** A line of the operator's log is counted by its event, a refusal by its reason. */
  noted(event: string, { reason }: Record<string, unknown>): void {
    this.#events.inc({ event })
    if (event === 'refused' && typeof reason === 'string') this.#refusals.inc({ reason })
    if (event === 'refused') this.#updates.inc({ result: 'nacked' })
    if (event === 'refused' && reason === 'quarantined') this.#quarantined.inc()
    if (event === 'storage-full') this.#refusals.inc({ reason: event })
  }

  /** What has a value only at the moment somebody asks. */
  watch(sources: Sources): void {
    const registers = [this.registry]
    const gauge = (name: string, help: string, read: (gauge: Gauge) => Promise<void> | void) =>
      new Gauge({
        name: P + name,
        help,
        registers,
        collect: async function () {
          await read(this)
        },
      })
    const figure = (name: string, help: string, of: (figures: Figures) => number) =>
      gauge(name, help, (own) => own.set(of(sources.figures())))

    new Gauge({
      ...{ name: `${P}ws_connections`, help: "People's sockets, by role", registers },
      labelNames: ['role'],
      collect() {
        this.reset()
        const { roles } = sources.figures()
        for (const role of ['own', 'write', 'comment', 'read']) this.set({ role }, roles[role] ?? 0)
      },
    })
    figure('docs_active', 'Documents that are open', ({ rooms }) => rooms)
    figure('tail_rows', 'Updates of open documents that no snapshot covers', (all) => all.tailRows)
    figure('tail_bytes', 'Bytes of these', ({ tailBytes }) => tailBytes)
    figure('pending_structs_docs', 'Documents that wait for words', ({ lacking }) => lacking)
    figure('doc_gap_age_seconds_max', 'How long the oldest of them has waited', (all) => {
      return all.lackingMs / 1000
    })
    figure('commit_queue_updates', 'Updates that are not on disk yet', ({ queued }) => queued)
    figure('commit_queue_bytes', 'Bytes of these', ({ queuedBytes }) => queuedBytes)
    figure('unacked_oldest_seconds', 'How long the oldest waits', (all) => all.oldestMs / 1000)
    figure('ws_buffered_bytes_max', 'The longest outgoing queue', ({ buffered }) => buffered)
    gauge('ready', '1: /readyz says yes', async (own) => own.set(Number(await sources.isReady())))
    gauge('storage_free_bytes', 'Room on the disk of the data folder', async (own) => {
      own.set((await sources.freeBytes()) ?? Number.NaN)
    })
    gauge('backup_age_seconds', 'Since the last backup ended; NaN: none', async (own) => {
      const at = await sources.lastBackup()
      own.set(at === null ? Number.NaN : Math.max(0, sources.now() - at) / 1000)
    })
    new Gauge({
      ...{ name: `${P}storage_bytes`, help: 'The size of each database', registers },
      labelNames: ['file'],
      async collect() {
        for (const [file, size] of Object.entries(await sources.storedBytes())) {
          this.set({ file }, size)
        }
      },
    })
  }
}
