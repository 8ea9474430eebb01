import type { Clock } from '../../shared/kit/clock.ts'
import type { Rng } from '../../shared/kit/rng.ts'
import type { Creation } from './creation.ts'
import type { Painted } from './pace.ts'
import type { OpenTabWire } from './tab-channel.ts'

export interface ReplicaOptions {
  document: string
  person: string
  /** `ws://…/sync` */
  server: string
  clock: Clock
  /** Chance for the jitter of reconnects. */
  rng: Rng
  WebSocket?: typeof WebSocket
  indexedDB?: IDBFactory | null
  /** Opens a wire to the other tabs; null where there is none. */
  channel?: OpenTabWire
  /** Says `online` when the network is back; the window, in a browser. */
  network?: EventTarget | null
  /** When the page was painted; null where there is none. */
  painted?: Painted | null
  /** The last fact known from an earlier visit, `<logId>:<sequence>`; the connection waits for it. */
  after?: string | null | Promise<string | null>
  /** Of a document that was begun here: it is connected only when the server has made it. */
  creation?: Creation | undefined
}
