import type { LimitName } from './limits.ts'

/** What the hot path tells of itself, as numbers only; who keeps them is not its concern. [OP1] */
export interface Meter {
  /** A batch is on disk. `waitedMs`: from its first update's arrival; `tookMs`: write and fsync. */
  committed(batch: { updates: number; bytes: number; waitedMs: number; tookMs: number }): void
  /** An update that brought nothing new. */
  known(): void
  receipted(): void
  /** To one socket. */
  sent(bytes: number): void
  /** By us. */
  closed(code: number, reason: string): void
  /** Somebody was turned away, or is not read for a while: more than their share, of what. */
  limited(limit: LimitName): void
  /** Presence that was not sent on: for ids of others. */
  passedOver(entries: number): void
  /** From a change of access to the last socket closed that it concerns. */
  judgedAnew(tookMs: number): void
  /** A document was read, and folded into a snapshot where `isFolding`. */
  read(isFolding: boolean, tookMs: number, isDone: boolean): void
}

export const SILENT: Meter = {
  committed() {},
  known() {},
  receipted() {},
  sent() {},
  closed() {},
  limited() {},
  passedOver() {},
  judgedAnew() {},
  read() {},
}

/** How the live server stands at this moment. */
export interface Figures {
  /** Of sessions, by what they may. */
  roles: Record<string, number>
  rooms: number
  tailRows: number
  tailBytes: number
  /** Rooms that wait for words that nobody has brought yet, and how long the oldest has waited. */
  lacking: number
  lackingMs: number
  /** Updates that are not on disk yet, and how long the oldest has waited. */
  queued: number
  queuedBytes: number
  oldestMs: number
  /** The longest outgoing queue of one socket, in bytes. */
  buffered: number
}
