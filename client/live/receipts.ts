import type { Clock } from '../../shared/kit/clock.ts'
import type { Refusal } from '../../shared/wire/refusal.ts'
import type { Cover, Ledger } from './ledger.ts'
import type { LinkState } from './status.ts'

export const ASK_EVERY_MS = 250
/** Connected for so long with words to save and no receipt: the person must know. */
const LATE_MS = 8_000
/** Then the connection is given up: a new one starts with everything in its step 2. */
const STUCK_MS = 30_000
/** The server says by a step 1 that trying again makes sense; so long after its time we do unasked. */
const AGAIN_MS = 5_000

export interface ReceiptsOptions {
  clock: Clock
  ledger: Ledger
  /** Sends "tell me when all I sent before this is on disk". */
  ask: (n: number) => void
  /** Sends a fresh step 1 and step 2 on this connection. */
  again: () => void
  /** No receipt for so long that the connection is not worth keeping. */
  stuck: () => void
  changed: () => void
}

interface Connection {
  /** Our own step 2 has left: what was made before it is on its way too. */
  spoken: boolean
  asked: number
  outstanding: { n: number; cover: Cover } | null
  /** Something left that no ask of this connection speaks of. */
  wanted: boolean
  /** What was sent would be refused again: waiting for a receipt is over on this connection. */
  hopeless: boolean
}

/** [RP3] [RP4] [RP5] When to ask, and what an answer is worth. One connection at a time. */
export class Receipts {
  readonly #options: ReceiptsOptions
  readonly #timers = new Map<'ask' | 'late' | 'stuck' | 'again', () => void>()
  #connection: Connection | null = null
  #lastAskAt = Number.NEGATIVE_INFINITY
  #covered = false
  #late = false

  constructor(options: ReceiptsOptions) {
    this.#options = options
  }

  get covered(): boolean {
    return this.#covered
  }

  get late(): boolean {
    return this.#late
  }

  get link(): LinkState {
    if (!this.#connection) return 'down'
    return this.#connection.spoken ? 'spoken' : 'up'
  }

  up(): void {
    this.down()
    this.#connection = {
      spoken: false,
      asked: 0,
      outstanding: null,
      wanted: false,
      hopeless: false,
    }
    this.#watch()
  }

  down(): void {
    this.#connection = null
    this.#late = false
    for (const name of [...this.#timers.keys()]) this.#stop(name)
  }

  /** Our step 2 has left on this connection. Asked for even if nothing waits: it proves the path. */
  answered(): void {
    if (!this.#connection) return
    this.#stop('again')
    this.#connection.spoken = true
    this.#connection.wanted = true
    this.#connection.hopeless = false
    this.#watch()
    this.#askSoon()
  }

  /** A change was made, and y-websocket has sent it if it could. */
  noticed(): void {
    if (!this.#connection) return
    this.#connection.wanted = true
    this.#watch()
    this.#askSoon()
  }

  /** Another log: what earlier receipts said is true of another disk. */
  renew(): void {
    this.#covered = false
    this.#watch()
  }

  /** What is on the server's disk now; null if this receipt answers nothing that was asked. */
  receipt(n: number): Cover | null {
    const connection = this.#connection
    const outstanding = connection?.outstanding
    if (!connection || !outstanding || n < outstanding.n || n > connection.asked) return null
    connection.outstanding = null
    this.#options.ledger.settle(outstanding.cover)
    this.#covered = true
    this.#late = false
    this.#stop('late')
    this.#stop('stuck')
    this.#watch()
    this.#askSoon()
    return outstanding.cover
  }

  /** [RP22] Nothing is sent on this connection that a receipt could answer for. */
  rest(): void {
    if (this.#connection) this.#connection.hopeless = true
    this.#watch()
  }

  /** What was sent is not all taken: no further ask before a fresh step 2. */
  refused(refusal: Refusal): void {
    const connection = this.#connection
    if (!connection) return
    const { outstanding } = connection
    if (outstanding && refusal.upTo !== null && outstanding.n <= refusal.upTo) {
      connection.outstanding = null
    }
    connection.spoken = false
    connection.wanted = true
    connection.hopeless = refusal.permanent
    this.#stop('ask')
    this.#watch()
    if (!refusal.permanent)
      this.#start('again', AGAIN_MS + (refusal.retryAfterMs ?? 0), this.#options.again)
  }

  #askSoon(): void {
    const connection = this.#connection
    if (!connection?.spoken || !connection.wanted || connection.outstanding) return
    const { clock } = this.#options
    // Never at once: the change that is asked for leaves in another listener of the same update.
    this.#start('ask', Math.max(0, this.#lastAskAt + ASK_EVERY_MS - clock.now()), () => {
      connection.asked += 1
      connection.outstanding = { n: connection.asked, cover: this.#options.ledger.ask() }
      connection.wanted = false
      this.#lastAskAt = clock.now()
      this.#options.ask(connection.asked)
    })
  }

  /** Runs while there is something to be receipted on this connection. */
  #watch(): void {
    const { ledger, changed, stuck } = this.#options
    if (!this.#connection || (this.#covered && ledger.waiting === 0)) return
    if (this.#connection.hopeless) {
      this.#stop('late')
      this.#stop('stuck')
      return
    }
    if (this.#late) return
    this.#start('late', LATE_MS, () => {
      this.#late = true
      changed()
    })
    this.#start('stuck', STUCK_MS, stuck)
  }

  #start(name: 'ask' | 'late' | 'stuck' | 'again', ms: number, wake: () => void): void {
    if (this.#timers.has(name)) return
    const stop = this.#options.clock.after(ms, () => {
      this.#timers.delete(name)
      wake()
    })
    this.#timers.set(name, stop)
  }

  #stop(name: 'ask' | 'late' | 'stuck' | 'again'): void {
    this.#timers.get(name)?.()
    this.#timers.delete(name)
  }
}
