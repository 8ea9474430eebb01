import type { Node } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { resolve, type Span } from '../../shared/threads/anchor.ts'
import { type Anchor, decodePosition } from '../../shared/threads/anchor-schema.ts'
import type { Binding } from '../binding/binding.ts'
import { anchorAnew, groundOf } from './ground.ts'
import type { Queued } from './highlights.ts'
import { Luggage } from './luggage.ts'

export interface Anchored {
  readonly id: string
  readonly anchor: Anchor
  readonly revision: number
  /** Has a place, but is not drawn: a resolved thread, say. */
  readonly hidden?: boolean
}

export interface HealingOptions {
  readonly binding: Binding
  /** May this person write? Only then anchors that travelled with a cut are issued anew. */
  readonly mayHeal: () => boolean
}

/** Issues the anchors anew that travelled with what this person cut and brought back. [AN8] */
export class Healing {
  readonly #options: HealingOptions
  readonly #luggage = new Luggage()
  /** Moved here, which the server has not confirmed. */
  readonly #moved = new Set<string>()

  constructor(options: HealingOptions) {
    this.#options = options
  }

  /**
   * Gives the threads that moved, as they are from now on; who keeps them tells the server of it
   * afterwards, for its answer may come at once. `doc`: the document behind all edits.
   */
  heal(edits: readonly Queued[], doc: Node, threads: ReadonlyMap<string, Anchored>): Anchored[] {
    const moved = new Map<string, Anchored>()
    for (const [at, edit] of edits.entries()) {
      if (!edit.mine) continue
      for (const [id, span] of this.#luggage.carry(edit)) {
        const thread = moved.get(id) ?? threads.get(id)
        const there = behind(span, edits.slice(at + 1))
        const anchor = thread && this.#anew(thread, there, doc)
        if (anchor) moved.set(id, { ...thread, anchor })
      }
    }
    for (const id of moved.keys()) this.#moved.add(id)
    return [...moved.values()]
  }

  /** A move of mine stands until the server's word about this revision comes. */
  ownOr(given: Anchored, known: Anchored | undefined): Anchored {
    if (known?.revision === given.revision && this.#moved.has(given.id)) {
      return { ...given, anchor: known.anchor }
    }
    this.#moved.delete(given.id)
    return given
  }

  forget(id: string): void {
    this.#moved.delete(id)
  }

  /** Null where the old anchor still holds, or nobody here may give it a new one. */
  #anew({ anchor }: Anchored, there: Span, doc: Node): Anchor | null {
    const { binding, mayHeal } = this.#options
    if (there.from >= there.to || !mayHeal()) return null
    const [now] = resolve([anchor], groundOf(binding, doc))
    if (!now || now.place.kind === 'not-yet') return null
    if (now.held && !tokensOf(anchor).some((id) => binding.wasMoved(id))) return null
    return anchorAnew(binding, doc, anchor, there)
  }
}

/** The tokens that an anchor holds on to. */
function tokensOf(anchor: Anchor): Y.ID[] {
  if (anchor.kind === 'document') return []
  if (anchor.kind === 'block') {
    const [client = -1, clock = -1] = anchor.block.split(':').map(Number)
    return [Y.createID(client, clock)]
  }
  return [anchor.start, anchor.end].flatMap((position) => decodePosition(position)?.item ?? [])
}

function behind(span: Span, edits: readonly Queued[]): Span {
  let { from, to } = span
  for (const { transaction } of edits) {
    from = transaction.mapping.map(from, 1)
    to = transaction.mapping.map(to, -1)
  }
  return { from, to }
}
