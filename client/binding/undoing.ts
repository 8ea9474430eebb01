import * as Y from 'yjs'
import type { Moves } from './moves.ts'
import { Restoring } from './restoring.ts'
import { deleteRange, further, type StandIn, siteOf, standInOf } from './stand-in.ts'

type StackItem = Y.UndoManager['undoStack'][number]
type Options = ConstructorParameters<typeof Y.UndoManager>[1]

/** Yjs's undo manager, except for how it takes back: what it puts back comes as `Restoring` has it. */
export class Undoing extends Y.UndoManager {
  readonly #text: Y.Text
  readonly #restoringAs: number
  readonly #moves: Moves
  /** What was deleted by taking edits back, if anything was ever moved. */
  #takenBack = Y.createDeleteSet()

  constructor(text: Y.Text, { restoringAs, moves }: Behind, options: Options) {
    super(text, options)
    this.#text = text
    this.#restoringAs = restoringAs
    this.#moves = moves
  }

  override undo(): StackItem | null {
    this.undoing = true
    try {
      return this.#pop(this.undoStack, 'undo')
    } finally {
      this.undoing = false
    }
  }

  override redo(): StackItem | null {
    this.redoing = true
    try {
      return this.#pop(this.redoStack, 'redo')
    } finally {
      this.redoing = false
    }
  }

  /** Takes back the newest that there is something to take back of. */
  #pop(stack: StackItem[], type: 'undo' | 'redo'): StackItem | null {
    const changedParentTypes = this.doc.transact((transaction) => {
      for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
        if (!this.#takeBack(transaction, item)) continue
        this.currStackItem = item
        break
      }
      return transaction.changedParentTypes
    }, this)
    const stackItem = this.currStackItem
    if (stackItem === null) return null
    this.emit('stack-item-popped', [{ stackItem, type, changedParentTypes, origin: this }, this])
    this.currStackItem = null
    return stackItem
  }

  /** False when nothing was left to do. */
  #takeBack(transaction: Y.Transaction, { insertions, deletions }: StackItem): boolean {
    const doomed = this.#itemsIn(transaction, insertions).flatMap((item) => this.#living(item))
    const deleted = this.#itemsIn(transaction, deletions).filter(
      // Written and deleted in the same burst.
      ({ id }) => !Y.isDeleted(insertions, id),
    )
    const inText = deleted.filter(({ parent }) => parent === this.#text)
    if (this.#moves.any) this.#takenBack = Y.mergeDeleteSets([this.#takenBack, rangesOf(doomed)])
    const restoring = new Restoring(transaction, this.#text, this.#restoringAs, this.#takenBack)
    restoring.putBack(inText)
    let changed = restoring.any
    const asked = new Set(inText)
    for (const item of deleted) {
      if (item.parent === this.#text) continue
      const entry = { item, asked, restoring, insertions }
      changed = this.#restoreNested(transaction, entry) || changed
    }
    // Backwards: what hangs in a type goes before the type.
    for (const { id, length } of doomed.toReversed()) {
      deleteRange(transaction, id, length)
      changed = true
    }
    return changed
  }

  #itemsIn(transaction: Y.Transaction, ranges: StackItem['insertions']): Y.Item[] {
    const items: Y.Item[] = []
    Y.iterateDeletedStructs(transaction, ranges, (struct) => {
      if (struct instanceof Y.Item && Y.isParentOf(this.#text, struct)) items.push(struct)
    })
    return items
  }

  /** Whatever stands for an item today, as far as it was not deleted. */
  #living({ id, length }: Y.Item): StandIn[] {
    const living: StandIn[] = []
    for (let done = 0; done < length; ) {
      const asked = further(id, done)
      const found = standInOf(this.doc, asked, length - done)
      if (found === null) break
      if (!found.item.deleted && !this.#wasMovedOn(asked, found)) living.push(found)
      done += found.length
    }
    return living
  }

  /** [DM75] What was moved here, and by somebody else from there, is where they want it. */
  #wasMovedOn(id: Y.ID, found: StandIn): boolean {
    if (!this.#moves.any || Y.compareIDs(id, found.id)) return false
    const site = siteOf(this.doc, id)
    return this.#moves.isCopy(site) && !Y.compareIDs(site, siteOf(this.doc, found.id))
  }

  /** Attributes of blocks and whatever else hangs in a type inside the text: as Yjs does it. */
  #restoreNested(transaction: Y.Transaction, entry: Nested): boolean {
    const { item, asked, restoring } = entry
    if (item.redone !== null || item.content instanceof Y.ContentDeleted) return false
    const host = hostOf(item)
    // Another put the block back, and with it what it had.
    if (host === null || (asked.has(host) && !restoring.has(host))) return false
    const home = standInOf(this.doc, host.id, 1)?.item
    if (!home || home.deleted || !(home.content instanceof Y.ContentType)) return false
    const parent: ParentType = home.content.type
    const left = item.parentSub === null ? besideIn(parent, item) : this.#behind(entry, parent)
    if (left === 'taken') return false
    // In a type that came back just now nobody can have written meanwhile.
    const client = restoring.has(host) ? this.#restoringAs : this.doc.clientID
    const id = Y.createID(client, Y.getState(this.doc.store, client))
    const right = item.parentSub === null ? (left === null ? parent._start : left.right) : null
    const leftId = left === null ? null : left.lastId
    const rightId = right === null ? null : right.id
    const content = item.content.copy()
    const made = new Y.Item(id, left, leftId, right, rightId, parent, item.parentSub, content)
    item.redone = id
    made.keep = true
    made.integrate(transaction, 0)
    return true
  }

  /** The value that an old one follows when it comes back; 'taken' if somebody gave a newer one. */
  #behind({ item, insertions }: Nested, parent: ParentType): Y.Item | null | 'taken' {
    const current = parent._map.get(item.parentSub ?? '') ?? null
    if (item.right === null) return current
    let left = item
    while (left.right !== null && this.#isMine(left.right, insertions)) {
      left = standInOf(this.doc, left.right.id, 1)?.item ?? left.right
    }
    if (left.right !== null) return 'taken'
    return left.parent === parent ? left : current
  }

  #isMine({ id, redone }: Y.Item, insertions: StackItem['insertions']): boolean {
    if (redone !== null || Y.isDeleted(insertions, id)) return true
    return [...this.undoStack, ...this.redoStack].some(({ deletions }) => {
      return Y.isDeleted(deletions, id)
    })
  }
}

type DeleteSet = Y.Transaction['deleteSet']

interface Behind {
  /** The id under which undo puts back. */
  readonly restoringAs: number
  readonly moves: Moves
}

type ParentType = Y.ContentType['type']

interface Nested {
  readonly item: Y.Item
  /** Items of the text that are to come back in the same undo. */
  readonly asked: ReadonlySet<Y.Item>
  readonly restoring: Restoring
  readonly insertions: StackItem['insertions']
}

function rangesOf(ones: readonly StandIn[]): DeleteSet {
  const ranges = Y.createDeleteSet()
  for (const { id, length } of ones) {
    const known = ranges.clients.get(id.client)
    if (known) known.push({ clock: id.clock, len: length })
    else ranges.clients.set(id.client, [{ clock: id.clock, len: length }])
  }
  return ranges
}

function hostOf({ parent }: Y.Item): Y.Item | null {
  return parent instanceof Y.AbstractType ? parent._item : null
}

/** The nearest sibling to the left that lies in `parent`, or was put back there. */
function besideIn(parent: ParentType, { left: sibling }: Y.Item): Y.Item | null {
  for (let left = sibling; left !== null; left = left.left) {
    const trace =
      left.parent === parent ? left : parent.doc && standInOf(parent.doc, left.id, 1)?.item
    if (trace?.parent === parent) return trace
  }
  return null
}
