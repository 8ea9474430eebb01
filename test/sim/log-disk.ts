import * as Y from 'yjs'
import type { CommitOutcome, LogEntry, LogStore } from '../../server/platform/log-store.ts'
import { MemoryDisk, openMemoryLog } from '../../server/platform/log-store-memory.ts'
import { Contents, Hoard } from './contents.ts'
import { chance, upTo } from './dice.ts'
import type { Oracles } from './oracles.ts'
import { time } from './virtual-time.ts'

const RELAY_MS = 30 * 24 * 60 * 60 * 1000

/** What one log held of one epoch: a restored backup and a replaced document begin another. */
export interface Generation {
  logId: string
  epoch: number
  hoard: Hoard
}

/** The server's disk: slow, full, damaged, broken or set back as the schedule says. */
export class LogDisk {
  slowMs = 0
  isFull = false
  /** What it is asked cannot be read. */
  isDamaged = false
  /** The next commit is answered with an error, and nobody knows whether it came to be. */
  breaksNext = false
  readonly document: string
  readonly generations: Generation[] = []
  readonly counts = { commits: 0, torn: 0, snapshots: 0 }
  readonly #oracles: Oracles
  #disk = new MemoryDisk()
  readonly #readMs: number
  #epoch = 1
  /** The document as it was read last, and after how many changes of the disk. */
  #read: { state: string; doc: Y.Doc } | null = null
  #logs = 1
  #relayUntil = 0
  #backup: { disk: MemoryDisk; epoch: number; hoard: Hoard } | null = null

  constructor(document: string, oracles: Oracles, readMs: number) {
    this.#readMs = readMs
    this.document = document
    this.#oracles = oracles
    this.#begin(new Hoard())
  }

  /** What the log holds now must hold. */
  get generation(): Generation {
    return this.generations.at(-1) as Generation
  }

  backsUp(): void {
    const hoard = this.generation.hoard.copy()
    this.#backup = { disk: copyOf(this.#disk), epoch: this.#epoch, hoard }
  }

  /** Only while no server runs. */
  restores(): boolean {
    if (!this.#backup || this.#backup.epoch !== this.#epoch) return false
    const { disk, hoard } = this.#backup
    this.#backup = null
    this.#disk = copyOf(disk)
    this.#logs++
    this.#relayUntil = time.now() + RELAY_MS
    this.#begin(hoard)
    return true
  }

  /** Somebody replaced the document: nothing of the old one may come in. Only while no server runs. */
  replaces(): void {
    const { owners } = this.#disk
    this.#disk = new MemoryDisk()
    this.#disk.owners = owners
    this.#epoch++
    this.#begin(new Hoard())
  }

  /** The log as one run of the server sees it; dead, nothing of it happens any more. */
  opens(origin: string, isAlive: () => boolean): LogStore {
    const store = openMemoryLog({ disk: this.#disk, origin, newLogId: `log-${this.#logs}` })
    const { logId } = this.generation
    const takes = async (ms: number) => {
      await new Promise<void>((go) => time.after(ms, () => isAlive() && go()))
    }
    return {
      ...store,
      ...{ logId, relayUntil: this.#relayUntil },
      commit: async (entries, at) => {
        this.#oracles.commits(entries)
        // What is on its way to the disk when the power goes is torn off when the log is opened.
        this.counts.torn++
        await takes(1 + upTo(4) + this.slowMs)
        this.counts.torn--
        const outcome = await this.#commit(store, entries, at)
        await takes(upTo(3))
        return outcome
      },
      load: async (document) => {
        await takes(1 + upTo(5) + this.slowMs)
        if (this.isDamaged) return { kind: 'damaged', what: 'flipped bytes' }
        const loaded = await store.load(document)
        if (loaded.kind !== 'loaded') return loaded
        loaded.document.epoch = this.#epoch
        if (loaded.document.whole) await takes(1 + upTo(5) + this.slowMs + this.#readMs)
        return loaded
      },
      snapshotBytes: async (document, epoch) => {
        await takes(1 + upTo(5) + this.slowMs + this.#readMs)
        return this.isDamaged ? null : store.snapshotBytes(document, epoch)
      },
      saveSnapshot: async (...given) => {
        await takes(1 + upTo(10) + this.slowMs)
        this.#disk.full = this.isFull
        const saved = await store.saveSnapshot(...given)
        if (saved === 'saved') this.counts.snapshots++
        await this.checks()
        await takes(upTo(10))
        return saved
      },
    }
  }

  /** What could be loaded now is all that was ever committed to this log. */
  async checks(): Promise<void> {
    const lacking = Contents.lacking(this.generation.hoard.contents, await this.#readable())
    if (lacking) this.#oracles.fails('LV16', `the log has lost ${lacking}`)
  }

  /** The document as a new reader would build it. */
  async doc(): Promise<Y.Doc> {
    const state = `${this.generations.length} ${this.counts.commits} ${this.counts.snapshots}`
    if (this.#read?.state === state) return this.#read.doc
    const doc = new Y.Doc()
    for (const update of await this.#updates()) Y.applyUpdate(doc, update)
    this.#read = { state, doc }
    return doc
  }

  async #readable(): Promise<Contents> {
    const contents = new Contents()
    for (const update of await this.#updates()) contents.take(update)
    return contents
  }

  async #updates(): Promise<Uint8Array[]> {
    const store = openMemoryLog({ disk: this.#disk, origin: 'reader', newLogId: '' })
    const loaded = await store.load(this.document)
    const snapshot = await store.snapshotBytes(this.document, this.#epoch)
    const rows = loaded.kind === 'loaded' ? loaded.document.rows.map(({ bytes }) => bytes) : []
    return snapshot ? [snapshot, ...rows] : rows
  }

  async #commit(store: LogStore, entries: readonly LogEntry[], at: number): Promise<CommitOutcome> {
    const breaks = this.breaksNext
    this.breaksNext = false
    if (breaks && chance(0.5)) throw new Error('EIO')
    this.#disk.full = this.isFull
    const outcome = await store.commit(entries, at)
    if (outcome.kind === 'committed') {
      this.counts.commits++
      for (const { bytes } of entries) this.generation.hoard.take(bytes)
    }
    if (breaks) throw new Error('EIO')
    return outcome
  }

  #begin(hoard: Hoard): void {
    this.generations.push({ logId: `log-${this.#logs}`, epoch: this.#epoch, hoard })
  }
}

function copyOf(disk: MemoryDisk): MemoryDisk {
  const copy = new MemoryDisk()
  copy.rows = [...disk.rows]
  copy.snapshots = [...disk.snapshots]
  copy.owners = [...disk.owners]
  return copy
}
