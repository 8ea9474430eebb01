import type { RefusalReason } from '../../shared/wire/refusals.ts'

/** Something a person wants of the server. It carries an id of its own, and may be sent twice. */
export interface Intent {
  /** UUIDv7, made here. */
  id: string
  /** The document's id: order is kept within a lane. */
  lane: string
  /** `document.create`, `thread.open`, …: for whoever shows what waits. */
  kind: string
  method: 'PUT' | 'POST' | 'DELETE'
  path: string
  /** JSON; null for a request without a body. */
  body: unknown
  /** When the person did it, ms UTC. */
  at: number
}

export type Entry = { intent: Intent } & Standing

export type Standing =
  /** `why`: what the server said when it could not take it yet. */
  | { state: 'waiting'; tries: number; why: RefusalReason | null }
  | { state: 'refused'; refusal: RefusalReason; sentence: string }
  | { state: 'confirmed'; at: number }
