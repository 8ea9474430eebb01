import type { Clock } from '../../shared/kit/clock.ts'
import type { LogStore } from '../platform/log-store.ts'
import type { Arrival } from './arrival.ts'
import type { Checker } from './checker.ts'
import type { Compactor, Description } from './compactor.ts'
import type { Limits } from './limits.ts'
import type { Log } from './log.ts'
import type { Meter } from './meter.ts'

/** Everything that the rooms of one server share. */
export interface House {
  store: LogStore
  log: Log<Arrival>
  checker: Checker
  compactor: Compactor
  clock: Clock
  limits: Limits
  /** For the operator's log: ids and numbers, never content. */
  report: Report
  meter: Meter
  onDescribed: OnDescribed
  storedFacts: StoredFacts
}

/** At most `count` facts of a document that sessions are told, the oldest after `after` first. */
export type StoredFacts = (
  document: string,
  part: { after: number; count: number },
) => Promise<StoredFact[]>

/** A fact as it lies there; `json` is a `Fact`, and nobody here reads it. */
export interface StoredFact {
  sequence: number
  json: string
}

/** A document was read again. */
export type OnDescribed = (document: string, description: Description, burst: Burst | null) => void

/** Edits that had not been read yet: the first and the last, ms UTC, and whose they are. */
export interface Burst {
  from: number
  to: number
  people: string[]
}

export type Report = (event: string, facts: Record<string, unknown>) => void
