import { type ReadonlySignal, signal } from '@preact/signals'
import type { EditorState, Plugin } from '@tiptap/pm/state'
import type { Decoration } from '@tiptap/pm/view'
import type * as Y from 'yjs'
import type { Clock } from '../../shared/kit/clock.ts'
import { type Place, type Resolution, resolve } from '../../shared/threads/anchor.ts'
import type { Anchor } from '../../shared/threads/anchor-schema.ts'
import { REMOTE } from '../binding/binding.ts'
import type { EditorSide } from '../binding/binding-options.ts'
import { anchorFor, groundOf, type Target } from './ground.ts'
import { type Anchored, Healing, type HealingOptions } from './healing.ts'
import {
  decorationOf,
  drawing,
  highlightsOf,
  highlightsPlugin,
  redrawn,
  spotOf,
  takeEdits,
} from './highlights.ts'
import { Pause } from './pause.ts'
import { placesInOrder } from './places-in-order.ts'

export type { Anchored, Place, Target }

/** So long after a change, words that are nowhere are looked for again. */
const QUIET_MS = 300
/** So long after others wrote every thread is looked at again: what is drawn must not drift. */
const CALM_MS = 5_000

export interface AnchorsOptions extends HealingOptions {
  readonly view: EditorSide
  readonly doc: Y.Doc
  readonly move: (thread: string, revision: number, anchor: Anchor) => void
  readonly clock: Clock
  /** Calls back before the page is drawn next; at once where there is no page. */
  readonly frame?: (act: () => void) => void
}

/**
 * Where each thread points in the open document. A thread that was found is carried along by the
 * editor's own position maps and looked at again only when its words are touched; what depends on
 * the words of the whole document is looked for in pauses (shared/threads/ANCHORS.md).
 */
export class Anchors {
  /** In the order of the document: the document's own first, what has no place last. */
  readonly places: ReadonlySignal<ReadonlyMap<string, Place>>
  readonly #options: AnchorsOptions
  readonly #places = signal<ReadonlyMap<string, Place>>(new Map())
  readonly #healing: Healing
  readonly #plugin: Plugin
  readonly #quiet: Pause
  readonly #calm: Pause
  #threads = new Map<string, Anchored>()
  /** What was found last of those that no decoration stands for. */
  #unplaced = new Map<string, Place>()
  /** Not held by living tokens: any change of the document may concern them. */
  #loose = new Set<string>()
  #focus: string | null = null
  #side: EditorSide
  #isDue = false
  #isFramed = false
  #open = true

  constructor(options: AnchorsOptions) {
    this.#options = options
    this.#side = options.view
    this.#healing = new Healing(options)
    this.#quiet = new Pause(options.clock, QUIET_MS, () => this.#seekLoose())
    this.#calm = new Pause(options.clock, CALM_MS, () => this.check())
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
    this.#threads = new Map(
      threads.map((one) => [one.id, this.#healing.ownOr(one, before.get(one.id))]),
    )
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
    const moved = this.#healing.heal(edits, this.#side.state.doc, this.#threads)
    for (const thread of moved) this.#threads.set(thread.id, thread)
    for (const { id, revision, anchor } of moved) this.#options.move(id, revision, anchor)
    const touched = edits.flatMap((edit) => edit.touched)
    const inside = touched.filter((one) => one.inside)
    const other = touched.filter((one) => !one.inside)
    // Whoever writes inside of the words does not move them; whether they changed can wait.
    if (inside.length > 0) this.#later(inside.map(({ thread }) => thread))
    const asked = [...other.map(({ thread }) => thread), ...moved.map(({ id }) => id)]
    if (asked.length > 0) this.#draw([...new Set(asked)])
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
    this.#quiet.close()
    this.#calm.close()
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
    if (origin !== this.#options.binding.origin) this.#calm.wait()
    this.#waitForQuiet()
  }

  #waitForQuiet(): void {
    if (this.#loose.size > 0) this.#quiet.wait()
  }

  #seekLoose(): void {
    if (this.#open && this.#loose.size > 0) this.#draw([...this.#loose])
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
    this.#healing.forget(id)
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
    this.#places.value = placesInOrder(drawn, this.#unplaced)
  }
}

function isSame(one: Anchored | undefined, other: Anchored | undefined): boolean {
  if (!one || !other || one.hidden !== other.hidden) return false
  return one.anchor === other.anchor || JSON.stringify(one.anchor) === JSON.stringify(other.anchor)
}
