import { signal } from '@preact/signals'
import { applyAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { unreachable } from '../../shared/kit/assert.ts'
import { can } from '../../shared/sharing/can.ts'
import type { Fact } from '../../shared/wire/fact.ts'
import type { Hello } from '../../shared/wire/hello.ts'
import type { Refusal } from '../../shared/wire/refusal.ts'
import type { Role } from '../../shared/wire/role.ts'
import type { Peer } from '../../shared/wire/roster.ts'
import type { Arrivals } from './arrivals.ts'
import { Attendance, type AttendanceOptions } from './attendance.ts'
import { Feed } from './feed.ts'
import type { Cover, Ledger } from './ledger.ts'
import { Link, type LinkOptions } from './link.ts'
import type { LinkEvent } from './link-event.ts'
import { Receipts } from './receipts.ts'
import type { Place } from './shelf.ts'

type Ours = 'hear' | 'link' | 'isUp'

export interface UpstreamOptions extends Omit<LinkOptions & AttendanceOptions, Ours> {
  arrivals: Arrivals
  /** What no receipt answers for. */
  ledger: Ledger
  isReady: () => boolean
  /** The first hello in this replica's life: by this epoch the server calls the document. */
  met: (epoch: number) => void
  /** All that the server had is in the doc. */
  gave: () => void
  receipted: (cover: Cover) => void
}

/**
 * The server's part of a replica: what it says of the document and of this person, and which words
 * it has. This browser's part is the device.
 */
export class Upstream {
  readonly roster = signal<readonly Peer[]>([])
  readonly role = signal<Role | null>(null)
  readonly log = signal<string | null>(null)
  readonly feed = new Feed()
  readonly link: Link
  readonly receipts: Receipts
  readonly attendance: Attendance
  readonly #options: UpstreamOptions
  #isWhole = false
  #fell = false

  constructor(options: UpstreamOptions) {
    const { clock, ledger, changed } = options
    this.#options = options
    const link = new Link({ ...options, hear: (event) => this.#hear(event) })
    const receipts = new Receipts({
      ...{ clock, ledger, changed },
      ask: (n) => link.ask(n),
      again: () => link.again(),
      stuck: () => link.drop(),
    })
    this.link = link
    this.receipts = receipts
    this.attendance = new Attendance({ ...options, link, isUp: () => receipts.link !== 'down' })
  }

  /** All that the server had is in the doc. */
  get isWhole(): boolean {
    return this.#isWhole
  }

  /** [RP20] The role fell below writing while words waited. */
  get fell(): boolean {
    return this.#fell
  }

  /** What a status is made of. */
  get parts() {
    const { link, late, covered } = this.receipts
    return {
      ...this.attendance.parts,
      ...{ link, late },
      // [RP22] Who only reads is never asked for words, so that no receipt comes.
      covered: covered || (this.#isWhole && this.#onlyReads),
    }
  }

  /** What an earlier visit knew. False: the server has told of another epoch since. */
  recall({ belongs, role }: Place): boolean {
    if (belongs && !this.link.settles(belongs)) return false
    this.role.value ??= role
    return true
  }

  /** [RP20] Words that would only be refused are not sent: the copy of the others stays clean. */
  checkRole(): void {
    if (!this.log.value || !this.#onlyReads) return
    if (this.#options.ledger.waiting > 0) {
      this.#fell = true
      this.attendance.stayAway('forbidden')
    } else this.receipts.rest()
  }

  retry(): void {
    if (!this.#fell) this.attendance.retry()
  }

  close(): void {
    this.attendance.close()
    this.receipts.down()
    this.link.close()
    this.roster.value = []
  }

  /** All that comes over the wire enters here. */
  #hear(event: LinkEvent): void {
    const { arrivals, changed } = this.#options
    switch (event.kind) {
      case 'up':
        this.attendance.up()
        this.receipts.up()
        break
      case 'down':
        // Before the provider forgets where the others are.
        arrivals.flush()
        this.receipts.down()
        this.roster.value = []
        this.attendance.ended(event.code, this.#options.isReady())
        break
      case 'hello':
        this.#meet(event.hello)
        break
      case 'answered':
        this.receipts.answered()
        break
      case 'update':
        if (event.whole) arrivals.atOnce(event.update, () => this.#take(event.update, true))
        else arrivals.words(event.update, () => this.#take(event.update, false))
        break
      case 'awareness':
        arrivals.carets(() => this.#see(event.update))
        break
      case 'receipt':
        this.#receipted(event.n)
        break
      case 'refusal':
        this.#refused(event.refusal)
        break
      case 'roster':
        this.roster.value = event.peers
        break
      case 'fact':
        this.#told(event.fact)
        break
      default:
        unreachable(event)
    }
    changed()
  }

  /** [RP14] */
  #meet(hello: Hello): void {
    const { place } = this.link
    if (place && place.epoch !== hello.epoch) {
      this.attendance.stayAway('must-not-merge')
      return
    }
    const relogged = place !== null && place.log !== hello.logId
    this.attendance.met(relogged)
    this.role.value = hello.role
    this.log.value = hello.logId
    this.link.belong(hello.logId, hello.epoch)
    if (!place) this.#options.met(hello.epoch)
    if (relogged) {
      this.receipts.renew()
      this.#isWhole = false
    }
    this.checkRole()
  }

  get #onlyReads(): boolean {
    return this.role.value !== null && !can(this.role.value, 'write')
  }

  /** [RP19] Its place is said in the URL of the next connection. */
  #told(fact: Fact): void {
    const { place } = this.link
    if (!place) return
    this.link.follow(`${place.log}:${fact.sequence}`)
    this.feed.hear(fact, place.log)
  }

  #take(update: Uint8Array, whole: boolean): void {
    Y.applyUpdate(this.#options.doc, update, this.link.origin)
    if (!whole || this.#isWhole) return
    this.#isWhole = true
    this.#options.gave()
  }

  #see(carets: Uint8Array): void {
    applyAwarenessUpdate(this.#options.awareness, carets, this.link.origin)
  }

  #receipted(n: number): void {
    const cover = this.receipts.receipt(n)
    if (!cover) return
    this.attendance.receipted()
    this.#options.receipted(cover)
  }

  #refused(refusal: Refusal): void {
    this.receipts.refused(refusal)
    this.attendance.refused(refusal)
  }
}
