import { effect, type ReadonlySignal, signal } from '@preact/signals'
import type { Editor } from '@tiptap/core'
import type { Clock } from '../../shared/kit/clock.ts'
import type { Place } from '../../shared/threads/anchor.ts'

/** While somebody types, cards follow their words so often (ms): no key waits for them. */
const FOLLOW_MS = 120

/** So far beyond the window places are known to the line; farther ones to their block (px). */
const NEAR_PX = 1_500

export interface CardPlacesOptions {
  editor: Editor
  places: ReadonlySignal<ReadonlyMap<string, Place>>
  /** The column of cards: tops are measured from its own top. */
  column: HTMLElement
  clock: Clock
}

/**
 * [MG4] How far down the words of each thread stand. Measured only after places or sizes changed,
 * all at once, in a frame of its own: never in answer to a key.
 */
export class CardPlaces {
  /** Null before the first measurement. */
  readonly tops: ReadonlySignal<ReadonlyMap<string, number> | null>
  readonly #tops = signal<ReadonlyMap<string, number> | null>(null)
  readonly #options: CardPlacesOptions
  readonly #undo: (() => void)[]
  #wait: (() => void) | null = null
  #frame = 0

  constructor(options: CardPlacesOptions) {
    this.tops = this.#tops
    this.#options = options
    const soon = () => this.#soon(0)
    const sizes = new ResizeObserver(soon)
    sizes.observe(options.editor.view.dom)
    sizes.observe(options.column)
    let known = new Set<string>()
    const follow = effect(() => {
      const ids = options.places.value
      const isSame = ids.size === known.size && [...ids.keys()].every((id) => known.has(id))
      known = new Set(ids.keys())
      this.#soon(isSame ? FOLLOW_MS : 0)
    })
    const later = () => this.#soon(FOLLOW_MS)
    addEventListener('scroll', later, { passive: true })
    this.#undo = [() => sizes.disconnect(), follow, () => removeEventListener('scroll', later)]
  }

  /** Idempotent. */
  close(): void {
    for (const undo of this.#undo.splice(0)) undo()
    this.#wait?.()
    cancelAnimationFrame(this.#frame)
  }

  #soon(ms: number): void {
    if (this.#frame !== 0 || (this.#wait && ms > 0)) return
    this.#wait?.()
    this.#wait = null
    const measure = () => {
      this.#wait = null
      this.#frame = requestAnimationFrame(() => {
        this.#frame = 0
        this.#measure()
      })
    }
    if (ms === 0) measure()
    else this.#wait = this.#options.clock.after(ms, measure)
  }

  #measure(): void {
    const { editor, places, column } = this.#options
    if (editor.isDestroyed) return
    const { view } = editor
    const origin = column.getBoundingClientRect().top
    const page = view.dom.getBoundingClientRect().top
    const starts = [...places.peek()].flatMap(([id, place]) =>
      place.kind === 'text' || place.kind === 'block' ? [{ id, at: place.from, place }] : [],
    )
    starts.sort((a, b) => a.at - b.at)
    const tops = new Map<string, number>()
    let block = -1
    let end = 0
    const { doc } = view.state
    for (const { id, at, place } of starts) {
      // One walk over the blocks for all threads: each lookup by itself would begin at the first.
      while (block + 1 < doc.childCount && (block < 0 || at >= end)) {
        block += 1
        end += doc.child(block).nodeSize
      }
      const element = view.dom.children[block]
      if (!(element instanceof HTMLElement)) continue
      const top = page + element.offsetTop
      const isNear = top > -NEAR_PX - element.offsetHeight && top < innerHeight + NEAR_PX
      // A place that was found in a longer text, and is looked for again in a moment.
      const spot = Math.min(at, doc.content.size)
      const line = isNear && place.kind === 'text' ? view.coordsAtPos(spot).top : top
      tops.set(id, Math.round(line - origin))
    }
    const before = this.#tops.peek()
    if (!before || !same(before, tops)) this.#tops.value = tops
  }
}

function same(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): boolean {
  return one.size === other.size && [...one].every(([id, top]) => other.get(id) === top)
}
