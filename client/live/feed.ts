import type { Fact } from '../../shared/wire/fact.ts'

/** `log`: in which log of the server the fact has its sequence. */
export type FactListener = (fact: Fact, log: string) => void

/**
 * [RP19] What happens to this document beside its text. Whoever listens comes later than the first
 * facts do (their code is loaded after the editor's), so those wait for the first listener.
 */
export class Feed {
  readonly #listeners = new Set<FactListener>()
  #early: Parameters<FactListener>[] = []

  on(listener: FactListener): () => void {
    this.#listeners.add(listener)
    for (const early of this.#early.splice(0)) listener(...early)
    return () => this.#listeners.delete(listener)
  }

  hear(fact: Fact, log: string): void {
    if (this.#listeners.size === 0) this.#early.push([fact, log])
    for (const listener of this.#listeners) listener(fact, log)
  }
}
