import { type ReadonlySignal, signal } from '@preact/signals'
import type { EditorState, Plugin, Transaction } from '@tiptap/pm/state'
import type { Decoration } from '@tiptap/pm/view'
import type * as Y from 'yjs'
import type { Clock } from '../../shared/kit/clock.ts'
import { type Place, type Resolution, resolve, type Span } from '../../shared/threads/anchor.ts'
import type { Anchor } from '../../shared/threads/anchor-schema.ts'
import { type Binding, REMOTE } from '../binding/binding.ts'
import { anchorAnew, anchorFor, groundOf, type Target } from './ground.ts'
import {
  decorationOf,
  drawing,
  highlightsOf,
  highlightsPlugin,
  type Queued,
  redrawn,
  spotOf,
  type Touched,
  takeEdits,
} from './highlights.ts'
import { Luggage } from './luggage.ts'

export type { Place, Target }

/** So long nothing was written before words that are nowhere are looked for again. */
const QUIET_MS = 300
/** So long after others wrote every thread is looked at again: what is drawn must not drift. */
const CALM_MS = 5_000

export interface Anchored {
  readonly id: string
  readonly anchor: Anchor
  readonly revision: number
  /** Has a place, but is not drawn: a resolved thread, say. */
  readonly hidden?: boolean
}

/** An EditorView, or what stands for one where there is no page. */
export interface Side {
  readonly state: EditorState
  readonly composing?: boolean
  readonly isDestroyed?: boolean
  dispatch(transaction: Transaction): void
}

export interface AnchorsOptions {
  readonly binding: Binding
  readonly view: Side
  readonly doc: Y.Doc
  /** May this person write? Only then anchors that travelled with a cut are issued anew. */
  readonly mayHeal: () => boolean
  readonly move: (thread: string, revision: number, anchor: Anchor) => void
  readonly clock: Clock
  /** Calls back before the page is drawn next; at once where there is no page. */
  readonly frame?: (act: () => void) => void
}

/**
 * Where each thread points in the open document. A thread that was found is carried along by the
 * editor's own position maps and looked at again only when its words are touched; what depends on
 * the words of the whole document is looked for in pauses. SPEC of the rules: ANCHORS.md.
 */
export class Anchors {
  /** In the order of the document: the document's own first, what has no place last. */
  readonly places: ReadonlySignal<ReadonlyMap<string, Place>>
  readonly #options: AnchorsOptions
  readonly #places = signal<ReadonlyMap<string, Place>>(new Map())
  readonly #luggage = new Luggage()
  readonly #plugin: Plugin
  #threads = new Map<string, Anchored>()
  /** What was found last of those that no decoration stands for. */
  #unplaced = new Map<string, Place>()
  /** Not held by living tokens: any change of the document may concern them. */
  #loose = new Set<string>()
  /** Moved here, which the server has not confirmed. */
  readonly #moved = new Set<string>()
  #focus: string | null = null
  #side: Side
  #stopWaiting: (() => void) | null = null
  #stopCalm: (() => void) | null = null
  #isDue = false
  #isFramed = false
  #open = true

  constructor(options: AnchorsOptions) {
    this.#options = options
    this.#side = options.view
    this.places = this.#places
    this.#plugin = highlightsPlugin({
      open: (view) => {
        this.#side = view
        queueMicrotask(() => this.check())
      },
      isMine: (transaction) => {
        const { undoing, redoing } = options.binding.undoManager
        return undoing || redoing || transaction.getMeta(REMOTE) !== true
      },
      saw: (previous) => this.#saw(previous),
    })
    options.doc.on('afterTransaction', this.#onYjs)
  }

  plugin(): Plugin {
    return this.#plugin
  }

  /** The threads there are, with their anchors as they are now. */
  set(threads: readonly Anchored[]): void {
    const before = this.#threads
    this.#threads = new Map(threads.map((one) => [one.id, this.#ownOr(one, before.get(one.id))]))
    const asked = threads.filter(({ id }) => !isSame(before.get(id), this.#threads.get(id)))
    const gone = [...before.keys()].filter((id) => !this.#threads.has(id))
    if (asked.length + gone.length > 0) this.#draw([...asked.map(({ id }) => id), ...gone])
  }

  anchorOf(target: Target): Anchor {
    return anchorFor(this.#options.binding, this.#side.state.doc, target)
  }

  /** The threads on the words at a position, in the order of the document. */
  threadsAt(pos: number): string[] {
    const shown = highlightsOf(this.#side.state)?.shown
    return (shown?.find(pos, pos) ?? []).map((decoration) => spotOf(decoration).thread)
  }

  /** Draws this thread's words more strongly; null: no one's. */
  setFocus(thread: string | null): void {
    const before = this.#focus
    if (before === thread) return
    this.#focus = thread
    this.#draw([before, thread].filter((id) => id !== null))
  }

  /** Looks at what was edited since last time. The plugin's view does it; else call it by hand. */
  catchUp(): void {
    this.#isDue = false
    if (!this.#open) return
    const edits = takeEdits(this.#side.state)
    if (edits.length === 0) return
    this.#heal(edits)
    const touched = edits.flatMap((edit) => edit.touched)
    const [inside, other] = [touched.filter(isInside), touched.filter((one) => !isInside(one))]
    // Whoever writes inside of the words does not move them; whether they changed can wait.
    if (inside.length > 0) this.#later(inside.map(({ thread }) => thread))
    if (other.length > 0) this.#draw([...new Set(other.map(({ thread }) => thread))])
  }

  /** All that is due, now: for tests and for whoever cannot wait for a pause. */
  settle(): void {
    this.catchUp()
    this.#seekLoose()
    this.#publish()
  }

  /** Looks at every thread: words that others put in the place of equal ones went unnoticed. */
  check(): void {
    if (this.#open) this.#draw([...this.#threads.keys()])
  }

  close(): void {
    if (!this.#open) return
    this.#open = false
    this.#stopWaiting?.()
    this.#stopCalm?.()
    this.#options.doc.off('afterTransaction', this.#onYjs)
  }

  #saw(previous: EditorState): void {
    const { state } = this.#side
    if (state.doc === previous.doc) return
    // Not at once: the other plugins' views have not seen this state yet.
    if (!this.#isDue && highlightsOf(state)?.queue?.taken === false) {
      this.#isDue = true
      queueMicrotask(() => this.catchUp())
    }
    this.#publishSoon()
  }

  #onYjs = ({ origin }: { readonly origin: unknown }): void => {
    if (origin !== this.#options.binding.origin && !this.#stopCalm) {
      this.#stopCalm = this.#options.clock.after(CALM_MS, () => {
        this.#stopCalm = null
        whenIdle(() => this.check())
      })
    }
    this.#waitForQuiet()
  }

  #waitForQuiet(): void {
    if (this.#loose.size === 0 || this.#stopWaiting) return
    this.#stopWaiting = this.#options.clock.after(QUIET_MS, () => {
      this.#stopWaiting = null
      whenIdle(() => this.#seekLoose())
    })
  }

  #seekLoose(): void {
    if (this.#open && this.#loose.size > 0) this.#draw([...this.#loose])
  }

  /** A move of mine stands until the server's word about this revision comes. */
  #ownOr(given: Anchored, known: Anchored | undefined): Anchored {
    if (!known || known.revision !== given.revision || !this.#moved.has(given.id)) {
      this.#moved.delete(given.id)
      return given
    }
    return { ...given, anchor: known.anchor }
  }

  /** Looks for these threads, and redraws where something else was found than is drawn. */
  #draw(ids: readonly string[]): void {
    const side = this.#side
    const drawn = highlightsOf(side.state)
    if (!drawn || side.isDestroyed === true) return
    // Another element under a word that is being composed would end the composition.
    if (side.composing === true) {
      this.#later(ids)
      return
    }
    const { doc } = side.state
    const asked = ids.flatMap((id) => this.#threads.get(id) ?? [])
    const found = resolve(
      asked.map(({ anchor }) => anchor),
      groundOf(this.#options.binding, doc),
    )
    const wanted: { shown: Decoration[]; hidden: Decoration[] } = { shown: [], hidden: [] }
    for (const [at, { id, hidden }] of asked.entries()) {
      const { place, held } = found[at] as Resolution
      if (held) this.#loose.delete(id)
      else this.#loose.add(id)
      if ('from' in place) {
        this.#unplaced.delete(id)
        const decoration = decorationOf(id, place, id === this.#focus)
        wanted[hidden === true ? 'hidden' : 'shown'].push(decoration)
      } else this.#unplaced.set(id, place)
    }
    for (const id of ids) if (!this.#threads.has(id)) this.#forget(id)
    const now = redrawn(drawn, new Set(ids), wanted, doc)
    if (now !== drawn) side.dispatch(drawing(side.state.tr, now))
    this.#publishSoon()
  }

  #later(ids: readonly string[]): void {
    for (const id of ids) this.#loose.add(id)
    this.#waitForQuiet()
  }

  #forget(id: string): void {
    this.#unplaced.delete(id)
    this.#loose.delete(id)
    this.#moved.delete(id)
  }

  /** Issues the anchors anew that travelled with what this person cut and brought back. [AN8] */
  #heal(edits: readonly Queued[]): void {
    const { binding, mayHeal, move } = this.#options
    const { doc } = this.#side.state
    for (const [at, edit] of edits.entries()) {
      if (!edit.mine) continue
      for (const [id, span] of this.#luggage.carry(edit)) {
        const thread = this.#threads.get(id)
        const there = behind(span, edits.slice(at + 1))
        if (!thread || there.from >= there.to || !mayHeal()) continue
        const ground = groundOf(binding, doc)
        const [now] = resolve([thread.anchor], ground)
        if (!now || now.held || now.place.kind === 'not-yet') continue
        const anchor = anchorAnew(binding, doc, thread.anchor, there)
        if (!anchor) continue
        this.#threads.set(id, { ...thread, anchor })
        this.#moved.add(id)
        move(id, thread.revision, anchor)
        this.#draw([id])
      }
    }
  }

  #publishSoon(): void {
    if (this.#isFramed) return
    const { frame } = this.#options
    if (!frame) {
      this.#publish()
      return
    }
    this.#isFramed = true
    frame(() => {
      this.#isFramed = false
      if (this.#open) this.#publish()
    })
  }

  #publish(): void {
    const drawn = highlightsOf(this.#side.state)
    if (!drawn || !this.#open) return
    const placed = [...drawn.shown.find(), ...drawn.hidden.find()]
    placed.sort((a, b) => a.from - b.from || a.to - b.to)
    const places = new Map<string, Place>()
    for (const [id, place] of this.#unplaced) if (place.kind === 'document') places.set(id, place)
    for (const decoration of placed) {
      const { from, to } = decoration
      const { thread, place, changed } = spotOf(decoration)
      places.set(
        thread,
        place === 'block' ? { kind: place, from, to } : { kind: place, from, to, changed },
      )
    }
    for (const [id, place] of this.#unplaced) if (place.kind !== 'document') places.set(id, place)
    this.#places.value = places
  }
}

function isInside({ inside }: Touched): boolean {
  return inside
}

function behind(span: Span, edits: readonly Queued[]): Span {
  let { from, to } = span
  for (const { transaction } of edits) {
    from = transaction.mapping.map(from, 1)
    to = transaction.mapping.map(to, -1)
  }
  return { from, to }
}

function isSame(one: Anchored | undefined, other: Anchored | undefined): boolean {
  if (!one || !other || one.hidden !== other.hidden) return false
  return one.anchor === other.anchor || JSON.stringify(one.anchor) === JSON.stringify(other.anchor)
}

/** Between two keys, where the browser can tell. */
function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(work)
  else work()
}
