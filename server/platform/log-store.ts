/**
 * The seam behind which updates become durable. Two makers (SQLite in a worker thread, memory), one
 * contract suite: test/contracts/log-store.test.ts. Rules: server/live/SPEC.md [LS1]…
 */
export interface LogStore {
  /** New when the log was restored from a backup: clients then push all they have. */
  readonly logId: string
  /** This run of this process; its sequences are contiguous and in commit order. */
  readonly origin: string
  /** Until then (ms UTC) anybody may bring anybody's words: after a restore the log lacks some. */
  readonly relayUntil: number
  /** All of it or nothing. A rejection means that nobody knows what is on disk: end the process. */
  commit(entries: readonly LogEntry[], at: number): Promise<CommitOutcome>
  /** A damaged document is never answered as an empty one. */
  load(document: string): Promise<LoadOutcome>
  /** The bytes of the latest snapshot, checked; null if there is none or they are damaged. */
  snapshotBytes(document: string, epoch: number): Promise<Bytes | null>
  /** Rows it covers that are older than `keepFrom` (ms UTC) are dropped, and snapshots but two. */
  saveSnapshot(snapshot: NewSnapshot, keepFrom: number, at: number): Promise<'saved' | 'full'>
  /** Every row, snapshot and claim of a document is deleted; of one that is not there, nothing. */
  forget(document: string): Promise<'forgotten' | 'full'>
  /**
   * Client ids and words on no snapshot yet that were `from`'s are `to`'s, in every document. What a
   * snapshot covers keeps the name under which it was written. [LS13]
   */
  adopt(from: string, to: string): Promise<'adopted' | 'full'>
  /** Documents that say something no snapshot covers; in no order. */
  unfolded(): Promise<string[]>
  close(): Promise<void>
}

export type Bytes = Uint8Array<ArrayBuffer>

export interface LogEntry {
  document: string
  epoch: number
  /** The first Yjs client id whose structs it brings; null if it only deletes. */
  client: number | null
  person: string
  bytes: Uint8Array
  /** Client ids that belong to `person` from now on. */
  claims: readonly number[]
}

export type CommitOutcome = { kind: 'committed'; first: number } | { kind: 'full' }

export type LoadOutcome =
  | { kind: 'loaded'; document: StoredDocument }
  | { kind: 'damaged'; what: string }

export interface StoredDocument {
  epoch: number
  snapshot: StoredSnapshot | null
  /** The snapshot itself: it was read to be checked, and whoever opens a document needs it next. */
  whole: Bytes | null
  /** What the snapshot does not cover. */
  rows: LogRow[]
  owners: Owner[]
}

/** Per origin the highest sequence that a snapshot contains. */
export type Cover = Record<string, number>

export interface StoredSnapshot {
  cover: Cover
  size: number
  /** The state vector of what is integrated. */
  vector: Bytes
  /** An update that has no structs but the pending ones, and every delete. */
  deletes: Bytes
  /** Which clocks lie inside nested types (live/clock-set.ts has the encoding). */
  inner: Bytes
}

export interface NewSnapshot {
  document: string
  epoch: number
  cover: Cover
  bytes: Uint8Array
  vector: Uint8Array
  deletes: Uint8Array
  inner: Uint8Array
}

export interface LogRow {
  origin: string
  sequence: number
  person: string
  bytes: Bytes
}

export interface Owner {
  client: number
  person: string
  epoch: number
}
