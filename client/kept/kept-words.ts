import { type ReadonlySignal, signal } from '@preact/signals'
import { markdownText, plainText } from '../../shared/document/plain-text.ts'
import type { RefusalReason } from '../../shared/wire/refusals.ts'
import type { KeptReplica, KeptReplicas } from '../live/kept-replicas.ts'

/** A document with words that the server did not take. */
export interface KeptItem {
  name: string
  document: string
  why: RefusalReason
  /** When it was kept, ms UTC. */
  at: number
  title: string
  /** null: this browser does not give it now. */
  words: { plain: string; markdown: string } | null
}

export type KeptState =
  | { kind: 'loading' }
  /** This browser keeps nothing. */
  | { kind: 'broken' }
  | { kind: 'listed'; items: readonly KeptItem[] }

/** *Kept on this device*: nothing here is lost but by whoever removes it. */
export class KeptWords {
  readonly state: ReadonlySignal<KeptState>
  readonly #state = signal<KeptState>({ kind: 'loading' })
  readonly #replicas: KeptReplicas
  readonly #removed: (document: string) => void

  /** `removed`: nobody waits for that document any more. */
  constructor(replicas: KeptReplicas, removed: (document: string) => void) {
    this.state = this.#state
    this.#replicas = replicas
    this.#removed = removed
    void this.refresh()
  }

  async refresh(): Promise<void> {
    const kept = await this.#replicas.list()
    this.#state.value = kept ? { kind: 'listed', items: kept.map(itemOf) } : { kind: 'broken' }
  }

  /** False where this device did not do it. */
  async remove({ name, document }: KeptItem): Promise<boolean> {
    const done = await this.#replicas.remove(name)
    if (done) this.#removed(document)
    await this.refresh()
    return done
  }

  async putBack({ name }: KeptItem): Promise<void> {
    await this.#replicas.putBack(name)
    await this.refresh()
  }
}

function itemOf({ doc, ...kept }: KeptReplica): KeptItem {
  if (!doc) return { ...kept, title: '', words: null }
  const { title, text } = plainText(doc)
  // The first line stands above the words already, as their title.
  const rest = text.slice(text.indexOf('\n') + 1)
  return { ...kept, title, words: { plain: rest, markdown: markdownText(doc) } }
}
