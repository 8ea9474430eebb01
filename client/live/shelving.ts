import { signal } from '@preact/signals'
import type { RefusalReason } from '../../shared/wire/refusals.ts'
import type { Device } from './device.ts'

/**
 * [RP20] Words that the server does not take are listed under *Kept on this device*. A copy that may
 * never be merged ends its life with that; any other may be taken one day.
 */
export class Shelving {
  readonly shelved = signal(false)
  readonly superseded = signal(false)
  readonly #device: Device
  readonly #hasWords: () => boolean
  /** The refusal that this was done for, or is being. */
  #for: RefusalReason | null = null
  #work: Promise<void> = Promise.resolve()

  constructor(device: Device, hasWords: () => boolean) {
    this.#device = device
    this.#hasWords = hasWords
  }

  /** Call whenever one of them may have changed. `fell`: refused because the role fell. */
  look(refusal: RefusalReason | null, fell: boolean): void {
    if (refusal === this.#for) return
    if (refusal && refusal !== 'must-not-merge' && !this.#hasWords()) return
    this.#for = refusal
    if (refusal) this.#work = this.#work.then(() => this.#shelve(refusal, fell))
  }

  /** The server has all the words after all. */
  settled(): void {
    this.shelved.value = false
    void this.#device.unlist()
  }

  async close(): Promise<void> {
    await this.#work
  }

  async #shelve(refusal: RefusalReason, fell: boolean): Promise<void> {
    const hasWords = this.#hasWords()
    const listed = hasWords && (await this.#device.list(fell ? 'access-changed' : refusal))
    this.shelved.value ||= listed
    // This device had no room: when it has, they are looked at again.
    if (hasWords && !listed) this.#for = null
    const isOver = fell || refusal === 'must-not-merge'
    if (!isOver || (hasWords && !listed)) return
    await this.#device.retire()
    if (fell) this.superseded.value = true
  }
}
