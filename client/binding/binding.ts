import type { Node } from '@tiptap/pm/model'
import type { EditorState, Plugin } from '@tiptap/pm/state'
import type * as Y from 'yjs'
import { quieten } from '../../shared/document/body.ts'
import { restoringId } from '../../shared/document/restored.ts'
import { assert, must } from '../../shared/kit/assert.ts'
import { realClock } from '../../shared/kit/clock.ts'
import { secureRng } from '../../shared/kit/rng.ts'
import type { BindingOptions, BindingTrouble, EditorSide } from './binding-options.ts'
import { BlockIndex } from './block-index.ts'
import type { BulkStep } from './bulk-step.ts'
import { readDocument } from './document.ts'
import type { Gesture } from './gesture.ts'
import { Healing } from './healing.ts'
import { Lineage } from './lineage.ts'
import { endsBurst, writeTransactions } from './local.ts'
import { learnMoving, type Moving } from './moving.ts'
import { bindingPlugin, takeQueued } from './plugin.ts'
import { absoluteOf, relativeAt } from './positions.ts'
import { readRemote } from './remote.ts'
import {
  fromYjs,
  REMOTE,
  remoteTransaction,
  selectionBetween,
  wholeDifference,
} from './remote-transaction.ts'
import { blockRangeOf, type Received, type Standing, standingOf, wasMoved } from './standing.ts'
import { touchesEntry } from './touches.ts'
import { type Caret, UndoStack } from './undo.ts'
import { Vocabulary } from './vocabulary.ts'

// Keeps one ProseMirror document and one flat Y.Text the same. Invariant: between two calls the index
// describes the text, and the editor's document is what reading the text gives (SPEC.md beside
// shared/document).

export { REMOTE }

const DAY_MS = 86_400_000

type ChangedType = Parameters<Y.Transaction['changedParentTypes']['has']>[0]

export class Binding {
  readonly origin: object = { name: 'interline binding' }
  readonly #text: Y.Text
  readonly #vocabulary: Vocabulary
  readonly #report: BindingOptions['report']
  readonly #undo: UndoStack
  readonly #lineage: Lineage
  readonly #healing: Healing
  readonly #today: () => number
  #gesture: Gesture | null = null
  readonly #plugin: Plugin
  readonly #stopListening: () => void
  #index = new BlockIndex([], 0)
  #doc: Node
  #side: EditorSide | null = null
  /** The text changed while no editor was there to show it. */
  #stale = false

  constructor(options: BindingOptions) {
    const { text, schema, report, kinds, clock = realClock } = options
    const { restoringAs = restoringId(secureRng) } = options
    this.#text = quieten(text)
    this.#vocabulary = new Vocabulary(schema, kinds)
    this.#report = report
    this.#doc = this.#readAll()
    const yDoc = must(text.doc, 'the text belongs to a document')
    this.#lineage = new Lineage(text, yDoc)
    const today = () => Math.floor(clock.now() / DAY_MS)
    this.#today = today
    const mayWrite = () => this.#side?.editable !== false && this.#side?.composing !== true
    this.#healing = new Healing({
      ...{ doc: yDoc, text, lineage: this.#lineage, restoringAs, clock, mayWrite, today },
    })
    // Not observeDeep: Yjs would count the place of each changed marker from the start of the text.
    // Before the undo stack listens: it asks for the selection as the editor shows it afterwards.
    yDoc.on('afterTransaction', this.#onYjs)
    this.#stopListening = () => yDoc.off('afterTransaction', this.#onYjs)
    const hands = {
      restoringAs,
      moves: this.#lineage.moves,
      caret: () => this.#caret(),
      restore: (caret: Caret) => this.#select(caret),
    }
    this.#undo = new UndoStack(text, this.origin, hands, clock)
    this.#plugin = bindingPlugin(this)
    if (options.moving) this.#learn(options.moving)
    else learnMoving((moving) => this.#learn(moving))
  }

  get undoManager(): Y.UndoManager {
    return this.#undo.manager
  }

  /** The document as Yjs has it now. */
  get doc(): Node {
    if (this.#stale) this.#doc = this.#readAll()
    return this.#doc
  }

  plugin(): Plugin {
    return this.#plugin
  }

  attach(side: EditorSide): void {
    this.#side = side
    const { doc } = this
    if (side.state.doc === doc) return
    if (side.state.doc.eq(doc)) this.#doc = side.state.doc
    // A view that is still being made cannot be dispatched to.
    else queueMicrotask(() => this.#side === side && this.#render())
  }

  /**
   * Writes what was dispatched since `previous` to Yjs. The plugin's view does this; who has no view
   * calls it after each change of state.
   */
  flush(previous: EditorState): void {
    const side = this.#side
    if (side === null) return
    const transactions = takeQueued(side.state)
    const [first] = transactions
    if (first === undefined) {
      const { doc, selection } = side.state
      if (doc === previous.doc && !selection.eq(previous.selection)) this.#undo.cut()
      return
    }
    const alone = transactions.some(endsBurst)
    this.#undo.begin(previous.doc === first.before ? this.#caretIn(previous) : null, alone)
    try {
      const clean = writeTransactions(this.#text, this.#index, this.#vocabulary, transactions, {
        origin: this.origin,
        gesture: this.#gesture,
      })
      this.#doc = side.state.doc
      this.#undo.end(alone)
      if (!clean) this.#render()
      this.#healing.keepTheOther()
    } catch (error) {
      this.#render()
      this.#tell('step', error)
    }
  }

  undo(): boolean {
    return this.#undo.undo()
  }

  redo(): boolean {
    return this.#undo.redo()
  }

  /** Takes away at once what stands twice because two undid the same; else it waits for a calm. */
  heal(): void {
    this.#healing.heal('author')
  }

  relativePosition(pos: number, assoc: -1 | 0 | 1): Y.RelativePosition {
    this.#refresh()
    return relativeAt(this.#text, this.#index, pos, assoc)
  }

  /** Null when the place is not here: not yet received, or forgotten. */
  absolutePosition(relative: Y.RelativePosition): number | null {
    this.#refresh()
    return absoluteOf(this.#text, this.#index, relative)
  }

  /** `client:clock` of the block's marker; null for words whose block somebody deleted. */
  blockId(pos: number): string | null {
    this.#refresh()
    const id = this.#index.atPos(pos)?.entry.marker?._item?.id
    return id ? `${id.client}:${id.clock}` : null
  }

  /** Where the token that a relative position holds on to stands or stood: alike on every replica. */
  standing(relative: Y.RelativePosition): Received<Standing> {
    this.#refresh()
    return standingOf(this.#text, this.#index, this.#lineage.doubles, relative)
  }

  /** Is the token found elsewhere only because a record says where it went? Records do not last. */
  wasMoved(id: Y.ID): boolean {
    return wasMoved(this.#text, this.#lineage.doubles, id)
  }

  /** Where the block of this id stands. */
  blockRange(id: string): Received<{ from: number; to: number }> {
    this.#refresh()
    return blockRangeOf(this.#text, this.#index, this.#lineage.doubles, id)
  }

  /** Does this Yjs update touch the block at `pos`? Asked before it is applied. */
  touchesBlock(update: Uint8Array, pos: number): boolean {
    this.#refresh()
    const where = this.#index.atPos(pos)
    return where === null || touchesEntry(this.#text, where.entry, update)
  }

  /** For idle moments: reads everything again; if the editor differs, shows what Yjs says. */
  check(): boolean {
    const side = this.#side
    if (side === null || this.#stale) return true
    const index = this.#index
    const doc = this.#readAll()
    if (
      index.eq(this.#index) &&
      this.#index.flatSize === this.#text.length &&
      side.state.doc.eq(doc)
    ) {
      this.#doc = side.state.doc
      return true
    }
    this.#render()
    this.#report?.({ kind: 'mismatch', error: new Error('editor and text had parted') })
    return false
  }

  /** Idempotent. The plugin never calls this: its view is destroyed whenever plugins change. */
  close(): void {
    this.#stopListening()
    this.#undo.close()
    this.#healing.close()
    this.#side = null
  }

  #learn(moving: Moving): void {
    this.#gesture = new moving.Gesture(this.#today)
    this.#healing.learn(moving)
  }

  #onYjs = (transaction: Y.Transaction): void => {
    const { origin } = transaction
    this.#lineage.follow(transaction)
    if (origin === this.origin || origin === this.undoManager) this.#healing.wrote()
    this.#healing.watch()
    if (origin === this.origin) return
    if (!transaction.changedParentTypes.has(this.#text as unknown as ChangedType)) return
    const side = this.#side
    if (side === null || side.isDestroyed === true) {
      this.#stale = true
      return
    }
    try {
      this.#show(side, transaction)
    } catch (error) {
      this.#render()
      this.#tell('remote', error)
    }
  }

  #show(side: EditorSide, transaction: Y.Transaction): void {
    assert(this.#stale || side.state.doc === this.#doc, 'what was dispatched was written')
    const change = this.#stale
      ? null
      : readRemote(transaction, this.#text, this.#doc, this.#index, this.#vocabulary)
    change?.settle()
    if (change === null) this.#render()
    else if (change.step) this.#dispatch(side, change.step)
  }

  #dispatch(side: EditorSide, step: BulkStep): void {
    const transaction = remoteTransaction(side.state, step)
    // Before the dispatch: what an extension adds to it is flushed while it runs.
    this.#doc = transaction.doc
    side.dispatch(transaction)
  }

  /** Makes the editor show what Yjs says; never writes. */
  #render(): void {
    const side = this.#side
    this.#doc = this.#readAll()
    if (side === null || side.isDestroyed === true) return
    takeQueued(side.state)
    const step = wholeDifference(side.state.doc, this.#doc)
    if (step) this.#dispatch(side, step)
    else this.#doc = side.state.doc
  }

  #readAll(): Node {
    const { doc, index } = readDocument(this.#text, this.#vocabulary)
    this.#index = index
    this.#stale = false
    return doc
  }

  #refresh(): void {
    if (this.#stale) this.#doc = this.#readAll()
  }

  #caret(): Caret | null {
    return this.#side ? this.#caretIn(this.#side.state) : null
  }

  #caretIn({ selection }: EditorState): Caret {
    const { anchor, head } = selection
    const hold = (pos: number) => relativeAt(this.#text, this.#index, pos, -1)
    return { anchor: hold(anchor), head: hold(head) }
  }

  #select(caret: Caret): void {
    const side = this.#side
    const anchor = this.absolutePosition(caret.anchor)
    const head = this.absolutePosition(caret.head)
    if (side === null || side.isDestroyed === true || anchor === null || head === null) return
    const { doc, tr } = side.state
    const selection = selectionBetween(doc, anchor, head)
    side.dispatch(fromYjs(tr.setSelection(selection).scrollIntoView()))
  }

  #tell(kind: BindingTrouble['kind'], error: unknown): void {
    if (this.#report === undefined) throw error
    this.#report({ kind, error })
  }
}
