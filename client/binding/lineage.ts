import * as Y from 'yjs'
import { isRestoring } from '../../shared/document/restored.ts'
import { cutOut, further, type StandIn, standInOf } from './stand-in.ts'

/** Tokens that two people put back: both copies stand in the text. */
export interface Double {
  /** Under the lower id. */
  readonly kept: Y.ID
  readonly spare: Y.ID
  readonly length: number
}

/**
 * Follows which tokens stand for which deleted ones, whoever put them back: they are written in front
 * of their tombstone under an id that says so ([DM53]). Known by Yjs's own pointer `redone`, which
 * Yjs sets only where the undo was made: so places hold on to words through the undo of others too.
 */
export class Lineage {
  readonly #text: Y.Text
  #doubles: Double[] = []

  constructor(text: Y.Text, doc: Y.Doc) {
    this.#text = text
    doc.transact((transaction) => {
      for (const client of doc.store.clients.keys()) this.#linkNew(transaction, client, 0)
    })
  }

  get doubles(): readonly Double[] {
    return this.#doubles
  }

  /** To be called after each transaction of the document; costs what it put back and no more. */
  follow(transaction: Y.Transaction): void {
    const { beforeState, afterState, deleteSet } = transaction
    if (this.#doubles.length > 0 && deleteSet.clients.size > 0) this.#settle(transaction)
    for (const [client, after] of afterState) {
      const before = beforeState.get(client) ?? 0
      if (after > before) this.#linkNew(transaction, client, before)
    }
  }

  /** Of some doubles one copy may be gone by now. */
  #settle(transaction: Y.Transaction): void {
    const doubles = this.#doubles
    this.#doubles = []
    for (const { kept, spare, length } of doubles) {
      for (const [there, here] of pairsOf(transaction.doc, kept, spare, length)) {
        this.#join(transaction, there, here)
      }
    }
  }

  #linkNew(transaction: Y.Transaction, client: number, from: number): void {
    if (!isRestoring(client)) return
    const { doc } = transaction
    const structs = doc.store.clients.get(client) ?? []
    // Linking cuts items in two: first what there is, then what it means.
    const made: { id: Y.ID; length: number; tombstone: Y.ID }[] = []
    for (const struct of structs.slice(from === 0 ? 0 : Y.findIndexSS(structs, from))) {
      if (!(struct instanceof Y.Item) || struct.parent !== this.#text) continue
      const tombstone = tombstoneOf(doc.store, struct)
      if (tombstone) made.push({ id: struct.id, length: struct.length, tombstone })
    }
    for (const { id, length, tombstone } of made) {
      for (const [there, here, offset] of pairsOf(doc, tombstone, id, length)) {
        // It may live: its deletion is still to come, in an update of its own.
        const isFirst = Y.compareIDs(there.id, further(tombstone, offset))
        if (isFirst) link(transaction, there, here)
        else this.#join(transaction, there, here)
      }
    }
  }

  /** Both were put back of the same. */
  #join(transaction: Y.Transaction, there: StandIn, here: StandIn): void {
    if (there.item.deleted) link(transaction, there, here)
    else if (here.item.deleted) link(transaction, here, there)
    else if (areSame(there, here)) this.#doubles.push(doubleOf(there, here))
  }
}

/** What stands for each of two runs of tokens today, in pieces; where it differs. */
export function* pairsOf(
  doc: Y.Doc,
  one: Y.ID,
  other: Y.ID,
  length: number,
): Generator<[one: StandIn, other: StandIn, offset: number]> {
  for (let offset = 0; offset < length; ) {
    const there = standInOf(doc, further(one, offset), length - offset)
    const here = there && standInOf(doc, further(other, offset), there.length)
    if (!there || !here) return
    const run = here.length
    if (!Y.compareIDs(there.id, here.id)) yield [{ ...there, length: run }, here, offset]
    offset += run
  }
}

/** The id of the first of the tokens that this item was put back of. */
function tombstoneOf(store: Y.Doc['store'], item: Y.Item): Y.ID | null {
  // What was put back in one item may have been cut since: all parts name its beginning.
  let first = item
  while (first.origin?.client === item.id.client && first.origin.clock === first.id.clock - 1) {
    const before: Y.Item | Y.GC = Y.getItem(store, first.origin)
    if (!(before instanceof Y.Item)) break
    if (!Y.compareIDs(before.rightOrigin, item.rightOrigin)) break
    first = before
  }
  return item.rightOrigin && further(item.rightOrigin, item.id.clock - first.id.clock)
}

function link(transaction: Y.Transaction, from: StandIn, to: StandIn): void {
  cutOut(transaction, from.id, from.length).redone = to.id
}

/** Whoever says falsely that these are the same words must not make anybody drop theirs. */
function areSame(one: StandIn, other: StandIn): boolean {
  const [a, b] = [wordsOf(one), wordsOf(other)]
  return a === b && one.item.content.constructor === other.item.content.constructor
}

function wordsOf({ item, id, length }: StandIn): string {
  const { content } = item
  const from = id.clock - item.id.clock
  return content instanceof Y.ContentString ? content.str.slice(from, from + length) : ''
}

function doubleOf(one: StandIn, other: StandIn): Double {
  const isLower = one.id.client < other.id.client
  const [kept, spare] = isLower ? [one.id, other.id] : [other.id, one.id]
  return { kept, spare, length: other.length }
}
