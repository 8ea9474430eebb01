import * as Y from 'yjs'
import type { MovedRun } from '../../shared/document/moved.ts'
import { isRestoring } from '../../shared/document/restored.ts'
import { Moves } from './moves.ts'
import { cutOut, further, isCut, type StandIn, siteOf, standInOf } from './stand-in.ts'

/** Runs of which one end is not here yet are kept; whoever writes nonsense fills no more than this. */
const WAITING_AT_MOST = 512
/** So many steps may be gone for the records of one transaction: nonsense costs no more. */
const STEPS_AT_MOST = 1_000_000
/** So many deleted items are passed over to see what stands beside a token. */
const REACH = 256

/** Tokens that two people put back, or moved: both copies stand in the text. */
export interface Double {
  /** Under the lower id. */
  readonly kept: Y.ID
  readonly spare: Y.ID
  readonly length: number
}

/**
 * Follows which tokens stand for which deleted ones, whoever wrote them: those that undo put back are
 * written in front of their tombstone under an id that says so ([DM53]), of those that were moved a
 * record tells ([DM70]). Known by Yjs's own pointer `redone`, which Yjs sets only where
 * the undo was made: so places hold on to words through the undo and the moves of others too.
 */
export class Lineage {
  readonly moves: Moves
  /** Live tokens that stand behind what was moved away: perhaps somebody's words left behind. */
  readonly suspects = new Map<string, Y.ID>()
  /** Changes whenever the suspects may have to be looked at again. */
  news = 0
  readonly #text: Y.Text
  #doubles: Double[] = []
  #widows: Double[] = []
  #waiting: MovedRun[] = []
  #steps = 0

  constructor(text: Y.Text, doc: Y.Doc) {
    this.#text = text
    this.moves = new Moves(doc)
    doc.transact((transaction) => {
      for (const client of doc.store.clients.keys()) {
        if (isRestoring(client)) this.#linkNew(transaction, client, 0)
      }
      this.#waiting = this.moves.readAll().flatMap(({ runs }) => runs)
      this.#linkMoved(transaction, true)
    })
  }

  get doubles(): readonly Double[] {
    return this.#doubles
  }

  /** The doubles of which the last transaction deleted the copy that was to stay, and it alone. */
  get widows(): readonly Double[] {
    return this.#widows
  }

  /** To be called after each transaction of the document; costs what it wrote and no more. */
  follow(transaction: Y.Transaction): void {
    const { beforeState, afterState, deleteSet } = transaction
    this.#widows = []
    for (const [client, after] of afterState) {
      const before = beforeState.get(client) ?? 0
      if (after <= before) continue
      if (isRestoring(client)) this.#linkNew(transaction, client, before)
      this.#readNew(transaction, client, before)
    }
    if (this.#waiting.length > 0) this.#linkMoved(transaction)
    if (this.#doubles.length > 0 && deleteSet.clients.size > 0) this.#settle(transaction)
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

  #readNew({ doc }: Y.Transaction, client: number, from: number): void {
    const structs = doc.store.clients.get(client) ?? []
    const first = from === 0 ? 0 : Y.findIndexSS(structs, from)
    for (let at = first; at < structs.length; at += 1) {
      const item = structs[at]
      if (!(item instanceof Y.Item)) continue
      if (item.parentSub !== null) this.#waiting.push(...(this.moves.read(item)?.runs ?? []))
      else if (this.moves.any && item.parent === this.#text) this.#suspect(doc, item)
    }
  }

  /** What is new behind a token that stands elsewhere may have been meant for that place. */
  #suspect(doc: Y.Doc, item: Y.Item): void {
    if (item.deleted || !item.countable) return
    if (besideOf(doc, item, 'left')?.deleted) this.#note(item.id)
  }

  #note(id: Y.ID): void {
    this.suspects.set(`${id.client}:${id.clock}`, id)
    this.news += 1
  }

  #linkMoved(transaction: Y.Transaction, all = false): void {
    const { beforeState, afterState, deleteSet } = transaction
    const grew = (client: number) =>
      all || (afterState.get(client) ?? 0) > (beforeState.get(client) ?? 0)
    const waiting = this.#waiting
    this.#waiting = []
    this.#steps = 0
    for (const run of waiting) {
      const { client } = run.from
      const isDue = grew(run.to.client) || grew(client) || deleteSet.clients.has(client)
      if (isDue) this.#linkRun(transaction, run)
      else this.#waiting.push(run)
    }
    this.#waiting.splice(0, this.#waiting.length - WAITING_AT_MOST)
  }

  #linkRun(transaction: Y.Transaction, { from, to, length }: MovedRun): void {
    const { doc } = transaction
    for (let offset = 0; offset < length; ) {
      this.#steps += 1
      if (this.#steps > STEPS_AT_MOST) return
      const asked = further(from, offset)
      const there = standInOf(doc, asked, length - offset)
      const here = there && standInOf(doc, further(to, offset), there.length)
      if (!there || !here) {
        this.#waiting.push({ from: asked, to: further(to, offset), length: length - offset })
        return
      }
      const run = here.length
      const isWhole = Y.compareIDs(there.id, asked) && !there.item.deleted
      // Its deletion is still to come, in an update of its own; or the record tells nonsense.
      if (isWhole) this.#waiting.push({ from: asked, to: further(to, offset), length: run })
      else if (!Y.compareIDs(there.id, here.id) && this.#areHere(there, here)) {
        this.#join(transaction, { ...there, length: run }, here)
      }
      offset += run
    }
  }

  #areHere(...ones: readonly StandIn[]): boolean {
    return ones.every(({ item }) => item.parent === this.#text && item.parentSub === null)
  }

  /** Both stand for the same. */
  #join(transaction: Y.Transaction, there: StandIn, here: StandIn): void {
    if (there.item.deleted) this.#leave(transaction, there, here)
    else if (here.item.deleted) this.#leave(transaction, here, there)
    else if (areSame(there, here)) this.#doubles.push(doubleOf(there, here))
  }

  #leave(transaction: Y.Transaction, from: StandIn, to: StandIn): void {
    const { doc } = transaction
    const item = link(transaction, from, to)
    this.news += 1
    if (!this.moves.any || Y.compareIDs(siteOf(doc, from.id), siteOf(doc, to.id))) return
    const site = siteOf(doc, item.lastId)
    let right = besideOf(doc, item, 'right')
    // Behind what was put back stands what it was put back of, as often as that happened.
    while (right?.deleted && Y.compareIDs(siteOf(doc, right.lastId), site)) {
      right = besideOf(doc, right, 'right')
    }
    if (right && !right.deleted) this.#note(right.id)
  }
}

/**
 * The nearest item that says something: a token that lives, or one that went elsewhere. Formats, and
 * words that were just deleted or put back in their place, are passed over.
 */
export function besideOf(doc: Y.Doc, item: Y.Item, side: 'left' | 'right'): Y.Item | null {
  let beside = item[side]
  for (let steps = 0; beside !== null && steps < REACH; steps += 1) {
    if (beside.deleted ? wentElsewhere(doc, beside) : beside.countable) return beside
    beside = beside[side]
  }
  return null
}

/** Does something stand in another place for these deleted tokens, or did at last? */
export function wentElsewhere(doc: Y.Doc, { redone, lastId }: Y.Item): boolean {
  const last = redone === null ? null : standInOf(doc, lastId, 1)
  return last !== null && !Y.compareIDs(siteOf(doc, last.id), siteOf(doc, lastId))
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

function link(transaction: Y.Transaction, from: StandIn, to: StandIn): Y.Item {
  const item = cutOut(transaction, from.id, from.length)
  item.redone = to.id
  return item
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
  const { client, clock } = other.id
  const isLower = one.id.client < client || (one.id.client === client && one.id.clock < clock)
  const [kept, spare] = isLower ? [one.id, other.id] : [other.id, one.id]
  return { kept, spare, length: other.length }
}
