import { computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals'
import type { Editor } from '@tiptap/core'
import { TextSelection } from '@tiptap/pm/state'
import type { Clock } from '../../shared/kit/clock.ts'
import { can } from '../../shared/sharing/can.ts'
import type { Anchor } from '../../shared/threads/anchor-schema.ts'
import type { Body } from '../../shared/threads/body.ts'
import type { Role } from '../../shared/wire/role.ts'
import type { Named } from '../editor/mention-asked.ts'
import type { Anchored, Anchors } from './anchors.ts'
import { type Drafts, NEW } from './drafts.ts'
import { followCaret } from './follow-caret.ts'
import { type Groups, groupsOf, startOf, steady, threadAt, threadNear } from './groups.ts'
import { narrowWindow } from './narrow-window.ts'
import { scrollToPlace } from './scroll-to-place.ts'
import type { Threads } from './threads.ts'

export interface MarginOptions {
  threads: Threads
  anchors: Pick<Anchors, 'set' | 'places' | 'anchorOf' | 'setFocus'>
  editor: Editor
  role: ReadonlySignal<Role | null>
  drafts: Drafts
  people: () => readonly Named[]
  /** Covers the top of the window so far down (px). */
  head: () => number
  clock: Clock
}

/** Threads as a person uses them: which one is open, what is being written, how to get there. */
export class Margin {
  readonly threads: Threads
  readonly drafts: Drafts
  readonly editor: Editor
  readonly people: () => readonly Named[]
  readonly anchors: MarginOptions['anchors']
  readonly groups: ReadonlySignal<Groups>
  /** How many are open, wherever they point. */
  readonly open: ReadonlySignal<number>
  /** The thread that is open, or `new`. */
  readonly focused: ReadonlySignal<string | null>
  /** What a new thread will point at while its first comment is written. */
  readonly composing: ReadonlySignal<Anchor | null>
  readonly mayComment: ReadonlySignal<boolean>
  /** Someone who may only read is shown no threads at all. */
  readonly isHidden: ReadonlySignal<boolean>
  readonly isNarrow: ReadonlySignal<boolean>
  /** There are cards to stand beside the text. */
  readonly isBeside: ReadonlySignal<boolean>
  readonly isPanelOpen = signal(false)
  readonly isResolvedOpen = signal(false)
  /** Whom the keyboard's focus should go to when it is drawn. */
  readonly wanted = signal<string | null>(null)
  readonly #focused = signal<string | null>(null)
  readonly #head: () => number
  readonly #undo: (() => void)[] = []

  constructor(options: MarginOptions) {
    const { threads, anchors, editor, role, drafts } = options
    this.threads = threads
    this.drafts = drafts
    this.editor = editor
    this.people = options.people
    this.anchors = anchors
    this.#head = options.head
    this.focused = this.#focused
    this.isHidden = computed(() => role.value !== null && !can(role.value, 'see-threads'))
    this.mayComment = computed(() => role.value === null || can(role.value, 'comment'))
    let known: Groups | null = null
    this.groups = computed(() => {
      const { views, stranded } = threads
      const kept = this.isPanelOpen.value ? null : this.#focused.value
      const now = groupsOf(views.value, anchors.places.value, stranded.value, kept)
      known = steady(known, now)
      return known
    })
    this.open = computed(() => {
      const { text, document, late, detached } = this.groups.value
      return text.length + document.length + late.length + detached.length
    })
    this.composing = computed(() => {
      const draft = drafts.all.value[NEW]
      return draft?.isOpen ? draft.anchor : null
    })
    const [isNarrow, stopLooking] = narrowWindow()
    this.isNarrow = isNarrow
    this.isBeside = computed(() => {
      const { stranded } = this.groups.value
      const any = this.open.value + stranded.length > 0 || this.composing.value !== null
      return any && !this.isHidden.value && !this.isNarrow.value
    })
    this.#undo.push(
      stopLooking,
      effect(() => {
        const anchored = this.#anchored()
        untracked(() => anchors.set(anchored))
      }),
      effect(() => {
        const focused = this.#focused.value
        untracked(() => anchors.setFocus(focused))
      }),
      followCaret(editor, options.clock, this.#caretMoved),
    )
  }

  /** Begins a thread on the selected words; with none selected, on the block of the caret. */
  comment(): void {
    const { empty, from, to } = this.editor.state.selection
    if (empty) this.commentOnBlock()
    else this.#begin(this.anchors.anchorOf({ kind: 'text', from, to }))
  }

  commentOnBlock(): void {
    this.#begin(this.anchors.anchorOf({ kind: 'block', pos: this.editor.state.selection.head }))
  }

  commentOnDocument(): void {
    this.#begin(this.anchors.anchorOf({ kind: 'document' }))
  }

  /** The first comment of a new thread is ready. */
  send(body: Body): void {
    const anchor = this.composing.peek()
    if (!anchor) return
    const thread = this.threads.open(anchor, body)
    this.drafts.send(NEW, this.threads.safe())
    this.goTo(thread)
  }

  /** The words written so far stay a draft. */
  leaveNew(): void {
    const draft = this.drafts.of(NEW)
    if (draft) this.drafts.keep(NEW, draft.body === null ? null : { ...draft, isOpen: false })
    this.#focused.value = null
    this.isPanelOpen.value = this.isPanelOpen.peek() && !this.isNarrow.peek()
    this.#focusText()
  }

  /** Opens a thread, and the keyboard follows. */
  goTo(id: string): void {
    this.focus(id)
    this.wanted.value = id
    const { detached, resolved } = this.groups.peek()
    const isListed = [...detached, ...resolved].some((each) => each.id === id)
    if (this.isNarrow.peek() || isListed) this.isPanelOpen.value = true
    this.#show(id)
  }

  focus(id: string | null): void {
    this.#focused.value = id
  }

  /** From a thread to the one after or before it, in the order in which one reads. */
  step(by: 1 | -1): void {
    const order = this.order()
    const at = order.indexOf(this.#focused.peek() ?? '')
    const next = order[at < 0 ? 0 : at + by]
    if (next !== undefined) this.goTo(next)
  }

  order(): string[] {
    const { document, late, text, detached, resolved } = this.groups.peek()
    const isListed = this.isPanelOpen.peek()
    const hidden = isListed ? [...detached, ...(this.isResolvedOpen.peek() ? resolved : [])] : []
    return [...document, ...late, ...text, ...hidden].map(({ id }) => id)
  }

  /** From the text to the thread there, or near. */
  fromText(): void {
    const id = threadNear(this.groups.peek(), this.#places, this.editor.state.selection.head)
    if (id) this.goTo(id)
    else if (this.isNarrow.peek()) this.isPanelOpen.value = true
  }

  /** From a thread to its words. */
  toText(): void {
    const id = this.#focused.peek()
    const placed = this.groups.peek().text.find((each) => each.id === id)
    const { state, view } = this.editor
    if (placed && threadAt(this.groups.peek(), this.#places, state.selection.head) !== id) {
      const at = state.doc.resolve(
        Math.min(startOf(this.#places.get(placed.id)), state.doc.content.size),
      )
      view.dispatch(state.tr.setSelection(TextSelection.near(at)).scrollIntoView())
    }
    if (this.isNarrow.peek()) this.isPanelOpen.value = false
    this.#focused.value = placed ? id : null
    this.#focusText()
  }

  /** A resolved thread leaves the margin; the keyboard goes on with the next, or with the text. */
  leaveResolved(id: string): void {
    const order = this.order()
    const at = order.indexOf(id)
    const next = order[at + 1] ?? order[at - 1]
    this.#focused.value = null
    if (next !== undefined && next !== id) this.goTo(next)
    else this.toText()
  }

  openPanel(): void {
    this.wanted.value = null
    this.#focused.value = null
    this.isPanelOpen.value = true
  }

  closePanel(): void {
    this.isPanelOpen.value = false
    this.#focused.value = null
    this.#focusText()
  }

  /** Idempotent. */
  close(): void {
    for (const undo of this.#undo.splice(0)) undo()
  }

  /** An editor that may not be written in does not take the focus by itself. */
  #focusText(): void {
    const { view } = this.editor
    if (!view.editable) view.dom.focus({ preventScroll: true })
    view.focus()
  }

  get #places() {
    return this.anchors.places.peek()
  }

  #begin(anchor: Anchor): void {
    if (!this.mayComment.peek()) return
    const draft = this.drafts.of(NEW)
    this.drafts.keep(NEW, { body: draft?.body ?? null, anchor, isOpen: true })
    this.#focused.value = NEW
    this.wanted.value = NEW
    if (this.isNarrow.peek()) this.isPanelOpen.value = true
    this.#show(NEW)
  }

  /** All of them, and the one being begun; of the resolved only the one that is looked at shows. */
  #anchored(): Anchored[] {
    if (this.isHidden.value) return []
    const focused = this.#focused.value
    const composing = this.composing.value
    const all = [...this.threads.views.value.values()].map(({ thread }) => {
      const { id, anchor, revision, resolution } = thread
      return { id, anchor, revision, hidden: resolution !== null && id !== focused }
    })
    return composing ? [...all, { id: NEW, anchor: composing, revision: 0 }] : all
  }

  #show(id: string): void {
    const ceiling = this.#head() + 16
    const floor = this.isNarrow.peek() ? innerHeight * 0.4 : innerHeight - 120
    scrollToPlace(this.editor.view, this.#places.get(id), { ceiling, floor })
  }

  readonly #caretMoved = () => {
    // Who has gone on writing is not fetched away to a card that is drawn later.
    this.wanted.value = null
    if (this.#focused.peek() === NEW) return
    const { empty, head } = this.editor.state.selection
    this.#focused.value = empty ? threadAt(this.groups.peek(), this.#places, head) : null
  }
}
