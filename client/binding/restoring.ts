import * as Y from 'yjs'
import { isRestoring } from '../../shared/document/restored.ts'
import { cutOut, further, type StandIn, siteOf, tombstoneOf, trailOf } from './stand-in.ts'

/** So many letters come back one by one: whatever others wrote between them finds its place. */
const LETTERS_AT_MOST = 256
/** So many come back word by word; more of them in runs as long as they were deleted in. */
const WORDS_AT_MOST = 20_000
/** Over so many items the place that a token was once written behind is looked for. */
const REACH = 64

type DeleteSet = Y.Transaction['deleteSet']
type Grain = 'letters' | 'words' | 'runs'

/**
 * Puts deleted tokens of the text back, each in front of its tombstone ([DM53]). Yjs's own redo would
 * put them back in one piece, and on this or that side of others' words as client ids have it.
 */
export class Restoring {
  readonly #transaction: Y.Transaction
  readonly #text: Y.Text
  readonly #client: number
  readonly #takenBack: DeleteSet
  /** The deleted items of which something came back here. */
  readonly #done = new Set<Y.Item>()
  #any = false

  /** `client`: the id that is written under. `takenBack`: what undo and redo deleted, or will now. */
  constructor(
    transaction: Y.Transaction,
    text: Y.Text,
    client: number,
    takenBack = Y.createDeleteSet(),
  ) {
    this.#transaction = transaction
    this.#text = text
    this.#client = client
    this.#takenBack = takenBack
  }

  /** Items of the text. What somebody put back already stays as it is. */
  putBack(items: readonly Y.Item[]): void {
    const grain = grainOf(items)
    for (const item of items) {
      let { id } = item
      for (const length of lengthsOf(item, grain)) {
        this.#restoreRun(id, length)
        id = further(id, length)
      }
    }
  }

  /**
   * Of a double the copy that was to stay is gone, and elsewhere the spare one may be on its way out:
   * both go, and a third stands for both.
   */
  inPlaceOf(kept: Y.ID, { id, length }: Pick<StandIn, 'id' | 'length'>): void {
    const spare = cutOut(this.#transaction, id, length)
    const tombstone = cutOut(this.#transaction, kept, length)
    if (spare.deleted || !tombstone.deleted) return
    const made = this.#write(tombstone, livingCopy(spare))
    spare.delete(this.#transaction)
    spare.redone = made.id
    this.#done.add(tombstone)
  }

  /** Did the item that a nested type hangs from come back here? */
  has(item: Y.Item): boolean {
    return this.#done.has(item)
  }

  get any(): boolean {
    return this.#any
  }

  #restoreRun(first: Y.ID, length: number): void {
    for (let done = 0; done < length; ) {
      const id = further(first, done)
      const trail = trailOf(this.#transaction.doc, id, length - done)
      const last = trail.at(-1)
      if (last === undefined) return
      done += last.length
      if (this.#isElsewhere(id, last)) {
        this.#moveBack(trail)
        continue
      }
      if (!last.item.deleted) {
        if (mayBeHealedAway(this.#transaction.doc, id, last.id)) this.inPlaceOf(id, last)
        continue
      }
      const asked = cutOut(this.#transaction, id, last.length)
      const tombstone = cutOut(this.#transaction, last.id, last.length)
      // Of what another put back and took away again nothing is left; of what was deleted here, all.
      const { content } = isForgotten(asked) ? tombstone : asked
      if (content instanceof Y.ContentDeleted) continue
      this.#restore(tombstone, content.copy())
      this.#done.add(asked)
    }
  }

  #isElsewhere(asked: Y.ID, { id }: StandIn): boolean {
    if (Y.compareIDs(asked, id)) return false
    const { doc } = this.#transaction
    return Y.isDeleted(this.#takenBack, id) || !Y.compareIDs(siteOf(doc, asked), siteOf(doc, id))
  }

  /**
   * [DM75] What a move took elsewhere comes back to where it was only if that move is taken back, by
   * this undo or one before it, and as it is now: with what others set on it since, without what
   * they deleted. Where others moved it on it stays.
   */
  #moveBack(trail: readonly StandIn[]): void {
    const undone = trail.findIndex(({ id }, at) => at > 0 && Y.isDeleted(this.#takenBack, id))
    const place = trail[undone - 1]
    const last = trail.at(-1)
    if (place === undefined || last === undefined) return
    const isGoing = Y.isDeleted(this.#takenBack, last.id)
    if (!isGoing && !last.item.deleted) return
    const tombstone = cutOut(this.#transaction, place.id, last.length)
    const now = cutOut(this.#transaction, last.id, last.length)
    if (now.deleted && isForgotten(tombstone)) return
    const content = now.deleted ? tombstone.content.copy() : livingCopy(now)
    now.redone = this.#write(tombstone, content).id
    if (now.deleted) this.#done.add(tombstone)
  }

  #restore(tombstone: Y.Item, content: Y.Item['content']): void {
    tombstone.redone = this.#write(tombstone, content).id
  }

  #write(tombstone: Y.Item, content: Y.Item['content']): Y.Item {
    const { store } = this.#transaction.doc
    const id = Y.createID(this.#client, Y.getState(store, this.#client))
    const left = leftOf(tombstone)
    const origin = left === null ? null : left.lastId
    const item = new Y.Item(id, left, origin, tombstone, tombstone.id, this.#text, null, content)
    item.keep = true
    this.#any = true
    item.integrate(this.#transaction, 0)
    return item
  }
}

/**
 * Is what lives in a token's place the other half of a double, and the one to go? Whoever has not
 * heard yet that the token is gone takes the other away ([DM55]).
 */
function mayBeHealedAway(doc: Y.Doc, deleted: Y.ID, living: Y.ID): boolean {
  if (!isRestoring(deleted.client) || living.client <= deleted.client) return false
  for (let id: Y.ID | null = living; id !== null && isRestoring(id.client); ) {
    id = tombstoneOf(doc, id)
    if (Y.compareIDs(id, deleted)) return false
  }
  return true
}

/** With everything that was set on it, if it is the marker of a block or a leaf. */
function livingCopy({ content }: Y.Item): Y.Item['content'] {
  return content instanceof Y.ContentType ? new Y.ContentType(content.type.clone()) : content.copy()
}

/**
 * What a restored token is written behind: the same as its tombstone once was. Behind the tombstone's
 * neighbour of today it would belong to that, and follow it past words that others wrote there.
 */
function leftOf({ left: neighbour, origin }: Y.Item): Y.Item | null {
  let left = neighbour
  for (let steps = 0; steps < REACH; steps += 1) {
    if (Y.compareIDs(left === null ? null : left.lastId, origin)) return left
    if (left === null) break
    left = left.left
  }
  return neighbour
}

function grainOf(items: readonly Y.Item[]): Grain {
  const letters = items.reduce((sum, { length }) => sum + length, 0)
  if (letters <= LETTERS_AT_MOST) return 'letters'
  return letters <= WORDS_AT_MOST ? 'words' : 'runs'
}

/** Where an item is cut: never inside a surrogate pair, which Yjs would spoil. */
function lengthsOf({ content, length }: Y.Item, grain: Grain): number[] {
  if (!(content instanceof Y.ContentString) || grain === 'runs') return [length]
  const pieces = grain === 'letters' ? [...content.str] : content.str.match(/\S+\s*|\s+/gu)
  return (pieces ?? []).map((piece) => piece.length)
}

function isForgotten({ content }: Y.Item): boolean {
  return content instanceof Y.ContentDeleted
}
