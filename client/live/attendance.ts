import type { Refusal } from '../../shared/wire/refusal.ts'
import type { RefusalReason } from '../../shared/wire/refusals.ts'
import { Gate } from './gate.ts'
import type { Link } from './link.ts'
import { Reconnects } from './reconnects.ts'
import type { ReplicaOptions } from './replica-options.ts'
import { Verdict } from './verdict.ts'

export interface AttendanceOptions extends Pick<ReplicaOptions, 'clock' | 'rng' | 'creation'> {
  network: EventTarget | null
  link: Link
  isUp: () => boolean
  changed: () => void
}

/** [RP11] [RP21] When this replica goes to the server, comes back to it, or stays away. */
export class Attendance {
  readonly #options: AttendanceOptions
  readonly #gate: Gate
  readonly #reconnects: Reconnects
  readonly #verdict = new Verdict()
  #isOpen = false

  constructor(options: AttendanceOptions) {
    const { network, clock, rng, creation = null } = options
    this.#options = options
    this.#gate = new Gate(creation)
    this.#reconnects = new Reconnects(clock, rng)
    network?.addEventListener('online', this.#networkBack)
    network?.addEventListener('offline', this.#networkGone)
  }

  /** The server has the document, or had it once. */
  get isMade(): boolean {
    return this.#gate.isOpen
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  get refusal(): RefusalReason | null {
    return this.#verdict.refusal
  }

  /** What a status is made of. */
  get parts() {
    return this.#verdict.parts
  }

  /** [RP2] Connects when the document is made. */
  open(): void {
    this.#isOpen = true
    this.#gate.watch((state) => this.#mayGo(state))
  }

  /** A person asks again. */
  retry(): void {
    const { link, isUp, changed } = this.#options
    const { refusal } = this
    if (!this.#isOpen || !this.#verdict.reopen()) return
    if (!this.#gate.isOpen) this.#gate.hurry()
    else if (!isUp()) link.connect()
    else if (refusal !== null) link.again()
    changed()
  }

  up(): void {
    this.#reconnects.up()
  }

  ended(code: number | null, isReady: boolean): void {
    const { link } = this.#options
    const next = this.#reconnects.down(code)
    const said = this.#verdict.ended(next, isReady)
    if (next.kind === 'retry') link.connectAfter(next.waitMs)
    else if (said === 'looks again') link.connectAfter(this.#reconnects.look())
    else if (said === 'unknown-document') this.#gate.lost()
  }

  /** A hello came; `relogged`: from another log of the same epoch. */
  met(relogged: boolean): void {
    this.#verdict.met()
    if (relogged) this.#reconnects.relogged()
  }

  receipted(): void {
    this.#verdict.receipted()
    this.#reconnects.receipted()
  }

  refused(refusal: Refusal): void {
    this.#reconnects.refused(refusal.reason)
    this.#verdict.said(refusal)
  }

  stayAway(reason: RefusalReason): void {
    this.#verdict.refuse(reason)
    if (this.#options.isUp()) this.#options.link.stop()
  }

  close(): void {
    const { network } = this.#options
    network?.removeEventListener('online', this.#networkBack)
    network?.removeEventListener('offline', this.#networkGone)
    this.#gate.close()
  }

  #mayGo(state: 'made' | RefusalReason): void {
    if (state !== 'made') this.#verdict.refuse(state)
    else {
      if (this.refusal === 'unknown-document') this.#verdict.reopen()
      if (!this.#verdict.isFinal) this.#options.link.connect()
    }
    this.#options.changed()
  }

  readonly #networkBack = () => {
    if (this.#isOpen && !this.#verdict.isFinal && this.#gate.isOpen) this.#options.link.connect()
  }

  /** A socket notices only after half a minute that nobody is there. */
  readonly #networkGone = () => {
    if (this.#options.isUp()) this.#options.link.drop()
  }
}
