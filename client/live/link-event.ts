import type { Fact } from '../../shared/wire/fact.ts'
import type { Hello } from '../../shared/wire/hello.ts'
import type { Refusal } from '../../shared/wire/refusal.ts'
import type { Peer } from '../../shared/wire/roster.ts'

/** What a replica hears of its connection, in the order in which it happened. */
export type LinkEvent =
  | { kind: 'up' }
  | { kind: 'down'; code: number | null }
  | { kind: 'hello'; hello: Hello }
  /** Our own step 2 has left. */
  | { kind: 'answered' }
  /** `whole`: with this we have everything the server has. */
  | { kind: 'update'; update: Uint8Array; whole: boolean }
  /** Where others are. */
  | { kind: 'awareness'; update: Uint8Array }
  | { kind: 'receipt'; n: number }
  | { kind: 'refusal'; refusal: Refusal }
  | { kind: 'roster'; peers: Peer[] }
  | { kind: 'fact'; fact: Fact }
