import { effect, untracked } from '@preact/signals'
import type { RefusalReason } from '../../shared/wire/refusals.ts'
import type { Creation } from './creation.ts'

/** [RP21] Whether the server knows the document yet: before that there is nothing to connect to. */
export class Gate {
  readonly #creation: Creation | null
  #stop = () => {}
  #isLost = false

  constructor(creation: Creation | null) {
    this.#creation = creation
  }

  get isOpen(): boolean {
    return (this.#creation?.state.peek() ?? 'made') === 'made'
  }

  /** Tells at once, and whenever it changes; not while the document waits to be made. */
  watch(tell: (state: 'made' | RefusalReason) => void): void {
    this.#stop = effect(() => {
      const state = this.#creation?.state.value ?? 'made'
      if (state !== 'waiting') untracked(() => tell(state))
    })
  }

  hurry(): void {
    this.#creation?.hurry()
  }

  /** Once: where asking for it to be made again does not help, doing so for ever would not either. */
  lost(): void {
    if (this.#isLost) return
    this.#isLost = true
    this.#creation?.lost()
  }

  close(): void {
    this.#stop()
  }
}
