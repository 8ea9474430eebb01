import * as Y from 'yjs'
import type { Clock } from '../../shared/kit/clock.ts'
import type { Device } from './device.ts'
import { gapOf, sameGap } from './gap.ts'
import type { Ledger, Mark } from './ledger.ts'
import type { Link } from './link.ts'
import type { Receipts } from './receipts.ts'
import { FromTab } from './tab-channel.ts'

export interface ChangesOptions {
  doc: Y.Doc
  writer: string
  clock: Clock
  ledger: Ledger
  device: Device
  link: Link
  receipts: Receipts
  /** All that the device had before the first connection is in the doc. */
  isStarted: () => boolean
  changed: () => void
}

/** Everything that changes the doc, whoever made it, comes by here once: counted, stored, told. */
export class Changes {
  readonly #options: ChangesOptions
  /** How many were made in this tab. */
  #made = 0

  /** Make it after the link: a change is on its way before a receipt is asked for it. */
  constructor(options: ChangesOptions) {
    this.#options = options
    options.doc.on('update', this.#note)
  }

  /**
   * What another tab made. What of it cannot be read before something missing comes makes no event,
   * and will come with the origin of what fills the gap: it is stored and sent here.
   */
  takeOver(update: Uint8Array, from: FromTab): void {
    const { doc, device, link, changed } = this.#options
    const before = gapOf(doc)
    Y.applyUpdate(doc, update, from)
    if (sameGap(before, gapOf(doc))) return
    this.#count(from)
    device.store(update, true)
    link.again()
    changed()
  }

  readonly #note = (update: Uint8Array, origin: unknown) => {
    const { device, link, receipts, isStarted, changed } = this.#options
    const fromServer = origin === link.origin
    const fromDevice = device.gave(origin)
    // What the device gives before we connect leaves in our step 2, and its marks come with it.
    if (fromDevice && !isStarted()) return
    if (origin instanceof FromTab) this.#count(origin)
    else if (!fromServer) {
      const mark = this.#countOne()
      if (!fromDevice) device.tell(update, mark)
    }
    if (!fromDevice) device.store(update, !fromServer)
    if (!fromServer) receipts.noticed()
    changed()
  }

  #countOne(): Mark {
    const { clock, ledger, writer } = this.#options
    this.#made += 1
    const mark = { to: this.#made, done: this.#made - 1, since: clock.now() }
    ledger.adopt(new Map([[writer, mark]]))
    return mark
  }

  /**
   * News that its writer's numbers do not show (it came in another order) is one more change. Of a
   * tab that waits for nothing there is nothing to count: receipts answered for all of it.
   */
  #count({ marks }: FromTab): void {
    if (!this.#options.ledger.adopt(marks) && marks.size > 0) this.#countOne()
  }
}
