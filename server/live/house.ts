import type { Clock } from '../../shared/kit/clock.ts'
import type { LogStore } from '../platform/log-store.ts'
import type { Arrival } from './arrival.ts'
import type { Checker } from './checker.ts'
import type { Compactor, Description } from './compactor.ts'
import type { Limits } from './limits.ts'
import type { Log } from './log.ts'

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
  /** A document was read again; `at`: its last edit, ms UTC; null: it was not edited lately. */
  onDescribed: (document: string, description: Description, at: number | null) => void
}

export type Report = (event: string, facts: Record<string, unknown>) => void
