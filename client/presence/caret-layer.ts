import { effect, type ReadonlySignal, signal } from '@preact/signals'
import type { Clock } from '../../shared/kit/clock.ts'
import styles from './CaretLayer.module.css'
import type { RemoteCaret } from './presence.ts'
import type { FarPlace, Place, Surface } from './surface.ts'

/** How long a name stays beside a caret that moved. */
const NAME_MS = 2_000

/** Someone whose caret is outside the window. */
export interface FarCaret {
  caret: RemoteCaret
  side: 'above' | 'below'
}

export interface CaretLayerOptions {
  /** Lies over the text, as large as it, and scrolls with it. */
  element: HTMLElement
  surface: Surface
  carets: ReadonlySignal<readonly RemoteCaret[]>
  clock: Clock
}

/**
 * Draws other people's carets and selections over the page, never in the document's own DOM:
 * there a caret beside a composing word would break the composition. Drawn once a frame at most,
 * and only while somebody else has a caret.
 */
export class CaretLayer {
  readonly far: ReadonlySignal<readonly FarCaret[]>
  readonly #far = signal<readonly FarCaret[]>([])
  readonly #options: CaretLayerOptions
  readonly #drawn = new Map<number, Drawn>()
  readonly #undo: (() => void)[]
  #frame = 0
  #fade: () => void = () => {}

  constructor(options: CaretLayerOptions) {
    this.far = this.#far
    this.#options = options
    const redraw = () => this.redraw()
    const sizes = new ResizeObserver(redraw)
    sizes.observe(options.element)
    addEventListener('scroll', redraw, { passive: true })
    addEventListener('resize', redraw)
    this.#undo = [
      effect(() => {
        if (options.carets.value) this.redraw()
      }),
      () => sizes.disconnect(),
      () => removeEventListener('scroll', redraw),
      () => removeEventListener('resize', redraw),
    ]
  }

  redraw(): void {
    if (this.#frame !== 0) return
    if (this.#options.carets.peek().length === 0 && this.#drawn.size === 0) return
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0
      this.#draw()
    })
  }

  close(): void {
    for (const undo of this.#undo.splice(0)) undo()
    cancelAnimationFrame(this.#frame)
    this.#fade()
    this.#options.element.replaceChildren()
  }

  #draw(): void {
    const { element, surface, carets, clock } = this.#options
    const origin = element.getBoundingClientRect()
    const now = clock.now()
    // Every measurement before the first change, else each caret costs a layout.
    const all = carets.peek()
    const places = surface.places(all.map((caret) => caret.head))
    const seen = all.flatMap((caret, at) => {
      const place = places[at]
      return place ? [{ caret, place, lines: surface.lines(caret) }] : []
    })
    const gone = new Set(this.#drawn.keys())
    for (const { caret, place, lines } of seen) {
      gone.delete(caret.client)
      this.#drawnFor(caret).update({ caret, place, lines, origin, now })
    }
    for (const client of gone) {
      this.#drawn.get(client)?.root.remove()
      this.#drawn.delete(client)
    }
    const head = surface.head()
    this.#setFar(seen.flatMap(({ caret, place }) => farCaret(caret, place, head)))
    this.#fade()
    if ([...this.#drawn.values()].some(({ isNamed }) => isNamed))
      this.#fade = clock.after(NAME_MS, () => this.redraw())
  }

  #drawnFor(caret: RemoteCaret): Drawn {
    const known = this.#drawn.get(caret.client)
    if (known) return known
    const drawn = new Drawn()
    this.#drawn.set(caret.client, drawn)
    this.#options.element.append(drawn.root)
    return drawn
  }

  #setFar(far: readonly FarCaret[]): void {
    const key = (some: readonly FarCaret[]) =>
      some.map(({ caret, side }) => `${caret.client} ${caret.name} ${caret.hue} ${side}`).join('\n')
    if (key(far) !== key(this.#far.peek())) this.#far.value = far
  }
}

interface Drawing {
  caret: RemoteCaret
  place: Place | FarPlace
  lines: readonly DOMRect[]
  origin: DOMRect
  now: number
}

/** One session's caret, its name and its selected lines. */
class Drawn {
  readonly root = made('div', styles.person)
  readonly #bar = made('div', styles.caret)
  readonly #name = made('div', styles.name)
  readonly #lines = made('div', styles.lines)
  isNamed = false
  /** Null while it is far away. */
  #offset: number | null = null
  #movedAt = 0
  #shown = ''

  constructor() {
    this.#bar.append(this.#name)
    this.root.append(this.#lines, this.#bar)
  }

  update({ caret, place, lines, origin, now }: Drawing): void {
    const near = typeof place === 'string' ? null : place
    const offset = near?.offset ?? null
    // Who comes into sight did not move by that.
    const isStill = this.#offset === null || offset === null || offset === this.#offset
    this.#movedAt = isStill ? Math.max(this.#movedAt, caret.movedAt) : now
    this.#offset = offset
    this.isNamed = near !== null && caret.active && now - this.#movedAt < NAME_MS
    const bar = near && boxIn(origin, near.left, near.top, null, near.bottom - near.top)
    const boxes = lines.map(({ left, top, width, height }) =>
      boxIn(origin, left, top, width, height),
    )
    const { client, hue, name, active } = caret
    const shown = JSON.stringify([bar, boxes, hue, name, active, this.isNamed, origin.width])
    // What is written again, though it is the same, is laid out and painted again at every key.
    if (shown === this.#shown) return
    this.#shown = shown
    this.root.dataset.hue = hue
    this.root.dataset.caret = String(client)
    this.root.dataset.active = String(active)
    this.#bar.hidden = bar === null
    if (bar) {
      put(this.#bar, bar)
      // Near the far edge the name opens to the other side, else it would widen the page.
      this.#bar.dataset.side = bar.left > origin.width / 2 ? 'left' : 'right'
    }
    this.#bar.dataset.named = String(this.isNamed)
    this.#name.textContent = name
    this.#lines.replaceChildren(
      ...boxes.map((box) => {
        const line = made('div', styles.line)
        put(line, box)
        return line
      }),
    )
  }
}
interface Box {
  readonly left: number
  readonly top: number
  /** Null: as the style sheet says. */
  readonly width: number | null
  readonly height: number
}

function boxIn(
  origin: DOMRect,
  left: number,
  top: number,
  width: number | null,
  height: number,
): Box {
  return { left: left - origin.left, top: top - origin.top, width, height }
}

function put({ style }: HTMLElement, { left, top, width, height }: Box): void {
  style.translate = `${left}px ${top}px`
  style.height = `${height}px`
  if (width !== null) style.width = `${width}px`
}

function made(tag: string, name: string | undefined): HTMLElement {
  const element = document.createElement(tag)
  element.className = name ?? ''
  return element
}

function farCaret(caret: RemoteCaret, place: Place | FarPlace, head: number): FarCaret[] {
  if (typeof place === 'string') return [{ caret, side: place }]
  if (place.bottom < head) return [{ caret, side: 'above' }]
  return place.top > innerHeight ? [{ caret, side: 'below' }] : []
}
