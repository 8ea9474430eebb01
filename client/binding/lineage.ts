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
  #widows: Double[] = []

  constructor(text: Y.Text, doc: Y.Doc) {
    this.#text = text
    doc.transact((transaction) => {
      for (const client of doc.store.clients.keys()) {
        if (isRestoring(client)) this.#linkNew(transaction, client, 0)
      }
    })
  }

  get doubles(): readonly Double[] {
    return this.#doubles
  }

  /** The doubles of which the last transaction deleted the copy that was to stay, and it alone. */
  get widows(): readonly Double[] {
    return this.#widows
  }

  /** To be called after each transaction of the document; costs what it put back and no more. */
  follow(transaction: Y.Transaction): void {
    const { beforeState, afterState, deleteSet } = transaction
    this.#widows = []
    if (this.#doubles.length > 0 && deleteSet.clients.size > 0) this.#settle(transaction)
    for (const [client, after] of afterState) {
      if (!isRestoring(client)) continue
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
        if (there.item.deleted && !here.item.deleted) {
          this.#widows.push({ kept: there.id, spare: here.id, length: here.length })
        }
        this.#join(transaction, there, here)
      }
    }
  }

  #linkNew(transaction: Y.Transaction, client: number, from: number): void {
    const { doc } = transaction
    // Linking cuts items in two: first what there is, then what it means.
    const made = [...madeSince(doc.store.clients.get(client) ?? [], from, this.#text)]
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

/** The token that one was put back of; null for one that somebody wrote. */
export function tombstoneOf(doc: Y.Doc, id: Y.ID): Y.ID | null {
  if (!isRestoring(id.client)) return null
  const structs = doc.store.clients.get(id.client) ?? []
  let at = Y.findIndexSS(structs, id.clock)
  while (at > 0 && isCut(structs[at - 1], structs[at])) at -= 1
  const first = structs[at]
  if (!(first instanceof Y.Item) || first.rightOrigin === null) return null
  return further(first.rightOrigin, id.clock - first.id.clock)
}

interface Made {
  readonly id: Y.ID
  readonly length: number
  /** The first of the tokens that these were put back of. */
  readonly tombstone: Y.ID
}

function* madeSince(structs: (Y.Item | Y.GC)[], from: number, text: Y.Text): Generator<Made> {
  // What was put back in one item may have been cut since: all parts name the tombstone of the first.
  let first: Y.Item | null = null
  let start = from === 0 ? 0 : Y.findIndexSS(structs, from)
  while (start > 0 && isCut(structs[start - 1], structs[start])) start -= 1
  for (let at = start; at < structs.length; at += 1) {
    const item = structs[at]
    if (!(item instanceof Y.Item)) continue
    if (first === null || !isCut(structs[at - 1], item)) first = item
    if (item.id.clock + item.length <= from) continue
    if (item.parent !== text || item.rightOrigin === null) continue
    const tombstone = further(item.rightOrigin, item.id.clock - first.id.clock)
    yield { id: item.id, length: item.length, tombstone }
  }
}

function isCut(left: Y.Item | Y.GC | undefined, right: Y.Item | Y.GC | undefined): boolean {
  if (!(left instanceof Y.Item && right instanceof Y.Item)) return false
  const { origin, rightOrigin } = right
  return Y.compareIDs(origin, left.lastId) && Y.compareIDs(rightOrigin, left.rightOrigin)
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
